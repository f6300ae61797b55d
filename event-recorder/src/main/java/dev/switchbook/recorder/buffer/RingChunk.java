package dev.switchbook.recorder.buffer;

import java.util.Arrays;

/** A chunk that knows which entries it has; the sequences of their events stay in memory when the bytes go to the disk. */
final class RingChunk extends Chunk {
    /** In place of the sequence of an entry that is no event. FreeSWITCH counts up from 1. */
    static final long NO_EVENT = Long.MIN_VALUE;

    private static final int FIRST_SEQUENCES = 16;

    /** Ordinal of its first entry. */
    long first;

    /** When it was seen to be written to the last entry; means something only while it is. */
    long writtenNanos;

    private long[] sequences;

    RingChunk(long first) {
        this.first = first;
        this.sequences = new long[FIRST_SEQUENCES];
    }

    /** {@code entries} is how many it will have, about. */
    RingChunk(long first, byte[] empty, int entries) {
        super(empty);
        this.first = first;
        this.sequences = new long[entries + FIRST_SEQUENCES];
    }

    /** Ordinal of its last entry; the one before its first when it is empty. */
    long last() {
        return first + entries - 1;
    }

    long sequence(long ordinal) {
        return sequences[(int) (ordinal - first)];
    }

    /** What was written behind {@link #length}, up to {@code end}, is an entry. */
    void add(int end, long sequence, long arrivalMillis) {
        if (entries == 0) {
            firstMillis = arrivalMillis;
        }
        lastMillis = arrivalMillis;
        if (entries == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * entries);
        }
        sequences[entries] = sequence;
        entries++;
        length = end;
    }

    /** The first entry from this ordinal on, and up to the other, that has this sequence; -1 when none has. */
    long find(long sequence, long from, long to) {
        int end = (int) (Math.min(to, last()) - first);
        for (int i = (int) (Math.max(from, first) - first); i <= end; i++) {
            if (sequences[i] == sequence) {
                return first + i;
            }
        }
        return -1;
    }

    /** The last entry that is an event; -1 when none is. */
    long lastEvent() {
        for (long ordinal = last(); ordinal >= first; ordinal--) {
            if (sequence(ordinal) != NO_EVENT) {
                return ordinal;
            }
        }
        return -1;
    }

    /** Is to be filled again, from this ordinal on. */
    void restart(long ordinal) {
        empty();
        first = ordinal;
    }
}
