package dev.switchbook.directory.cache;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The stretches in which changes were heard of. What was read in one of them, and was not told to have changed, was right
 * until the end of it.
 */
final class Heard {

    /** Older ones are forgotten: what was read in them is as good as unknown. */
    private static final int MAX = 64;

    /** A stretch that has ended: the moment of the log at its beginning, and its end by {@link System#nanoTime()}. */
    private record Stretch(long from, long until) {}

    private final Deque<Stretch> ended = new ArrayDeque<>();
    private long from;
    private long until;

    /** Nothing was heard of before {@code nanos}. */
    Heard(long nanos) {
        this.until = nanos;
    }

    /** Changes are no longer heard of. */
    synchronized void lost(long nanos) {
        until = nanos;
    }

    /** A new stretch begins, at this moment of the log; the one before ended when it was lost. */
    synchronized void begins(long moment) {
        ended.addFirst(new Stretch(from, until));
        if (ended.size() > MAX) {
            ended.removeLast();
        }
        from = moment;
    }

    /**
     * Until when something was right that was read as of a moment of the log.
     *
     * @param now what holds for the stretch that goes on, if it does
     * @param readAt when it was read, if nothing better is known
     */
    synchronized long until(long asOf, boolean goesOn, long now, long readAt) {
        if (asOf >= from) {
            return goesOn ? now : Math.max(until, readAt);
        }
        for (Stretch stretch : ended) {
            if (asOf >= stretch.from()) {
                return Math.max(stretch.until(), readAt);
            }
        }
        return readAt;
    }
}
