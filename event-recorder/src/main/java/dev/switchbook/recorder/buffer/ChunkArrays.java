package dev.switchbook.recorder.buffer;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Arrays of {@link Chunk#SIZE} that the logs of all nodes are done with. One lives for long enough to be old to the garbage collector, so
 * that making a new one for each chunk has it collect the whole heap again and again. Safe for use by many threads.
 */
final class ChunkArrays {
    /** Enough for some nodes to fill one and have two come back from the disk, whatever else there is. */
    static final int FEW = 8;

    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    /** One whose content nobody needs; null when there is none. */
    byte @Nullable [] take() {
        byte[] array = free.poll();
        if (array != null) {
            count.decrementAndGet();
        }
        return array;
    }

    /** Keeps it, unless it is of another size, or there are a few and {@code room} more bytes are too little for one. */
    void keep(byte[] array, long room) {
        if (array.length == Chunk.SIZE && (count.get() < FEW || room >= bytes() + Chunk.SIZE)) {
            free.add(array);
            count.incrementAndGet();
        }
    }

    /** To be called every now and then: one that nobody has taken for a while goes, if there are more than a few. */
    void shrink() {
        if (count.get() > FEW) {
            take();
        }
    }

    long bytes() {
        return (long) count.get() * Chunk.SIZE;
    }
}
