package dev.switchbook.recorder.vouch;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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

    static final int MAX_MEMBERS = 1_000;

    /** Of all members together, so that no content of Redis fills the memory. */
    private static final int MAX_STANDINGS = 200_000;

    private static final int MAX_ID = 256;

    /** To be removed at a time. */
    private static final int MAX_GONE = 16;

    private final String me;
    private Map<String, Trace> traces = Map.of();
    private Map<String, Member> alive = Map.of();
    private Map<String, byte[]> gone = Map.of();
    private @Nullable Long readAt;
    private boolean blind;

    /** A field that has not changed since. */
    private record Trace(long mark, long sinceNanos, boolean alive) {}

    Roster(String me) {
        this.me = me;
    }

    /** A read that was asked for and answered at these times saw those fields. */
    void read(Map<String, byte[]> fields, long askedNanos, long answeredNanos) {
        Long before = readAt;
        boolean excused = blind
                || answeredNanos - askedNanos > Vacancy.LATE.toNanos()
                || (before != null && answeredNanos - before > PAUSE.toNanos());
        blind = false;
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
            nextTraces.put(id, trace);
            if (trace.alive() && member != null) {
                nextAlive.put(id, member);
                room -= member.nodes().size();
            } else if (answeredNanos - trace.sinceNanos() >= GONE.toNanos() && nextGone.size() < MAX_GONE) {
                nextGone.put(id, value);
            }
        }
        traces = nextTraces;
        alive = Map.copyOf(nextAlive);
        gone = nextGone;
    }

    /** A read saw nothing. */
    void blind() {
        blind = true;
    }

    /** Whether there is nobody else: not even a field of which it is not known yet whether somebody lives. */
    boolean isAlone(long nowNanos) {
        for (Trace trace : traces.values()) {
            if (trace.alive() || nowNanos - trace.sinceNanos() < ALIVE.toNanos()) {
                return false;
            }
        }
        return readAt != null;
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

    private static Trace trace(@Nullable Trace before, long mark, boolean excused, long now) {
        if (before == null) {
            return new Trace(mark, now, false); // perhaps of one that died long ago
        }
        if (before.mark() != mark) {
            return new Trace(mark, now, true);
        }
        if (excused) {
            return new Trace(mark, now, before.alive());
        }
        boolean alive = before.alive() && now - before.sinceNanos() < ALIVE.toNanos();
        return new Trace(mark, before.sinceNanos(), alive);
    }

    /** Changes with each sign of life; negative for what is no member's. */
    private static long mark(byte[] value, @Nullable Member member) {
        return member != null ? member.beat() : ~Integer.toUnsignedLong(Arrays.hashCode(value));
    }
}
