package dev.switchbook.recorder.sink;

/** The pause before each further attempt: 10 ms, doubling up to a second. */
final class RetryPause {
    private static final long MIN_NANOS = 10_000_000;
    private static final long MAX_NANOS = 1_000_000_000;

    private long next = MIN_NANOS;
    private boolean isShort = true;

    long nextNanos() {
        long now = next;
        next = Math.min(MAX_NANOS, next * 2);
        isShort = true;
        return now;
    }

    /** One that nothing cuts short. */
    long longNanos(long nanos) {
        isShort = false;
        return nanos;
    }

    /** Whether it may end at once when Redis is there again. */
    boolean isShort() {
        return isShort;
    }

    void reset() {
        next = MIN_NANOS;
    }
}
