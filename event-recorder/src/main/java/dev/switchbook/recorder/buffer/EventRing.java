package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.LegEvent;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one node has told, in the order of its arrival, from what is surely written in Redis on. The recorder that owns the node
 * reads behind a cursor; one that follows it only keeps, to read on from where the owner came to. Entries have ordinals, which count
 * from 0 for as long as the ring lives and mean nothing elsewhere; positions (core and sequence) mean the same to all recorders.
 *
 * <p>When three eighths of the memory of all nodes are used, what is neither being read nor appended to goes to files. When there is no room at
 * all, events are counted and told as {@link Told.Lost}; a {@link Told.Begun} always has room.
 *
 * <p>Belongs to one thread, the {@code loop}.
 */
public final class EventRing implements AutoCloseable {
    /** A fail-over may lose the last writes: what is written is kept so much longer. */
    private static final long KEPT_NANOS = 5_000_000_000L;

    private final BufferBudget budget;
    private final LongSupplier nanoClock;
    private final RingChunks chunks;
    private final Stretches stretches = new Stretches();
    private final RingTail tail;
    private final Positions positions;

    private final RingCursor cursor;

    private long written = -1;

    /** Bytes that the budget knows to be written. */
    private long settled;

    /**
     * @param loop runs what is given to it on the thread that uses this ring
     * @param readable told on that thread when {@link #peek} said "not yet" before and would say more now
     */
    public EventRing(Executor loop, BufferBudget budget, ChunkStore store, LongSupplier nanoClock, Runnable readable) {
        this.budget = budget;
        this.nanoClock = nanoClock;
        this.chunks = new RingChunks(loop, budget, store, nanoClock, readable);
        this.tail = new RingTail(budget, chunks, stretches, this::forgetWritten);
        this.positions = new Positions(chunks, stretches);
        this.cursor = new RingCursor(chunks, stretches);
    }

    /**
     * A stretch of unbroken events begins; what happened from {@code fromMillis} (0: unknown) to {@code toMillis} nobody here saw.
     * An entry, which has room always. One that nothing has followed yet, and that nobody has read, becomes one with this.
     */
    public void begin(String core, String switchname, long fromMillis, long toMillis) {
        boolean unread = cursor.hasNotSeen(stretches.lastFirst());
        tail.begin(core, switchname, fromMillis, toMillis, unread);
    }

    /**
     * Appends, {@code arrivalMillis} being the time of day. False when there is no room: then it is counted as lost.
     *
     * @throws IllegalArgumentException when the core is not the one that has begun
     */
    public boolean append(LegEvent event, long arrivalMillis) {
        return tail.append(event, arrivalMillis);
    }

    /** As {@link #append(LegEvent, long)}. */
    public boolean append(ContactEvent event, long arrivalMillis) {
        return tail.append(event, arrivalMillis);
    }

    /** An event that says nothing of legs and contacts: its position only. Without room it is left out; that is no loss. */
    public void passed(long sequence, long arrivalMillis) {
        tail.passed(sequence, arrivalMillis);
    }

    /** What is behind the cursor, which stays; null when there is nothing, or not yet: see {@link #isCaughtUp()}. */
    public @Nullable Told peek() {
        return cursor.peek();
    }

    /** As {@link #peek}, and moves the cursor behind it. A loss may stand for many entries: the cursor is behind the last. */
    public @Nullable Told poll() {
        return cursor.poll();
    }

    /** Whether the cursor is at the end. */
    public boolean isCaughtUp() {
        return cursor.isAtEnd();
    }

    /**
     * The entry appended last counts as polled. False, and nothing is done, when others were behind the cursor before it: also a
     * loss that the ring has just put there.
     */
    public boolean take() {
        return cursor.take();
    }

    /** Ordinal of the entry that was polled last, or that was sought; -1 before the first. */
    public long cursor() {
        return cursor.ordinal();
    }

    /** Ordinal of the entry appended last; -1 before the first. */
    public long newest() {
        return chunks.newest();
    }

    /** Ordinal of the oldest entry kept; of the next one to come when none is. */
    public long first() {
        return chunks.first();
    }

    /**
     * Ordinal of the event at this position, among those kept, also on the disk; {@code first() - 1} when it is the last thing
     * forgotten, so that one can go on from there; else -1.
     */
    public long find(String core, long sequence) {
        return positions.find(core, sequence, written);
    }

