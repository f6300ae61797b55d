package dev.switchbook.recorder.node;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * When a node's owner takes another snapshot that no fault has asked for: what FreeSWITCH dropped from a full queue, or said in a way
 * that nobody understood, is wrong for so long at most. Not thread-safe.
 */
final class LookAgain {
    /** More often would be work for FreeSWITCH that mostly finds nothing. */
    private static final Duration EVERY = Duration.ofMinutes(5);

    private static final Duration SOON = Duration.ofSeconds(3);

    /** An event that cannot be used has another snapshot taken; what sends such events all the time must not keep FreeSWITCH busy. */
    private static final Duration DOUBT_AGAIN = Duration.ofSeconds(30);

    private long dueNanos = in(EVERY);
    private long doubtedNanos = System.nanoTime() - DOUBT_AGAIN.toNanos();
    private boolean doubted;

    /** One is begun now. */
    void taken() {
        dueNanos = in(EVERY);
    }

    void soon() {
        dueNanos = in(SOON);
    }

    /** Something was told that could not be used: the state may lack it. */
    void doubted() {
        doubted = true;
    }

    /** Why one is due now; null when none is. */
    @Nullable String due() {
        long now = System.nanoTime();
        if (doubted && now - doubtedNanos >= DOUBT_AGAIN.toNanos()) {
            doubted = false;
            doubtedNanos = now;
            return "an event could not be used";
        }
        return now - dueNanos >= 0 ? "looks again" : null;
    }

    /** Nodes that were connected at one time do not look again at one time. */
    private static long in(Duration wait) {
        return System.nanoTime()
                + (long) (wait.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }
}
