package dev.switchbook.recorder.link;

import java.util.function.DoubleSupplier;

/** The pause before each further attempt: doubling from the shortest to the longest, the upper half of it random. */
final class Backoff {
    private final long shortestNanos;
    private final long longestNanos;
    private final DoubleSupplier random;
    private long ceilingNanos;

    /** {@code random} gives values from 0 to 1. */
    Backoff(LinkTimings.Pauses pauses, DoubleSupplier random) {
        this.shortestNanos = pauses.shortest().toNanos();
        this.longestNanos = pauses.longest().toNanos();
        this.random = random;
        this.ceilingNanos = shortestNanos;
    }

    long nextNanos() {
        long ceiling = ceilingNanos;
        ceilingNanos = Math.min(longestNanos, ceiling * 2);
        return ceiling / 2 + (long) (random.getAsDouble() * (ceiling - ceiling / 2));
    }

    void reset() {
        ceilingNanos = shortestNanos;
    }
}
