package dev.switchbook.recorder.buffer;

import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes chunks of one log to the disk and back, with what they have of the budget.
 *
 * <p>Belongs to the log's thread, the {@code loop}; the store works on its own and reports back there. A chunk on its way, in either
 * direction, counts as memory.
 */
final class Shelf {
    /** Whose chunks they are. */
    interface Reader {
        /** Whether it has come to be read while it was on its way to the disk. */
        boolean wants(Chunk chunk);

        /** It is in memory again, or lost. */
        void cameBack(Chunk chunk);
    }

    /** After a failure the disk is left alone for so long. */
    private static final long DISK_PAUSE_NANOS = 1_000_000_000;

    /** When the disk is full, room is looked for no more often. */
    private static final long FULL_PAUSE_NANOS = 50_000_000;

    private final Executor loop;
    private final BufferBudget budget;
    private final ChunkStore store;
    private final LongSupplier nanoClock;
    private final Reader reader;

    private long restsUntil;

    Shelf(Executor loop, BufferBudget budget, ChunkStore store, LongSupplier nanoClock, Reader reader) {
        this.loop = loop;
        this.budget = budget;
        this.store = store;
        this.nanoClock = nanoClock;
        this.reader = reader;
        this.restsUntil = nanoClock.getAsLong();
    }

    /** Whether it is time to send chunks away, and of use to try. */
    boolean isOpen() {
        return budget.crowded() && nanoClock.getAsLong() - restsUntil >= 0;
    }

    /** There is no room at all: it is not looked for at each entry. */
    void rest() {
        rest(FULL_PAUSE_NANOS);
    }

    private void rest(long nanos) {
        long until = nanoClock.getAsLong() + nanos;
        if (until - restsUntil > 0) {
            restsUntil = until;
        }
    }

    /** An array of {@link Chunk#SIZE} whose content nobody needs. */
    byte[] array() {
        byte[] used = budget.usedArray();
        return used == null ? new byte[Chunk.SIZE] : used;
    }

    /** Sends it away, which frees its memory later. False when the disk is full. */
    boolean leave(Chunk chunk) {
        if (!budget.takeDisk(chunk.length)) {
            rest();
            return false;
        }
        chunk.seal();
        chunk.where = Chunk.Where.LEAVING;
        chunk.shared = true;
        chunk.id = store.newId();
        store.write(chunk.id, chunk.loaded(), chunk.length, failure -> loop.execute(() -> left(chunk, failure)));
        return true;
    }

    private void left(Chunk chunk, @Nullable IOException failure) {
        chunk.shared = false;
        if (chunk.where != Chunk.Where.LEAVING) {
            return; // was needed meanwhile, or dropped: that has seen to the file
        }
        if (failure != null) {
            rest(DISK_PAUSE_NANOS);
            chunk.where = Chunk.Where.MEMORY;
            budget.giveDisk(chunk.length);
        } else if (reader.wants(chunk)) {
            stays(chunk);
        } else {
            chunk.where = Chunk.Where.DISK;
            budget.giveMemory(chunk.length);
            budget.filed();
            keepArray(chunk);
        }
    }

    private void stays(Chunk chunk) {
        chunk.where = Chunk.Where.MEMORY;
        budget.giveDisk(chunk.length);
        store.delete(chunk.id);
    }

    /** Whether it can be read now, or is lost; otherwise it is fetched. */
    boolean isReady(Chunk chunk) {
        switch (chunk.where) {
            case LEAVING -> stays(chunk); // its bytes are still there
            case DISK -> fetch(chunk);
            case MEMORY, COMING_BACK, LOST -> {}
        }
        return chunk.where == Chunk.Where.MEMORY || chunk.where == Chunk.Where.LOST;
    }

    /** Brings back one that is on the disk. */
    void fetch(Chunk chunk) {
        chunk.where = Chunk.Where.COMING_BACK;
        budget.overdrawMemory(chunk.length);
        byte[] into = chunk.length > Chunk.SIZE ? new byte[chunk.length] : array();
        store.read(chunk.id, into, chunk.length, failure -> loop.execute(() -> cameBack(chunk, into, failure)));
    }

    private void cameBack(Chunk chunk, byte[] data, @Nullable IOException failure) {
        if (chunk.where != Chunk.Where.COMING_BACK) {
            budget.keepArray(data); // dropped meanwhile: that has seen to the file
            return;
        }
        boolean whole = failure == null && chunk.isWhole(data);
        chunk.where = whole ? Chunk.Where.MEMORY : Chunk.Where.LOST;
        chunk.data = whole ? data : null;
        if (!whole) {
            budget.keepArray(data);
        }
        budget.giveDisk(chunk.length);
        store.delete(chunk.id);
        reader.cameBack(chunk);
    }

    /** Gives back all that it has, file and array included; it is not to be used again. */
    void drop(Chunk chunk) {
        if (chunk.where != Chunk.Where.DISK) {
            budget.giveMemory(chunk.length);
        }
        if (chunk.where != Chunk.Where.MEMORY && chunk.where != Chunk.Where.LOST) {
            budget.giveDisk(chunk.length);
            store.delete(chunk.id);
        }
        chunk.where = Chunk.Where.LOST;
        keepArray(chunk);
    }

    /** Whoever fills a chunk, or reads one back, needs an array again soon: they are too big to make a new one each time. */
    private void keepArray(Chunk chunk) {
        byte[] data = chunk.data;
        chunk.data = null;
        if (data != null && !chunk.shared) {
            budget.keepArray(data);
        }
    }
}
