package dev.switchbook.recorder.buffer;

import org.jspecify.annotations.Nullable;

/** Reads a ring, entry by entry. */
final class RingCursor {
    private static final int UNKNOWN = -1;

    private final RingChunks chunks;
    private final Stretches stretches;
    private final ByteIn in = new ByteIn();

    private long cursor = -1;

    /** The chunk of the entry behind the cursor, or of the one before; null when it is to be looked up. */
    private @Nullable RingChunk reading;

    /** Where in {@link #reading} that entry begins; below zero when it is to be looked up. */
    private int readAt;

    /** What {@link #peek} gave, and where the cursor goes when it is taken. */
    private @Nullable Told next;

    private long nextCursor;
    private int nextReadAt;

    RingCursor(RingChunks chunks, Stretches stretches) {
        this.chunks = chunks;
        this.stretches = stretches;
    }

    long ordinal() {
        return cursor;
    }

    boolean isAtEnd() {
        return cursor == chunks.newest();
    }

    /** Whether the entry was neither polled nor peeked at. */
    boolean hasNotSeen(long ordinal) {
        return next == null && cursor < ordinal;
    }

    @Nullable Told peek() {
        if (next == null && !isAtEnd()) {
            RingChunk before = reading;
            RingChunk chunk = current();
            if (chunk != before) {
                chunks.fetchBehind(chunk);
            }
            if (chunks.isReady(chunk)) {
                next = read(chunk);
            }
        }
        return next;
    }

    @Nullable Told poll() {
        Told told = peek();
        if (told != null) {
            cursor = nextCursor;
            readAt = nextReadAt;
            next = null;
            chunks.want(cursor + 1);
        }
        return told;
    }

    /** As {@link EventRing#take}. */
    boolean take() {
        RingChunk last = cursor + 1 == chunks.newest() ? chunks.newestChunk() : null;
        if (last == null) {
            return false;
        }
        cursor++;
        reading = last;
        readAt = last.length;
        next = null;
        chunks.want(cursor + 1);
        return true;
    }

    void moveTo(long ordinal) {
        cursor = ordinal;
        next = null;
        reading = null;
        chunks.want(ordinal + 1);
    }

    /** Nothing up to this entry is read any more. */
    void moveUpTo(long ordinal) {
        if (cursor < ordinal) {
            moveTo(ordinal);
        }
    }

    /** The chunk, of which this was the last entry, is filled again or gone. */
    void forgotten(RingChunk chunk, long last) {
        moveUpTo(last);
        if (reading == chunk) {
            reading = null;
        }
    }

    /** Arrival of the entry behind the cursor, which there is; or, where that is on the disk, of an earlier one. */
    long oldestMillis() {
        RingChunk chunk = current();
        if (chunk.data == null) {
            return chunk.firstMillis;
        }
        in.from(chunk.loaded(), placeIn(chunk));
        return EventCodec.arrivalMillis(in);
    }

    /** The chunk of the entry behind the cursor, which there is. */
    private RingChunk current() {
        RingChunk chunk = reading;
        if (chunk == null || cursor >= chunk.last()) {
            chunk = chunks.at(cursor + 1);
            reading = chunk;
            readAt = UNKNOWN;
        }
        return chunk;
    }

    private int placeIn(RingChunk chunk) {
        if (readAt < 0) {
            in.from(chunk.loaded(), 0);
            for (long ordinal = chunk.first; ordinal <= cursor; ordinal++) {
                EventCodec.skip(in);
            }
            readAt = in.at();
        }
        return readAt;
    }

    private Told read(RingChunk chunk) {
        long ordinal = cursor + 1;
        if (chunk.where == Chunk.Where.LOST) {
            return readLost(chunk, ordinal);
        }
        in.from(chunk.loaded(), placeIn(chunk));
        Told told = EventCodec.read(in, stretches.at(ordinal), chunk.sequence(ordinal));
        nextCursor = ordinal;
        nextReadAt = in.at();
        return told;
    }

    /** A stretch that begins within is known nevertheless. */
    private Told readLost(RingChunk chunk, long ordinal) {
        long begins = stretches.firstFrom(ordinal);
        nextReadAt = UNKNOWN;
        nextCursor = begins == ordinal ? ordinal : Math.min(chunk.last(), begins - 1);
        return begins == ordinal
                ? stretches.at(ordinal)
                : new Told.Lost(nextCursor - cursor, chunk.firstMillis, chunk.lastMillis);
    }
}
