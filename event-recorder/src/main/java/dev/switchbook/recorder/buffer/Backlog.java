package dev.switchbook.recorder.buffer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether what waits is about to become less, so that FreeSWITCH may keep the next events for a moment: Redis is confirming, or files are
 * being written. Safe for use by many threads.
 */
final class Backlog {
    /** Nothing for so long: it is not about to become less. */
    private static final long LATELY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * They get so long to come up, until half of it has gone. If they are slower than what comes, files are for that, and what has no room
     * is better lost here, where it is counted, than in FreeSWITCH's queue.
     */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier nanoClock;
    private final long muchBytes;
    private final long nearlyAllBytes;
    private final AtomicLong confirmedNanos;
    private final AtomicLong filedNanos;
    private final AtomicLong muchSinceNanos = new AtomicLong(NEVER);
    private final AtomicLong nearlyAllSinceNanos = new AtomicLong(NEVER);

    /** What waits is much from an eighth of {@code maxMemory} on; five eighths are nearly all that events get. */
    Backlog(long maxMemory, LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.muchBytes = maxMemory / 8;
        this.nearlyAllBytes = maxMemory / 8 * 5;
        long longAgo = nanoClock.getAsLong() - LATELY_NANOS;
        this.confirmedNanos = new AtomicLong(longAgo);
        this.filedNanos = new AtomicLong(longAgo);
    }

    /** Redis has confirmed something. */
    void confirmed() {
        confirmedNanos.set(nanoClock.getAsLong());
    }

    /** A file was written, and memory is free again. */
    void filed() {
        filedNanos.set(nanoClock.getAsLong());
    }

    /**
     * Whether it is.
     *
     * @param memory bytes that are used
     * @param waiting bytes of them that are not known to be written
     * @param disk bytes in files: what comes now is written behind them
     */
    boolean goesSoon(long memory, long waiting, long disk) {
        long now = nanoClock.getAsLong();
        boolean confirms = now - confirmedNanos.get() < LATELY_NANOS;
        boolean files = now - filedNanos.get() < LATELY_NANOS;
        boolean much = isNewlyOver(waiting, muchBytes, muchSinceNanos, now);
        boolean nearlyAll = isNewlyOver(memory, nearlyAllBytes, nearlyAllSinceNanos, now);
        return (much && confirms && disk == 0) || (nearlyAll && waiting > muchBytes && (confirms || files));
    }

    /** Whether they are more than the bound, and have not been more than half of it for long before. */
    private static boolean isNewlyOver(long bytes, long bound, AtomicLong sinceNanos, long now) {
        if (bytes <= bound / 2) {
            sinceNanos.set(NEVER);
        }
        if (bytes <= bound) {
            return false;
        }
        sinceNanos.compareAndSet(NEVER, now);
        return now - sinceNanos.get() < PATIENCE_NANOS;
    }
}