    /** {@code core:sequence} of the entry; of one that is no event, of the event before it; null when none is known. */
    public @Nullable String position(long ordinal) {
        return positions.of(ordinal);
    }

    /** Ordinal of the first event at that entry or behind it; {@link Long#MAX_VALUE} when there is none. */
    public long eventFrom(long ordinal) {
        return positions.eventFrom(ordinal);
    }

    /** Ordinal of the first beginning of a stretch at that entry or behind it; {@link Long#MAX_VALUE} when there is none. */
    public long beginningFrom(long ordinal) {
        return stretches.firstFrom(ordinal);
    }

    /**
     * The beginning of the stretch that the entry is in, or comes into next, also when it is itself forgotten.
     *
     * @throws IllegalStateException when nothing has begun
     */
    public Told.Begun begunAt(long ordinal) {
        return stretches.at(ordinal);
    }

    /**
     * The next poll gives what is behind this entry. What is behind it no longer counts as written.
     *
     * @throws IllegalArgumentException unless it is one of those kept, or the one before them
     */
    public void seek(long ordinal) {
        if (ordinal < chunks.first() - 1 || ordinal > chunks.newest()) {
            throw new IllegalArgumentException("entry " + ordinal + " is not among those kept");
        }
        written = Math.min(written, ordinal);
        cursor.moveTo(ordinal);
        settle();
    }

    /**
     * All up to this entry is written in Redis: it is kept 5 s more, or less when memory is needed, and then forgotten, chunk by
     * chunk. A cursor before it moves there: what is written need not be read.
     */
    public void written(long ordinal) {
        long upTo = Math.min(ordinal, chunks.newest());
        if (upTo <= written) {
            return;
        }
        long now = nanoClock.getAsLong();
        int index = chunks.indexOf(written + 1);
        for (; index < chunks.count() && chunks.get(index).last() <= upTo; index++) {
            chunks.get(index).writtenNanos = now;
        }
        written = upTo;
        cursor.moveUpTo(upTo);
        forgetWritten();
        settle();
    }

    /** To be called each 500 ms: forgets what is due. */
    public void tick() {
        forgetWritten();
        chunks.makeRoom();
        budget.shrinkArrays();
    }

    /**
     * Forgets the oldest chunks, read or not, beyond so many bytes, but never the last: for who follows and does not find the
     * owner's position. A beginning may be among them: the events behind it are told without.
     */
    public void keepAtMost(long bytes) {
        while (chunks.bytes() > bytes && chunks.count() > 1) {
            forgetOldest();
        }
    }

    /** When the entry behind the cursor was appended, in milliseconds since the epoch; {@code otherwise} when there is none. */
    public long oldestUnreadMillis(long otherwise) {
        return cursor.isAtEnd() ? otherwise : cursor.oldestMillis();
    }

    /** How many bytes it has, in memory and on disk. */
    public long bytes() {
        return chunks.bytes();
    }

    /** Forgets all entries; the stretch goes on. */
    public void clear() {
        while (chunks.first() <= chunks.newest()) {
            forgetOldest();
        }
        tail.forgetLoss();
    }

    /** Forgets everything; files are deleted. */
    @Override
    public void close() {
        tail.close();
        clear();
        chunks.close();
        settle();
    }

    /** For tests: where each chunk is. */
    List<Chunk.Where> places() {
        return chunks.places();
    }

    private void forgetWritten() {
        RingChunk oldest = chunks.oldest();
        long now = nanoClock.getAsLong();
        while (oldest != null && oldest.entries > 0 && oldest.last() <= written) {
            if (now - oldest.writtenNanos < KEPT_NANOS && !budget.filling()) {
                return;
            }
            forgetOldest();
            oldest = chunks.oldest();
        }
    }

    private void forgetOldest() {
        RingChunk oldest = chunks.at(chunks.first());
        positions.forget(oldest);
        long last = oldest.last();
        chunks.removeOldest();
        stretches.forgetBefore(last + 1);
        cursor.forgotten(oldest, last);
        settle();
    }

    /** What is written waits for nothing: the budget is told how much of what is kept that is. */
    private void settle() {
        long bytes = chunks.bytesUpTo(written);
        budget.settled(bytes - settled);
        settled = bytes;
    }
}
