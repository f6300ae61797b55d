package dev.switchbook.recorder.sink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Arrays that are used again and again, by size: powers of two. What is kept for seconds in arrays of its own would be moved by each
 * garbage collection until it is old, and be garbage soon after.
 *
 * <p>Belongs to the node's thread.
 */
final class Blocks {
    private static final int MIN_BITS =
            8; // the history is counted by what is in it: a batch of one change must not take far more
    private static final int MAX_BITS = 19;

    private final List<ArrayDeque<byte[]>> free = new ArrayList<>();
    private final long maxFree;
    private long freeBytes;

    /** Keeps so many bytes at most that nobody uses. */
    Blocks(long maxFree) {
        this.maxFree = maxFree;
        for (int bits = MIN_BITS; bits <= MAX_BITS; bits++) {
            free.add(new ArrayDeque<>());
        }
    }

    /** One with so many bytes at least. */
    byte[] take(int size) {
        if (size > 1 << MAX_BITS) {
            return new byte[size];
        }
        int bits = bits(size);
        byte @Nullable [] block = free.get(bits - MIN_BITS).poll();
        if (block == null) {
            return new byte[1 << bits];
        }
        freeBytes -= block.length;
        return block;
    }

    /** One that was taken here and that nobody looks at any more. */
    void give(byte[] block) {
        if (block.length <= 1 << MAX_BITS && freeBytes + block.length <= maxFree) {
            free.get(bits(block.length) - MIN_BITS).add(block);
            freeBytes += block.length;
        }
    }

    private static int bits(int size) {
        return Math.max(MIN_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, size) - 1));
    }
}
