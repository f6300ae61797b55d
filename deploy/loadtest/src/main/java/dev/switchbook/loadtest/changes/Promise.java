package dev.switchbook.loadtest.changes;

import java.util.concurrent.TimeUnit;

/**
 * Contract section 2, "Freshness", in nanoseconds.
 *
 * @param staleness so long after Redis' OK every read sees a write, by extension, and that an alias went or moved
 * @param newAlias so long after it a new alias is found
 */
record Promise(long staleness, long newAlias) {
    static Promise of(long stalenessMillis, long newAliasMillis) {
        return new Promise(
                TimeUnit.MILLISECONDS.toNanos(stalenessMillis), TimeUnit.MILLISECONDS.toNanos(newAliasMillis));
    }
}
