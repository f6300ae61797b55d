package dev.switchbook.recorder.buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The chunks of a ring, oldest first, without a hole between them. The last one is being filled, and always in memory. */
final class RingChunks implements Shelf.Reader {
    private static final int SEQUENCE = Long.BYTES;

    private final BufferBudget budget;
    private final Shelf shelf;
    private final Runnable readable;

    /** Few enough to be moved when the first one goes. */
    private final List<RingChunk> chunks = new ArrayList<>();

    private long newest = -1;
    private long bytes;

    /** The entry that is read next: its chunk stays in memory. */
    private long wanted;

    RingChunks(Executor loop, BufferBudget budget, ChunkStore store, LongSupplier nanoClock, Runnable readable) {
        this.budget = budget;
        this.shelf = new Shelf(loop, budget, store, nanoClock, this);
        this.readable = readable;
    }

    long newest() {
        return newest;
    }

    long first() {
        return chunks.isEmpty() ? newest + 1 : chunks.get(0).first;
    }

    long bytes() {
        return bytes;
    }

    void want(long ordinal) {
        wanted = ordinal;
    }

    /** Takes of the budget what an entry of at most so many bytes needs. */
    boolean reserve(int bound) {
        return budget.takeMemoryForEvents(bound + SEQUENCE);
    }

    void overdraw(int bound) {
        budget.overdrawMemory(bound + SEQUENCE);
    }

    /** Where to append an entry of at most so many bytes, for which memory is reserved. */
    RingChunk tail(int bound) {
        RingChunk full = newestChunk();
        if (full != null && full.hasRoom(bound)) {
            return full;
        }
        RingChunk tail = full == null
                ? new RingChunk(newest + 1) // there may be many nodes that tell little
                : new RingChunk(newest + 1, shelf.array(), full.entries);
        chunks.add(tail);
        makeRoom();
        return tail;
    }

    /** An entry was written behind the others of the last chunk, up to {@code end}; {@code bound} is what was reserved. */
    void appended(RingChunk tail, int end, int bound, long sequence, long arrivalMillis) {
        int added = end - tail.length;
        tail.add(end, sequence, arrivalMillis);
        newest++;
        bytes += added + SEQUENCE;
        if (added < bound) {
            budget.giveMemory(bound - added);
        }
    }

    @Nullable RingChunk oldest() {
        return chunks.isEmpty() ? null : chunks.get(0);
    }

    /** The one being filled; null before the first entry. */
    @Nullable RingChunk newestChunk() {
        return chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
    }

    /** The one that has this entry, which there is. */
    RingChunk at(long ordinal) {
        return chunks.get(indexOf(ordinal));
    }

    /** How many bytes the entries up to this one have; of a chunk that it lies within, by the number of entries. */
    long bytesUpTo(long ordinal) {
        long sum = 0;
        for (RingChunk chunk : chunks) {
            long entries = Math.min(ordinal - chunk.first + 1, chunk.entries);
            if (entries <= 0) {
                break;
            }
            long all = chunk.length + (long) SEQUENCE * chunk.entries;
            sum += entries == chunk.entries ? all : all * entries / chunk.entries;
        }
        return sum;
    }

    int count() {
        return chunks.size();
    }

    RingChunk get(int index) {
        return chunks.get(index);
    }

    /** Of the chunk that has this entry, or would have it next. */
    int indexOf(long ordinal) {
        int low = 0;
        int high = chunks.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (chunks.get(middle).first <= ordinal) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Whether the chunk can be read now, or is lost; otherwise it is fetched, and the ring's user told when it is there. */
    boolean isReady(RingChunk chunk) {
        return shelf.isReady(chunk);
    }

    /** Has the chunk behind this one brought before it is asked for. */
    void fetchBehind(RingChunk chunk) {
        int index = indexOf(chunk.last() + 1);
        RingChunk behind = chunks.get(index);
        if (behind != chunk && behind.where == Chunk.Where.DISK) {
            shelf.fetch(behind);
        }
    }

    void removeOldest() {
        RingChunk oldest = chunks.get(0);
        long gone = oldest.length + (long) SEQUENCE * oldest.entries;
        bytes -= gone;
        budget.giveMemory(SEQUENCE * oldest.entries);
        if (chunks.size() == 1) {
            budget.giveMemory(oldest.length);
            oldest.restart(newest + 1); // the usual case: it is filled again
        } else {
            shelf.drop(oldest);
            chunks.remove(0);
        }
    }

    /** Sends the youngest chunks away first: they are needed last. Not the one being filled, nor the one being read. */
    void makeRoom() {
        if (chunks.size() < 3 || !shelf.isOpen()) {
            return;
        }
        int reading = indexOf(wanted);
        for (int i = chunks.size() - 2; i >= 0; i--) {
            RingChunk chunk = chunks.get(i);
            if (i != reading && chunk.where == Chunk.Where.MEMORY && !chunk.shared && !shelf.leave(chunk)) {
                return;
            }
        }
    }

    /** There is no room, neither in memory nor on the disk, until something is forgotten. */
    void full() {
        if (shelf.isOpen()) {
            makeRoom(); // the disk may take again what it did not
            shelf.rest(); // not before it was tried: those who ask without end would keep it from ever being tried
        }
    }

    /** Nothing is kept, nor appended any more. */
    void close() {
        while (!chunks.isEmpty()) {
            RingChunk oldest = chunks.remove(0);
            budget.giveMemory(SEQUENCE * oldest.entries);
            shelf.drop(oldest);
        }
        bytes = 0;
    }

    @Override
    public boolean wants(Chunk chunk) {
        return !chunks.isEmpty() && at(wanted) == chunk;
    }

    @Override
    public void cameBack(Chunk chunk) {
        if (wants(chunk)) {
            readable.run();
        }
    }

    /** For tests: where each chunk is. */
    List<Chunk.Where> places() {
        return chunks.stream().map(chunk -> chunk.where).toList();
    }
}
