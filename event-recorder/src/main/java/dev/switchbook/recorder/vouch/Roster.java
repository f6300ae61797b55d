package dev.switchbook.recorder.vouch;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges which other recorders are alive, by reads of their fields and our own monotonic clock: those whose field was seen to change
 * within 3 s. As with {@link Vacancy} only what was seen counts: while Redis could not be read, or answered late, they could not
 * write either.
 */
final class Roster {
    static final Duration ALIVE = Duration.ofSeconds(3);
    static final Duration GONE = Duration.ofSeconds(60);

    /** Twice the time between two reads: this process was stopped, or did not get an answer. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    /** So long after Redis answers this process again the others have found it again, too, and have said how they stand. */
    static final Duration BACK = Duration.ofMillis(1_500);

    /** Whoever lives writes once in this time. */
    static final Duration NEXT = Duration.ofMillis(1_300);

    /** A process that starts needs a moment until it has a link to Redis. */
    static final Duration STARTS = Duration.ofSeconds(1);

    static final int MAX_MEMBERS = 1_000;

    /** Of all members together, so that no content of Redis fills the memory. */
    private static final int MAX_STANDINGS = 200_000;

    private static final int MAX_ID = 256;

    /** To be removed at a time. */
    private static final int MAX_GONE = 16;

    private final String me;
    private final Supplier<Duration> sinceAway;
    private Map<String, Trace> traces = Map.of();
    private Map<String, Member> alive = Map.of();
    private Map<String, byte[]> gone = Map.of();
    private @Nullable Long readAt;
    private long askedAt;
    private @Nullable Long blindSince;
    private boolean wasLate;

    /** When Redis answered again after it had not. */
    private @Nullable Long backAt;

    /** When the field of one that lived was not there any more: it has left, or Redis was emptied. */
    private @Nullable Long vanishedAt;

    /**
     * A field that has not changed since.
     *
     * @param writtenAfterNanos when the last read was asked for that did not see it yet
     * @param heard whether it has changed since Redis answers again
     */
    private record Trace(long mark, long sinceNanos, long writtenAfterNanos, boolean alive, boolean heard) {
        Trace unheard() {
            return new Trace(mark, sinceNanos, writtenAfterNanos, alive, false);
        }
    }

    /** @param sinceAway how long ago Redis was last found to be away */
    Roster(String me, Supplier<Duration> sinceAway) {
        this.me = me;
        this.sinceAway = sinceAway;
    }

    /** A read that was asked for and answered at these times saw those fields. */
    void read(Map<String, byte[]> fields, long askedNanos, long answeredNanos) {
        Long before = readAt;
        // a Redis that stood still has answered others as late as us: what they had to say meanwhile is still to come,
        // unless it
        // is always so slow
        boolean late = answeredNanos - askedNanos > Vacancy.LATE.toNanos();
        boolean wasBlind = blindSince != null || (late && !wasLate);
        wasLate = late;
        if (before == null ? wasAwayAtFirst(answeredNanos) : wasBlind) {
            backAt = answeredNanos;
        }
        boolean excused = wasBlind || late || (before != null && answeredNanos - before > PAUSE.toNanos());
        blindSince = null;
        readAt = answeredNanos;
        Map<String, Trace> nextTraces = new HashMap<>();
        Map<String, Member> nextAlive = new HashMap<>();
        Map<String, byte[]> nextGone = new HashMap<>();
        int room = MAX_STANDINGS;
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            String id = field.getKey();
            byte[] value = field.getValue();
            if (id.equals(me) || isTooMuch(id, value) || nextTraces.size() == MAX_MEMBERS) {
                continue;
            }
            Member member = Member.parse(value, room);
            Trace trace = trace(traces.get(id), mark(value, member), excused, answeredNanos);
            trace = wasBlind && trace.alive() ? trace.unheard() : trace;
            nextTraces.put(id, trace);
            if (trace.alive() && member != null) {
                nextAlive.put(id, member);
                room -= member.nodes().size();
            } else if (answeredNanos - trace.sinceNanos() >= GONE.toNanos() && nextGone.size() < MAX_GONE) {
                nextGone.put(id, value);
            }
        }
        noteVanished(nextTraces, answeredNanos);
        askedAt = askedNanos;
        traces = nextTraces;
        alive = Map.copyOf(nextAlive);
        gone = nextGone;
    }

    private boolean wasAwayAtFirst(long answeredNanos) {
        return sinceAway.get().compareTo(BACK) < 0
                || (blindSince != null && answeredNanos - blindSince > STARTS.toNanos());
    }

    private void noteVanished(Map<String, Trace> next, long now) {
        for (Map.Entry<String, Trace> trace : traces.entrySet()) {
            if (trace.getValue().alive() && !next.containsKey(trace.getKey())) {
                vanishedAt = now;
            }
        }
    }

    /** A read saw nothing. */
    void blind(long nowNanos) {
        if (blindSince == null) {
            blindSince = nowNanos;
        }
    }

    /** Whether what the others can do is known: each that lives has said so since Redis answers, and had the time to. */
    boolean isKnown(long nowNanos) {
        if (readAt == null
                || blindSince != null
                || isWithin(BACK, backAt, nowNanos)
                || isWithin(NEXT, vanishedAt, nowNanos)) {
            return false;
        }
        for (Trace trace : traces.values()) {
            if (trace.alive() ? !trace.heard() : isWithin(NEXT, trace.sinceNanos(), nowNanos)) {
                return false;
            }
        }
        return true;
    }

    /** As of when it is known what others can do: the last read has asked since, and each that lives has written since. */
    long saidSince() {
        long since = askedAt;
        for (Trace trace : traces.values()) {
            if (trace.alive() && trace.writtenAfterNanos() - since < 0) {
                since = trace.writtenAfterNanos();
            }
        }
        return since;
    }

    private static boolean isWithin(Duration time, @Nullable Long since, long now) {
        return since != null && now - since < time.toNanos();
    }

    /** Whether there is nobody else: not even a field of which it is not known yet whether somebody lives. */
    boolean isAlone(long nowNanos) {
        if (!isKnown(nowNanos)) {
            return false;
        }
        for (Trace trace : traces.values()) {
            if (trace.alive() || nowNanos - trace.sinceNanos() < ALIVE.toNanos()) {
                return false;
            }
        }
        return true;
    }

    /** Those that showed a sign of life. */
    Map<String, Member> alive() {
        return alive;
    }

    /** Fields, as the last read saw them, that nobody has written for a minute. */
    Map<String, byte[]> gone() {
        return gone;
    }

    private static boolean isTooMuch(String id, byte[] value) {
        return id.length() > MAX_ID || value.length > Member.MAX_BYTES;
    }

    private Trace trace(@Nullable Trace before, long mark, boolean excused, long now) {
        if (before == null) {
            return new Trace(mark, now, askedAt, false, false); // perhaps of one that died long ago
        }
        if (before.mark() != mark) {
            return new Trace(mark, now, askedAt, true, true);
        }
        long since = excused ? now : before.sinceNanos();
        boolean alive = before.alive() && now - since < ALIVE.toNanos();
        return new Trace(mark, since, before.writtenAfterNanos(), alive, before.heard());
    }

    /** Changes with each sign of life; negative for what is no member's. */
    private static long mark(byte[] value, @Nullable Member member) {
        return member != null ? member.beat() : ~Integer.toUnsignedLong(Arrays.hashCode(value));
    }
}
