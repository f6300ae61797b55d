package dev.switchbook.recorder.vouch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a node is free for this process, by looks at its entry and our own monotonic clock. Of an owner's silence only what
 * was seen counts: while Redis could not be asked, or answered late, the owner could not write either.
 */
final class Vacancy {
    static final Duration SILENT = Duration.ofSeconds(2);

    /** An answer that took longer may have waited behind the owner's write. */
    static final Duration LATE = Duration.ofSeconds(1);

    /** A connection that takes no longer is only being made. */
    static final Duration COMES_BACK = Duration.ofSeconds(1);

    /** Who let go leaves the node to others for so long: two of their looks. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final String me;
    private final Supplier<Duration> sinceAway;
    private Entry.@Nullable Mark mark;
    private long changedAt;
    private @Nullable Long freeSince;
    private boolean isForMe;
    private boolean isForAnother;
    private boolean heard;
    private long highestEpoch;
    private @Nullable Long blindSince;
    private boolean everSeen;
    private boolean cameBack;

    /** @param sinceAway how long ago Redis was last found to be away */
    Vacancy(String me, Supplier<Duration> sinceAway) {
        this.me = me;
        this.sinceAway = sinceAway;
    }

    /** A look that was asked for and answered at these times saw that value. */
    void seen(byte[] value, @Nullable Entry entry, long askedNanos, long answeredNanos) {
        boolean back = cameBack(askedNanos);
        Entry.Mark seen = Entry.mark(value, entry);
        boolean changed = !seen.equals(mark);
        boolean late = answeredNanos - askedNanos > LATE.toNanos();
        if (changed || late) {
            mark = seen;
            changedAt = answeredNanos;
        }
        if (entry != null) {
            owned(entry.epoch());
        }
        boolean released = entry != null && entry.released();
        String to = entry == null ? "" : entry.to();
        isForMe = to.equals(me);
        isForAnother = !isForMe && !to.isEmpty();
        boolean isAnothers =
                entry != null && !entry.owner().isEmpty() && !entry.owner().equals(me);
        heard = released || (isAnothers && answeredNanos - changedAt < SILENT.toNanos());
        // What is gone may be written again by its owner, who gets the time of a silent one.
        boolean free = (value.length == 0 && highestEpoch == 0 && !back)
                || released
                || (entry != null && entry.owner().equals(me))
                || askedNanos - changedAt >= SILENT.toNanos();
        if (!free) {
            freeSince = null;
        } else if (freeSince == null) {
            freeSince = askedNanos;
        }
        if (isForAnother && (changed || late)) {
            leaveToOthers(answeredNanos);
        }
    }

    /** Whether Redis was away when this process began: others may be about to write again what it has lost. */
    private boolean cameBack(long askedNanos) {
        if (!everSeen) {
            everSeen = true;
            Long since = blindSince;
            cameBack = sinceAway.get().compareTo(SILENT) < 0
                    || (since != null && askedNanos - since >= COMES_BACK.toNanos());
        }
        return cameBack;
    }

    /** A look saw nothing. */
    void blind(long nanos) {
        changedAt = nanos;
        if (blindSince == null) {
            blindSince = nanos;
        }
        if (isForAnother) {
            leaveToOthers(nanos); // who is to have it could not claim it either
        }
        Long since = freeSince;
        if (since != null && nanos - since > 0) {
            freeSince = nanos; // who ranks before this process could not claim it either
        }
    }

    /** Never before a time that was set already. */
    private void leaveToOthers(long nanos) {
        long next = nanos + GRACE.toNanos();
        Long since = freeSince;
        if (since == null || next - since > 0) {
            freeSince = next;
        }
    }

    /** This process lets go. */
    void letGo(long nanos) {
        changedAt = nanos;
        leaveToOthers(nanos);
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

    /** Whether the last look saw an owner that beats, or what one said that has let go. */
    boolean isHeard() {
        return heard;
    }

    /**
     * Whether the node was free for so long when the last look was asked for, or was let go for this process; never for a negative
     * delay.
     */
    boolean isFreeFor(long delayMillis, long askedNanos) {
        Long since = freeSince;
        return since != null
                && delayMillis >= 0
                && (isForMe || askedNanos - since >= TimeUnit.MILLISECONDS.toNanos(delayMillis));
    }

    /**
     * In how many nanoseconds a look could find the node free, or free for so long, that does not find it so before; none or less: at
     * once, unless the node was found so.
     */
    long freeInNanos(long delayMillis, long nowNanos) {
        Long since = freeSince;
        return since == null
                ? changedAt + SILENT.toNanos() - nowNanos
                : since + TimeUnit.MILLISECONDS.toNanos(delayMillis) - nowNanos;
    }

    /** This process has the node. */
    void taken(long epoch) {
        owned(epoch);
        freeSince = null;
        isForMe = false;
        isForAnother = false;
        heard = false;
    }
}
