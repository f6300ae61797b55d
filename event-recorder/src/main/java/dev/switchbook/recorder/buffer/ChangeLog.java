package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, of one node, in order: in memory first; when three eighths of the memory of all nodes are used, the middle of the log
 * goes to files. The first chunk is always being read and the last one always being filled, both in memory.
 *
 * <p>Belongs to one thread, the {@code loop}; the store works on its own and reports back there. A chunk on its way, in either
 * direction, counts as memory.
 */
public final class ChangeLog implements AutoCloseable {
    private final BufferBudget budget;
    private final Shelf shelf;
    private final Runnable readable;
    private final BaseTable bases = new BaseTable();
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

    private @Nullable Logged next;
    private long size;
    private long bytes;
    private boolean closed;

    /**
     * @param loop runs what is given to it on the thread that uses this log
     * @param readable told on that thread when {@link #peek} said "not yet" before and would say more now
     */
    public ChangeLog(Executor loop, BufferBudget budget, ChunkStore store, Runnable readable) {
        this.budget = budget;
        this.shelf = new Shelf(loop, budget, store, System::nanoTime, new Head());
        this.readable = readable;
    }

    /** Appends, {@code arrivalMillis} being the time of day; false when there is no room, or after the end. */
    public boolean append(Change change, long arrivalMillis) {
        EntryCodec.Texts texts = EntryCodec.Texts.of(change);
        int needed = EntryCodec.size(change, texts);
        Chunk tail = room(needed);
        if (tail == null) {
            return false;
        }
        ByteBuffer out = ByteBuffer.wrap(tail.roomFor(needed), tail.length, needed);
        EntryCodec.write(out, needed, bases.number(change.base()), arrivalMillis, change, texts);
        appended(tail, needed, arrivalMillis);
        return true;
    }

    /** As {@link #append}. */
    public boolean append(Logged.Gap gap) {
        int needed = EntryCodec.gapSize();
        Chunk tail = room(needed);
        if (tail == null) {
            return false;
        }
        ByteBuffer out = ByteBuffer.wrap(tail.roomFor(needed), tail.length, needed);
        EntryCodec.writeGap(out, bases.number(gap.base()), gap);
        appended(tail, needed, gap.arrivalMillis());
        return true;
    }

    /** The oldest, which stays; null when there is none, or not yet: see {@link #isEmpty()}. */
    public @Nullable Logged peek() {
        if (next == null) {
            Chunk head = chunks.peekFirst();
            if (head != null && !head.isTaken() && shelf.isReady(head)) {
                next = entryOf(head);
            }
        }
        return next;
    }

    /** As {@link #peek}, and takes it off. */
    public @Nullable Logged poll() {
        Logged taken = peek();
        if (taken != null) {
            next = null;
            size -= taken instanceof Logged.Lost lost ? lost.count() : 1;
            advance();
        }
        return taken;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** How many wait. */
    public long size() {
        return size;
    }

    /** How many bytes they have, in memory and on disk. */
    public long bytes() {
        return bytes;
    }

    /** When the oldest was appended, in milliseconds since the epoch; {@code otherwise} when there is none. */
    public long oldestMillis(long otherwise) {
        Logged oldest = peek();
        if (oldest != null) {
            return oldest.arrivalMillis();
        }
        Chunk head = chunks.peekFirst();
        return size == 0 || head == null ? otherwise : head.firstMillis;
    }

    /** Forgets everything; files are deleted. */
    @Override
    public void close() {
        closed = true;
        chunks.forEach(shelf::drop);
        chunks.clear();
        next = null;
        size = 0;
        bytes = 0;
    }

    private @Nullable Chunk room(int needed) {
        if (closed) {
            return null;
        }
        if (!budget.takeMemory(needed)) {
            full();
            return null;
        }
        Chunk tail = chunks.peekLast();
        if (tail == null || !tail.hasRoom(needed)) {
            tail = tail == null ? new Chunk() : new Chunk(shelf.array()); // behind one that is full
            chunks.addLast(tail);
            makeRoom();
        }
        return tail;
    }

    private void appended(Chunk tail, int added, long arrivalMillis) {
        if (tail.entries == 0) {
            tail.firstMillis = arrivalMillis;
        }
        tail.lastMillis = arrivalMillis;
        tail.length += added;
        tail.entries++;
        size++;
        bytes += added;
    }

    /** Sends the youngest chunks away first: they are needed last. One that is on its way frees its memory later. */
    private void makeRoom() {
        if (chunks.size() < 3 || !shelf.isOpen()) {
            return;
        }
        Chunk head = chunks.getFirst();
        Chunk tail = chunks.getLast();
        Iterator<Chunk> youngestFirst = chunks.descendingIterator();
        while (youngestFirst.hasNext()) {
            Chunk chunk = youngestFirst.next();
            if (chunk != head && chunk != tail && chunk.where == Chunk.Where.MEMORY && !shelf.leave(chunk)) {
                return;
            }
        }
    }

    /** There is no room at all; the disk may take again what it did not. */
    private void full() {
        if (shelf.isOpen()) {
            makeRoom();
            shelf.rest(); // not before it was tried: changes without end would keep it from ever being tried
        }
    }

    private Logged entryOf(Chunk head) {
        if (head.where == Chunk.Where.LOST) {
            head.taken = head.entries;
            return new Logged.Lost(head.entries, head.firstMillis, head.lastMillis);
        }
        ByteBuffer in = ByteBuffer.wrap(head.loaded(), head.readAt, head.length - head.readAt);
        Logged entry = EntryCodec.read(in, bases);
        head.readAt = in.position();
        head.taken++;
        return entry;
    }

    /** Lets go of a chunk that is done with, and has the next one fetched before it is asked for. */
    private void advance() {
        Chunk head = chunks.peekFirst();
        if (head == null || !head.isTaken()) {
            return;
        }
        bytes -= head.length;
        if (chunks.size() == 1 && head.where == Chunk.Where.MEMORY) {
            budget.giveMemory(head.length);
            head.empty(); // the usual case: what came is taken at once
            return;
        }
        chunks.removeFirst();
        shelf.drop(head);
        fetchAhead();
    }

    private void fetchAhead() {
        int ahead = 0;
        for (Chunk chunk : chunks) {
            if (chunk.where == Chunk.Where.DISK) {
                shelf.fetch(chunk);
            }
            if (++ahead == 2) {
                return;
            }
        }
    }

    /** Makes the base one of {@link #bases()} before anything is appended for it. */
    public void use(Base base) {
        bases.number(base);
    }

    /** All bases that something was ever appended for, and those of {@link #use}. */
    public List<Base> bases() {
        return new ArrayList<>(bases.all());
    }

    /** Only the first chunk is read. */
    private final class Head implements Shelf.Reader {
        @Override
        public boolean wants(Chunk chunk) {
            return chunk == chunks.peekFirst();
        }

        @Override
        public void cameBack(Chunk chunk) {
            if (wants(chunk)) {
                readable.run();
            }
        }
    }

    /** For tests: where the chunks are. */
    Deque<Chunk> chunks() {
        return chunks;
    }
}
