package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.ChangeSink;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.change.Position;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Gives each change its position and hands it on. */
final class Emitter {
    static final byte[] NONE = {};

    private final ChangeSink sink;

    /** Stands for a sequence before the first event: two lives of a recorder must not give one position to two changes. */
    private final long life = -1 - ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);

    private String core = "";
    private long sequence;
    private int part;
    private long arrivalNanos;

    Emitter(ChangeSink sink) {
        this.sink = sink;
    }

    /** What follows comes of this. Corrections go on counting behind the event before them: they have no sequence of their own. */
    void begin(Stamp stamp, Source source) {
        arrivalNanos = stamp.arrivalNanos();
        if (!core.equals(stamp.core())) {
            core = stamp.core();
            sequence = life;
            part = 0;
        }
        if (source == Source.EVENT) {
            sequence = stamp.sequence();
            part = 0;
        }
    }

    /** What follows comes of no event. */
    void correct(long nowNanos) {
        arrivalNanos = nowNanos;
    }

    /** Takes away what Redis has of this node under these keys. */
    void erase(Base base, Collection<String> keys) {
        for (String key : keys) {
            emit(new Place(base, key), NONE, null, null, NONE, Source.EVENT);
        }
    }

    /** Makes Redis have the record again: no event, so a head that another node wrote may be newer. */
    void again(Place place, byte[] fragment, byte @Nullable [] head) {
        Position at = new Position(core, sequence, part++);
        sink.accept(new Change(
                place.base(), place.key(), fragment, head, true, null, NONE, Source.EVENT.text(), at, arrivalNanos));
    }

    void emit(
            Place place,
            byte[] fragment,
            byte @Nullable [] head,
            byte @Nullable [] entry,
            byte[] entryEnded,
            Source source) {
        byte[] told = place.base().takesEntries() ? entry : null;
        Position at = new Position(core, sequence, part++);
        sink.accept(new Change(
                place.base(), place.key(), fragment, head, told, entryEnded, source.text(), at, arrivalNanos));
    }
}
