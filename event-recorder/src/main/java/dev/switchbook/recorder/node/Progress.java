package dev.switchbook.recorder.node;

import dev.switchbook.recorder.buffer.EventRing;
import dev.switchbook.recorder.change.Position;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Up to where all that a node has told is in Redis: what its owner says of it to the others, or, at the owner, what Redis has confirmed.
 * What lies behind may be forgotten. On the node's event loop.
 */
final class Progress {
    /** The colon, and the digits of a long. */
    private static final int MAX_SEQUENCE = 20;

    private final EventRing ring;

    /** Below what is kept when it is unknown. */
    private long ordinal = Long.MIN_VALUE;

    private String position = "";

    /** What an owner elsewhere has said last, kept here or not. */
    private String said = "";

    Progress(EventRing ring) {
        this.ring = ring;
    }

    /** Of the last one that is known to be in Redis, with all before it; less than any that is kept when that is unknown. */
    long ordinal() {
        return ordinal;
    }

    /** As {@link #ordinal()}: {@code core:sequence}; empty when that is unknown. */
    String position() {
        return position;
    }

    /** What was said last, by an owner elsewhere or one before this process, kept here or not; empty for nothing. */
    String lastSaid() {
        return said.isEmpty() ? position : said;
    }

    /** An owner before this process said so. */
    void adopt(String said) {
        if (!said.isEmpty()) {
            position = said;
        }
    }

    /** The owner, another process, has said that all up to there is in Redis; false when that is not among what is kept. */
    boolean seen(String saidNow) {
        said = saidNow;
        long at = find(saidNow);
        if (at < 0) {
            return false;
        }
        if (at > ordinal) {
            ordinal = at;
            position = saidNow;
        }
        ring.written(at);
        return true;
    }

    /**
     * At the owner: all that was taken from the ring is in Redis but what the writer has not confirmed.
     *
     * @param unconfirmed tells the position of the oldest change of each base that is not; false when one is unknown
     */
    void confirmed(Predicate<Consumer<Position>> unconfirmed) {
        long[] least = {ring.cursor()};
        boolean all = unconfirmed.test(at -> {
            long kept = ring.find(at.core(), at.sequence());
            least[0] = kept < 0 ? Long.MIN_VALUE : Math.min(least[0], kept - 1);
        });
        if (!all || least[0] < ordinal) {
            return;
        }
        ring.written(least[0]);
        if (least[0] > ordinal) {
            ordinal = least[0];
            String text = ring.position(ordinal);
            if (text != null && !Resumption.isLater(position, text)) {
                position = text; // else the owner before came further than what has come here
            }
        }
    }

    /** Whether all up to that event is known to be in Redis, though what was said to be is perhaps not kept here. */
    boolean isPassed(String event) {
        return event.equals(position)
                || event.equals(said)
                || Resumption.isLater(position, event)
                || Resumption.isLater(said, event);
    }

    /** Whether none of these, which are in Redis, is of another life of FreeSWITCH than what is known to be, unless it is kept. */
    boolean isOfLifeOf(Collection<String> positions) {
        return positions.stream().allMatch(at -> at.isEmpty() || find(at) >= 0 || Holes.isOfCoreOf(at, position));
    }

    /** Whether that event is behind what is known, or was said, to be in Redis; not where that is of another life of FreeSWITCH. */
    boolean isBehind(String event) {
        return Resumption.isLater(event, position) || Resumption.isLater(event, said);
    }

    /**
     * Where that event is in the ring.
     *
     * @param position {@code core:sequence}, or with a part behind it
     * @return its ordinal; {@link Resumption#UNKNOWN} when it is not kept, or no position
     */
    long find(String position) {
        int core = position.indexOf(':');
        int end = core < 0 ? -1 : position.indexOf(':', core + 1);
        int last = end < 0 ? position.length() : end;
        if (core <= 0 || last - core > MAX_SEQUENCE) {
            return Resumption.UNKNOWN;
        }
        try {
            return ring.find(position.substring(0, core), Long.parseLong(position, core + 1, last, 10));
        } catch (NumberFormatException e) {
            return Resumption.UNKNOWN; // any program may write there
        }
    }
}
