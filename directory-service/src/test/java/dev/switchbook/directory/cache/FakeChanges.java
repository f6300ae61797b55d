package dev.switchbook.directory.cache;

import dev.switchbook.common.redis.KeyChanges;

/** A tracking link that is as trustworthy as a test says. Its clock begins at an hour. */
final class FakeChanges implements KeyChanges {

    static final long MILLI = 1_000_000;

    long now = 3_600_000 * MILLI;
    long provenAt = Long.MIN_VALUE / 2;
    boolean trusted = true;
    boolean refused;
    int asked;

    /** The link has answered a question that was put now. */
    void prove(Freshness freshness) {
        provenAt = now;
        freshness.proven();
    }

    void pass(long millis) {
        now += millis * MILLI;
    }

    @Override
    public boolean trusted() {
        return trusted;
    }

    @Override
    public boolean provenSince(long nanoTime) {
        return trusted && provenAt >= nanoTime;
    }

    @Override
    public void prove() {
        asked++;
    }

    @Override
    public boolean refused() {
        return refused;
    }

    @Override
    public void close() {}
}
