package dev.switchbook.directory.cache;

import dev.switchbook.directory.lookup.Keys;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When what was last changed, counted in changes. It has no size of its own: keys share a fixed number of slots, and one
 * key's change may make another's answers look changed, which costs a look-up and nothing else.
 *
 * <p>Order is all: a change is counted before its slot says so, and whoever takes {@link #now()} before it reads Redis has
 * every change that its reading could have missed behind that moment.
 */
final class ChangeLog {

    /** A power of two; 8 bytes each. */
    private static final int SLOTS = 1 << 15;

    /** Apart from all others, as every answer depends on it. */
    private static final int DOMAINS = 0;

    private final AtomicLongArray changedAt = new AtomicLongArray(SLOTS);
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong everythingAt = new AtomicLong();
    private final AtomicLong flushedAt = new AtomicLong();

    /** The moment: how many changes there were. */
    long now() {
        return count.get();
    }

    /** Where a key is kept. */
    static int slot(String key) {
        if (key.equals(Keys.DOMAINS)) {
            return DOMAINS;
        }
        int hash = key.hashCode() * 0x9E3779B9; // names of domains differ in few characters
        int slot = (hash >>> 8) & (SLOTS - 1);
        return slot == DOMAINS ? 1 : slot;
    }

    /** The later of two that come at once counts, whichever comes last: they are told on several threads. */
    void changed(int slot) {
        changedAt.accumulateAndGet(slot, count.incrementAndGet(), Math::max);
    }

    /** Everything may have changed; the moment of it. */
    long everything() {
        return everythingAt.accumulateAndGet(count.incrementAndGet(), Math::max);
    }

    /** The last moment at which everything may have changed. */
    long everythingAt() {
        return everythingAt.get();
    }

    /** Everything has changed. */
    void flushed() {
        flushedAt.accumulateAndGet(everything(), Math::max);
    }

    /** Whether none of these can have changed behind a moment, as far as was told. */
    boolean unchanged(int[] slots, long since) {
        return everythingAt.get() <= since && notKnownToHaveChanged(slots, since);
    }

    /** Whether no change of any of these was told; changes that nobody could tell of there may be. */
    boolean notKnownToHaveChanged(int[] slots, long since) {
        if (flushedAt.get() > since) {
            return false;
        }
        for (int slot : slots) {
            if (changedAt.get(slot) > since) {
                return false;
            }
        }
        return true;
    }

    /** The same of one. */
    boolean unchanged(int slot, long since) {
        return everythingAt.get() <= since && changedAt.get(slot) <= since;
    }

    /** The same of all of these but one. */
    boolean unchangedBut(int but, int[] slots, long since) {
        if (everythingAt.get() > since) {
            return false;
        }
        for (int slot : slots) {
            if (slot != but && changedAt.get(slot) > since) {
                return false;
            }
        }
        return true;
    }
}
