package dev.switchbook.common.redis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lets a burst of log lines pass and after that one in ten seconds: a flapping link does not fill a disk. */
final class LogThrottle {
    private static final int BURST = 10;
    private static final long REFILL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private int left = BURST;
    private long refilledAt;

    LogThrottle() {
        this(System::nanoTime);
    }

    LogThrottle(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.refilledAt = nanoTime.getAsLong();
    }

    synchronized boolean pass() {
        long earned = (nanoTime.getAsLong() - refilledAt) / REFILL_NANOS;
        if (earned > 0) {
            left = (int) Math.min(BURST, left + earned);
            refilledAt += earned * REFILL_NANOS;
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
