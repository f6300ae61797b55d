package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written, of one node, in order: in memory first; when the memory of all nodes is half used, the middle of the log
 * goes to files. The first chunk is always being read and the last one always being filled, both in memory.
 *
 * <p>Belongs to one thread, the {@code loop}; the store works on its own and reports back there. A chunk on its way, in either
 * direction, counts as memory.
 */
public final class ChangeLog implements AutoCloseable {
    /** After a failure the disk is left alone for so long. */
    private static final long DISK_PAUSE_NANOS = 1_000_000_000;

    /** A log that is full does not look for room at each change. */
    private static final long FULL_PAUSE_NANOS = 50_000_000;

    /** A log keeps so many: the budget does not know of them. */
    private static final int MAX_SPARES = 16;

    private final Executor loop;
    private final BufferBudget budget;
    private final ChunkStore store;
    private final Runnable readable;
    private final BaseTable bases = new BaseTable();
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

    /** Arrays of chunks that are done with or went to the disk. */
    private final ArrayDeque<byte[]> spares = new ArrayDeque<>();

    private @Nullable Logged next;
    private long size;
    private long bytes;
    private long roomWanted = System.nanoTime();
    private boolean closed;

    /**
     * @param loop runs what is given to it on the thread that uses this log
     * @param readable told on that thread when {@link #peek} said "not yet" before and would say more now
     */
    public ChangeLog(Executor loop, BufferBudget budget, ChunkStore store, Runnable readable) {
        this.loop = loop;
        this.budget = budget;
        this.store = store;
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
            if (head != null && !head.isTaken() && isReady(head)) {
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
        chunks.forEach(this::drop);
        chunks.clear();
        spares.clear();
        next = null;
        size = 0;
        bytes = 0;
    }

    private @Nullable Chunk room(int needed) {
        if (closed) {
            return null;
        }
        if (!budget.takeMemory(needed)) {
            makeRoom(); // the disk may take again what it did not
            roomWanted = Math.max(roomWanted, System.nanoTime() + FULL_PAUSE_NANOS);
            return null;
        }
        Chunk tail = chunks.peekLast();
        if (tail == null || !tail.hasRoom(needed)) {
            if (tail != null) {
                tail.seal();
            }
            byte[] spare = spares.poll();
            if (spare == null) {
                tail = tail == null ? new Chunk() : new Chunk(new byte[Chunk.SIZE]); // behind one that is full
            } else {
                tail = new Chunk(spare);
            }
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
        long now = System.nanoTime();
        if (chunks.size() < 3 || !budget.crowded() || now - roomWanted < 0) {
            return;
        }
        Chunk head = chunks.getFirst();
        Chunk tail = chunks.getLast();
        Iterator<Chunk> youngestFirst = chunks.descendingIterator();
        while (youngestFirst.hasNext()) {
            Chunk chunk = youngestFirst.next();
            if (chunk != head && chunk != tail && chunk.where == Chunk.Where.MEMORY && !leave(chunk)) {
                roomWanted = now + FULL_PAUSE_NANOS;
                return;
            }
        }
    }

    private boolean leave(Chunk chunk) {
        if (!budget.takeDisk(chunk.length)) {
            return false;
        }
        chunk.where = Chunk.Where.LEAVING;
        chunk.shared = true;
        chunk.id = store.newId();
        store.write(chunk.id, chunk.loaded(), chunk.length, failure -> loop.execute(() -> left(chunk, failure)));
        return true;
    }

    private void left(Chunk chunk, @Nullable IOException failure) {
        chunk.shared = false;
        if (chunk.where != Chunk.Where.LEAVING) {
            return; // was needed meanwhile, or the log is closed: drop() has seen to the file
        }
        if (failure != null) {
            roomWanted = System.nanoTime() + DISK_PAUSE_NANOS;
            chunk.where = Chunk.Where.MEMORY;
            budget.giveDisk(chunk.length);
            return;
        }
        if (chunk == chunks.peekFirst()) {
            stays(chunk);
            return;
        }
        chunk.where = Chunk.Where.DISK;
        spare(chunk);
        budget.giveMemory(chunk.length);
    }

    /** A chunk that was on its way is wanted: its bytes are still there. */
    private void stays(Chunk chunk) {
        chunk.where = Chunk.Where.MEMORY;
        budget.giveDisk(chunk.length);
        store.delete(chunk.id);
    }

    private boolean isReady(Chunk head) {
        switch (head.where) {
            case LEAVING -> stays(head);
            case DISK -> bringBack(head);
            case MEMORY, COMING_BACK, LOST -> {}
        }
        return head.where == Chunk.Where.MEMORY || head.where == Chunk.Where.LOST;
    }

    /** Whoever fills a chunk, or reads one back, needs an array again soon: they are too big to make a new one each time. */
    private void spare(Chunk chunk) {
        byte[] data = chunk.data;
        chunk.data = null;
        if (data != null && !chunk.shared && data.length == Chunk.SIZE && spares.size() < MAX_SPARES) {
            spares.add(data);
        }
    }

    private void bringBack(Chunk chunk) {
        chunk.where = Chunk.Where.COMING_BACK;
        budget.overdrawMemory(chunk.length);
        byte[] spare = chunk.length > Chunk.SIZE ? null : spares.poll();
        byte[] into = spare == null ? new byte[Math.max(Chunk.SIZE, chunk.length)] : spare;
        store.read(chunk.id, into, chunk.length, failure -> loop.execute(() -> cameBack(chunk, into, failure)));
    }

    private void cameBack(Chunk chunk, byte[] data, @Nullable IOException failure) {
        if (closed) {
            return;
        }
        boolean whole = failure == null && chunk.isWhole(data);
        chunk.where = whole ? Chunk.Where.MEMORY : Chunk.Where.LOST;
        chunk.data = whole ? data : null;
        budget.giveDisk(chunk.length);
        store.delete(chunk.id);
        if (chunk == chunks.peekFirst()) {
            readable.run();
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
        budget.giveMemory(head.length);
        if (chunks.size() == 1 && head.where == Chunk.Where.MEMORY) {
            head.empty(); // the usual case: what came is taken at once
            return;
        }
        chunks.removeFirst();
        spare(head);
        fetchAhead();
    }

    private void fetchAhead() {
        int ahead = 0;
        for (Chunk chunk : chunks) {
            if (chunk.where == Chunk.Where.DISK) {
                bringBack(chunk);
            }
            if (++ahead == 2) {
                return;
            }
        }
    }

    private void drop(Chunk chunk) {
        switch (chunk.where) {
            case MEMORY, LOST -> budget.giveMemory(chunk.length);
            case LEAVING, COMING_BACK -> {
                budget.giveMemory(chunk.length);
                budget.giveDisk(chunk.length);
                store.delete(chunk.id);
            }
            case DISK -> {
                budget.giveDisk(chunk.length);
                store.delete(chunk.id);
            }
        }
        chunk.where = Chunk.Where.LOST;
        chunk.data = null;
    }

    /** Makes the base one of {@link #bases()} before anything is appended for it. */
    public void use(Base base) {
        bases.number(base);
    }

    /** All bases that something was ever appended for, and those of {@link #use}. */
    public List<Base> bases() {
        return new ArrayList<>(bases.all());
    }

    /** For tests: how many arrays wait to be used again. */
    int spares() {
        return spares.size();
    }

    /** For tests: where the chunks are. */
    Deque<Chunk> chunks() {
        return chunks;
    }
}
