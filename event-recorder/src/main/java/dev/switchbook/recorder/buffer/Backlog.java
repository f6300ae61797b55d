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

    /** Redis gets so long to come up; if it is slower than what comes, files are for that. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long NEVER = Long.MIN_VALUE;

    private final LongSupplier nanoClock;
    private final long muchBytes;
    private final long nearlyAllBytes;
    private final AtomicLong confirmedNanos;
    private final AtomicLong filedNanos;
    private final AtomicLong muchSinceNanos = new AtomicLong(NEVER);

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
        if (waiting <= muchBytes) {
            muchSinceNanos.set(NEVER);
            return false;
        }
        long now = nanoClock.getAsLong();
        muchSinceNanos.compareAndSet(NEVER, now);
        boolean confirms = now - confirmedNanos.get() < LATELY_NANOS;
        if (memory > nearlyAllBytes) {
            return confirms || now - filedNanos.get() < LATELY_NANOS;
        }
        return confirms && disk == 0 && now - muchSinceNanos.get() < PATIENCE_NANOS;
    }
}
