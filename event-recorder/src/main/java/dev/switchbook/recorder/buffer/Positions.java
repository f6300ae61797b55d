package dev.switchbook.recorder.buffer;

import org.jspecify.annotations.Nullable;

/** Which events a ring has, by core and sequence. Sequences step back under load: they are compared for equality alone. */
final class Positions {
    private final RingChunks chunks;
    private final Stretches stretches;

    /** The last event that was forgotten; -1 for none. */
    private long forgottenOrdinal = -1;

    private String forgottenCore = "";
    private long forgottenSequence;

    Positions(RingChunks chunks, Stretches stretches) {
        this.chunks = chunks;
        this.stretches = stretches;
    }

    /** The chunk is about to be forgotten. */
    void forget(RingChunk chunk) {
        long event = chunk.lastEvent();
        if (event >= 0) {
            forgottenOrdinal = event;
            forgottenSequence = chunk.sequence(event);
            forgottenCore = stretches.at(event).core();
        }
    }

    /** As {@link EventRing#find}; {@code written} is the last entry in Redis: what is asked for is near there. */
    long find(String core, long sequence, long written) {
        long first = chunks.first();
        if (isForgottenLast(core, sequence, written)) {
            return first - 1;
        }
        if (sequence == RingChunk.NO_EVENT) {
            return -1;
        }
        long from = Math.max(written, first);
        long found = search(core, sequence, from, chunks.newest());
        return found >= 0 ? found : search(core, sequence, first, from - 1);
    }

    /** Who goes on behind it must not miss a beginning or a loss that was forgotten after it and that nobody has read. */
    private boolean isForgottenLast(String core, long sequence, long written) {
        long last = chunks.first() - 1;
        return forgottenOrdinal >= 0
                && forgottenSequence == sequence
                && (forgottenOrdinal == last || written >= last)
                && forgottenCore.equals(core);
    }

    private long search(String core, long sequence, long from, long to) {
        long ordinal = from;
        while (ordinal <= to) {
            RingChunk chunk = chunks.at(ordinal);
            long found = chunk.find(sequence, ordinal, to);
            if (found >= 0 && stretches.at(found).core().equals(core)) {
                return found;
            }
            ordinal = found < 0 ? chunk.last() + 1 : found + 1;
        }
        return -1;
    }

    /** As {@link EventRing#position}. */
    @Nullable String of(long ordinal) {
        long first = chunks.first();
        for (long at = Math.min(ordinal, chunks.newest()); at >= first; at--) {
            long sequence = chunks.at(at).sequence(at);
            if (sequence != RingChunk.NO_EVENT) {
                return text(stretches.at(at).core(), sequence);
            }
        }
        return forgottenOrdinal >= 0 && forgottenOrdinal <= ordinal ? text(forgottenCore, forgottenSequence) : null;
    }

    /** As {@link EventRing#eventFrom}. */
    long eventFrom(long ordinal) {
        for (long at = Math.max(ordinal, chunks.first()); at <= chunks.newest(); at++) {
            if (chunks.at(at).sequence(at) != RingChunk.NO_EVENT) {
                return at;
            }
        }
        return Long.MAX_VALUE;
    }

    private static String text(String core, long sequence) {
        return core + ':' + sequence;
    }
}
