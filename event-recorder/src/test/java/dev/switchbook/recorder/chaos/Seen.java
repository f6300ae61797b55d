package dev.switchbook.recorder.chaos;

import dev.switchbook.common.testing.RedisCommandLine;

/** Looks at the lists every few milliseconds: how long there was nothing new in them at most. */
final class Seen {
    private static final long EVERY_MILLIS = 5;

    private final RedisCommandLine redis;
    private final Ticker ticker;
    private long entries = -1;
    private long newestNanos = System.nanoTime();
    private long longestNanos;

    Seen(BoundsSetup setup) {
        this.redis = setup.redis().connect();
        this.ticker = new Ticker("seen", EVERY_MILLIS, this::look);
    }

    private synchronized void look() {
        long now = System.nanoTime();
        long there = 0;
        for (String base : Tailer.BASES) {
            there += redis.call("LLEN", "{" + base + "}:list") instanceof Long number ? number : 0;
        }
        if (there != entries) {
            longestNanos = entries < 0 ? 0 : Math.max(longestNanos, now - newestNanos);
            newestNanos = now;
            entries = there;
        }
    }

    /** Milliseconds. */
    long end() {
        ticker.close();
        synchronized (this) {
            redis.close();
            return Math.max(longestNanos, System.nanoTime() - newestNanos) / 1_000_000;
        }
    }
}
