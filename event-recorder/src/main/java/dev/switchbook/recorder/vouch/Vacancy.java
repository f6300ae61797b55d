package dev.switchbook.recorder.vouch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a node is free for this process, by looks at its entry and our own monotonic clock. Of an owner's silence only what
 * was seen counts: while Redis could not be asked, or answered late, the owner could not write either.
 */
final class Vacancy {
    static final Duration SILENT = Duration.ofSeconds(2);

    /** An answer that took longer may have waited behind the owner's write. */
    static final Duration LATE = Duration.ofSeconds(1);

    /** Who let go leaves the node to others for so long: two of their looks. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final String me;
    private Entry.@Nullable Mark mark;
    private long changedAt;
    private @Nullable Long freeSince;
    private long highestEpoch;

    Vacancy(String me) {
        this.me = me;
    }

    /** A look that was asked for and answered at these times saw that value. */
    void seen(byte[] value, @Nullable Entry entry, long askedNanos, long answeredNanos) {
        Entry.Mark seen = Entry.mark(value, entry);
        if (!seen.equals(mark) || answeredNanos - askedNanos > LATE.toNanos()) {
            mark = seen;
            changedAt = answeredNanos;
        }
        if (entry != null) {
            owned(entry.epoch());
        }
        // What is gone may be written again by its owner, who gets the time of a silent one.
        boolean free = (value.length == 0 && highestEpoch == 0)
                || (entry != null && (entry.released() || entry.owner().equals(me)))
                || askedNanos - changedAt >= SILENT.toNanos();
        if (!free) {
            freeSince = null;
        } else if (freeSince == null) {
            freeSince = askedNanos;
        }
    }

    /** A look saw nothing. */
    void blind(long nanos) {
        changedAt = nanos;
    }

    /** This process lets go. */
    void letGo(long nanos) {
        blind(nanos);
        freeSince = nanos + GRACE.toNanos();
    }

    /** Somebody owned the node under that epoch. */
    void owned(long epoch) {
        highestEpoch = Math.max(highestEpoch, epoch);
    }

    long highestEpoch() {
        return highestEpoch;
    }

    /** One that nobody is known to have had. */
    long nextEpoch() {
        return highestEpoch + 1;
    }

    /** Whether the node was free for so long when the last look was asked for; never for a negative delay. */
    boolean isFreeFor(long delayMillis, long askedNanos) {
        Long since = freeSince;
        return since != null && delayMillis >= 0 && askedNanos - since >= TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    /** This process has the node. */
    void taken(long epoch) {
        owned(epoch);
        freeSince = null;
    }
}
