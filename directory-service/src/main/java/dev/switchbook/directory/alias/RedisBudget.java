package dev.switchbook.directory.alias;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of a Redis core searching may take: a fifth over time, with a little saved up so that a single search never
 * waits. Costs are settled afterwards; a search may begin while there is anything left.
 *
 * <p>The cost is estimated from what was read, because the time that an answer took tells more of the network and of this
 * machine than of Redis: HSCAN of 100 000 records of 250 bytes was measured to cost Redis 150 to 200 ms.
 */
final class RedisBudget {

    private static final long SHARE = 5;
    private static final long SAVED_AT_MOST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NANOS_PER_RECORD = 1850;
    private static final long BYTES_PER_NANO = 2;

    private final LongSupplier nanoClock;
    private long left = SAVED_AT_MOST;
    private long settledAt;

    /** A budget with all its savings, on a monotonic clock in nanoseconds. */
    RedisBudget(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.settledAt = nanoClock.getAsLong();
    }

    /** How long to wait, in nanoseconds, before the next search may begin; 0 or less: not at all. */
    long waitNanos() {
        earn();
        return left > 0 ? 0 : (1 - left) * SHARE;
    }

    /** Takes off what reading these cost. */
    void spend(long records, long bytes) {
        earn();
        left -= records * NANOS_PER_RECORD + bytes / BYTES_PER_NANO;
    }

    private void earn() {
        long now = nanoClock.getAsLong();
        left = Math.min(SAVED_AT_MOST, left + (now - settledAt) / SHARE);
        settledAt = now;
    }
}
