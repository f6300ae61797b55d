package dev.switchbook.recorder.state;

import dev.switchbook.recorder.event.Extension;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One channel, from its first sight until a while after its end. */
final class Leg {
    /** Transitions, as records name them; a start is {@link #start()}. */
    static final String ANSWER = "answer";

    static final String HANGUP = "hangup";

    enum Stage {
        LIVE,
        /** Hung up; the last events may still come. */
        HUNG,
        /** Destroyed: a tombstone against late events. */
        GONE
    }

    final @Nullable CallRecord record;
    final @Nullable Extension whose;
    final boolean inbound;
    final byte[] @Nullable [] values;

    /** The uuids it had before. */
    final List<String> formerUuids = new ArrayList<>(0);

    String uuid;
    Stage stage = Stage.LIVE;
    boolean answered;

    /** Whether its start, its answer and its end have made their entries. */
    boolean startTold;

    boolean answerTold;
    boolean hangupTold;

    /** {@code Event-Sequence} of the newest event whose fields it has: within a leg it rises in the order of the events. */
    long sequence = -1;

    /** The state's count of events when it was last touched by one. */
    long touched;

    long goneNanos;

    /** @param record null when it is nobody's */
    Leg(String uuid, @Nullable CallRecord record, @Nullable Extension whose, boolean inbound, int fields) {
        this.uuid = uuid;
        this.record = record;
        this.whose = whose;
        this.inbound = inbound;
        this.values = new byte[fields][];
    }

    /** {@code callout}: the extension calls; {@code callin}: it is called. */
    String start() {
        return inbound ? "callout" : "callin";
    }
}
