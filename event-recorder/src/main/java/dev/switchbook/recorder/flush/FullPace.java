package dev.switchbook.recorder.flush;

/** When the next full flush may begin: one in so long, and more seldom while they fail. */
final class FullPace {
    private boolean hasBegun;
    private long begunNanos;
    private long pauseNanos = FlushRules.BETWEEN_FULL.toNanos();

    void began(long nowNanos) {
        hasBegun = true;
        begunNanos = nowNanos;
    }

    void failed() {
        pauseNanos = Math.min(2 * pauseNanos, FlushRules.LONGEST_PAUSE.toNanos());
    }

    /** They succeed, or another link may have them succeed. */
    void reset() {
        pauseNanos = FlushRules.BETWEEN_FULL.toNanos();
    }

    /** How long to wait, in nanoseconds; 0 or less: not at all. */
    long nanosLeft(long nowNanos) {
        return hasBegun ? begunNanos + pauseNanos - nowNanos : 0;
    }
}
