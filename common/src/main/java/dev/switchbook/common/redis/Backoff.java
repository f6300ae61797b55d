package dev.switchbook.common.redis;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** The pause before each further attempt: doubling from the shortest to the longest, the upper half of it random. */
final class Backoff {
    private final long minNanos;
    private final long maxNanos;
    private final DoubleSupplier random;
    private long nextNanos;

    /** {@code random} gives values from 0 to 1. */
    Backoff(Duration min, Duration max, DoubleSupplier random) {
        this.minNanos = min.toNanos();
        this.maxNanos = max.toNanos();
        this.random = random;
        this.nextNanos = minNanos;
    }

    long nextNanos() {
        long ceiling = nextNanos;
        nextNanos = Math.min(maxNanos, nextNanos * 2);
        return ceiling / 2 + (long) (random.getAsDouble() * (ceiling - ceiling / 2));
    }

    void reset() {
        nextNanos = minNanos;
    }
}
