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

    private String core = "";
    private long sequence;
    private long part;

    /** Counts corrections, not from where another life of a recorder did: no two changes are to have one position. */
    private long corrections =
            Position.FIRST_CORRECTION + ThreadLocalRandom.current().nextLong(1L << 52);

    private boolean ofEvent;
    private long arrivalNanos;

    Emitter(ChangeSink sink) {
        this.sink = sink;
    }

    /** What follows comes of this. Corrections stand behind the event before them: they have no sequence of their own. */
    void begin(Stamp stamp, Source source) {
        arrivalNanos = stamp.arrivalNanos();
        ofEvent = source == Source.EVENT;
        if (!core.equals(stamp.core())) {
            core = stamp.core();
            sequence = 0;
        }
        if (ofEvent) {
            sequence = stamp.sequence();
            part = 0;
        }
    }

    /** What follows stands behind this event: another recorder applied it. */
    void resume(String formerCore, long formerSequence) {
        core = formerCore;
        sequence = formerSequence;
        ofEvent = false;
    }

    /** What follows comes of no event. */
    void correct(long nowNanos) {
        arrivalNanos = nowNanos;
        ofEvent = false;
    }

    /** Takes away what Redis has of this node under these keys. */
    void erase(Base base, Collection<String> keys) {
        for (String key : keys) {
            emit(new Place(base, key), NONE, null, null, NONE, Source.EVENT);
        }
    }

    /** Makes Redis have the record again: no event, so a head that another node wrote may be newer. */
    void again(Place place, byte[] fragment, byte @Nullable [] head) {
        sink.accept(new Change(
                place.base(),
                place.key(),
                fragment,
                head,
                true,
                null,
                NONE,
                Source.EVENT.text(),
                position(),
                arrivalNanos));
    }

    void emit(
            Place place,
            byte[] fragment,
            byte @Nullable [] head,
            byte @Nullable [] entry,
            byte[] entryEnded,
            Source source) {
        byte[] told = place.base().takesEntries() ? entry : null;
        sink.accept(new Change(
                place.base(), place.key(), fragment, head, told, entryEnded, source.text(), position(), arrivalNanos));
    }

    private Position position() {
        return new Position(core, sequence, ofEvent ? part++ : corrections++);
    }
}
