package dev.switchbook.common.sweep;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of a Redis core searching may take: a fifth over time, with a little saved up so that a single search never
 * waits. Costs are settled afterwards; a search may begin while there is anything left. In debt a little is lent to
 * cheap searches, so that they need not wait for what a large one cost; it is paid back like the rest.
 *
 * <p>The cost is estimated from what was read, because the time that an answer took tells more of the network and of this
 * machine than of Redis: HSCAN of 100 000 records of 250 bytes was measured to cost Redis 150 to 200 ms.
 */
final class RedisBudget {

    /** What may begin now. */
    enum Means {
        ANY,
        CHEAP,
        NONE
    }

    private static final long SHARE = 5;
    private static final long SAVED_AT_MOST = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NANOS_PER_RECORD = 1850;
    private static final long BYTES_PER_NANO = 2;

    /** What a cheap search costs at most, which some 10 000 records do, and how much is lent until the debt is paid. */
    private static final long CHEAP = TimeUnit.MILLISECONDS.toNanos(25);

    private final LongSupplier nanoClock;
    private long left = SAVED_AT_MOST;
    private long lent;
    private long settledAt;

    /** A budget with all its savings, on a monotonic clock in nanoseconds. */
    RedisBudget(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.settledAt = nanoClock.getAsLong();
    }

    Means means() {
        earn();
        return left > 0 ? Means.ANY : lent < CHEAP ? Means.CHEAP : Means.NONE;
    }

    /** How long to wait, in nanoseconds, before any search may begin; 0: not at all. */
    long waitNanos() {
        earn();
        return left > 0 ? 0 : (1 - left) * SHARE;
    }

    /** Takes off what reading these cost, in nanoseconds of Redis' core, and returns it. */
    long spend(long records, long bytes) {
        earn();
        long cost = records * NANOS_PER_RECORD + bytes / BYTES_PER_NANO;
        if (left <= 0 && isCheap(cost)) { // a large one in debt is a first reading, and no fault of the cheap ones
            lent += cost;
        }
        left -= cost;
        return cost;
    }

    static boolean isCheap(long cost) {
        return cost <= CHEAP;
    }

    private void earn() {
        long now = nanoClock.getAsLong();
        left = Math.min(SAVED_AT_MOST, left + (now - settledAt) / SHARE);
        settledAt = now;
        if (left > 0) {
            lent = 0;
        }
    }
}
