package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Stamp;

/** Appends to a ring, and counts what there is no room for. */
final class RingTail {
    /** After a loss so much must be free before anything is taken again: else each freed byte would make a loss of its own. */
    private static final int FREE_AFTER_LOSS = 64 * 1024;

    private final BufferBudget budget;
    private final RingChunks chunks;
    private final Stretches stretches;
    private final Runnable forget;
    private final ByteOut out = new ByteOut();

    private long lost;
    private long lostFromMillis;
    private long lostToMillis;
    private boolean closed;

    /** {@code forget} makes room if anything kept is needed no more. */
    RingTail(BufferBudget budget, RingChunks chunks, Stretches stretches, Runnable forget) {
        this.budget = budget;
        this.chunks = chunks;
        this.stretches = stretches;
        this.forget = forget;
    }

    /** As {@link EventRing#begin}; {@code unread}: nobody has read the beginning before this one. */
    void begin(String core, String switchname, long fromMillis, long toMillis, boolean unread) {
        if (closed) {
            return;
        }
        Told.Begun last = stretches.last();
        if (last != null && unread && lost == 0 && stretches.lastFirst() == chunks.newest()) {
            long from = Math.min(last.fromMillis(), fromMillis);
            stretches.replaceLast(new Told.Begun(core, switchname, from, toMillis));
            return;
        }
        if (lost > 0) {
            appendLoss();
        }
        chunks.overdraw(EventCodec.BARE);
        stretches.add(chunks.newest() + 1, new Told.Begun(core, switchname, fromMillis, toMillis));
        appendBare(EventCodec.BEGUN, RingChunk.NO_EVENT, toMillis);
    }

    boolean append(LegEvent event, long arrivalMillis) {
        requireBegun(event.stamp());
        int bound = EventCodec.bound(event);
        if (!hasRoom(bound)) {
            lose(arrivalMillis);
            return false;
        }
        RingChunk tail = open(bound);
        EventCodec.write(out, event, arrivalMillis);
        chunks.appended(tail, out.at(), bound, event.stamp().sequence(), arrivalMillis);
        return true;
    }

    boolean append(ContactEvent event, long arrivalMillis) {
        requireBegun(event.stamp());
        int bound = EventCodec.bound(event);
        if (!hasRoom(bound)) {
            lose(arrivalMillis);
            return false;
        }
        RingChunk tail = open(bound);
        EventCodec.write(out, event, arrivalMillis);
        chunks.appended(tail, out.at(), bound, event.stamp().sequence(), arrivalMillis);
        return true;
    }

    void passed(long sequence, long arrivalMillis) {
        if (stretches.last() == null) {
            throw new IllegalStateException("nothing has begun");
        }
        if (hasRoom(EventCodec.BARE)) {
            appendBare(EventCodec.PASSED, sequence, arrivalMillis);
        }
    }

    /** What was lost is not told. */
    void forgetLoss() {
        lost = 0;
    }

    /** Takes nothing more. */
    void close() {
        closed = true;
    }

    private void requireBegun(Stamp stamp) {
        Told.Begun begun = stretches.last();
        if (begun == null || !begun.core().equals(stamp.core())) {
            throw new IllegalArgumentException("an event of a core that has not begun");
        }
    }

    /** Reserves it. A loss is told before what comes next. */
    private boolean hasRoom(int bound) {
        if (closed || (lost > 0 && !hasRoomAgain(bound))) {
            return false;
        }
        if (lost > 0) {
            appendLoss();
        }
        return chunks.reserve(bound) || (madeRoom() && chunks.reserve(bound));
    }

    private boolean hasRoomAgain(int bound) {
        int free = Math.max(FREE_AFTER_LOSS, bound + EventCodec.LOST_SIZE);
        boolean has = budget.takeMemoryForEvents(free) || (madeRoom() && budget.takeMemoryForEvents(free));
        if (has) {
            budget.giveMemory(free);
        }
        return has;
    }

    private boolean madeRoom() {
        long kept = chunks.bytes();
        forget.run();
        chunks.full();
        return chunks.bytes() < kept;
    }

    private void lose(long arrivalMillis) {
        if (lost == 0) {
            lostFromMillis = arrivalMillis;
        }
        lostToMillis = arrivalMillis;
        lost++;
    }

    private void appendLoss() {
        chunks.overdraw(EventCodec.LOST_SIZE);
        RingChunk tail = open(EventCodec.LOST_SIZE);
        EventCodec.write(out, new Told.Lost(lost, lostFromMillis, lostToMillis));
        chunks.appended(tail, out.at(), EventCodec.LOST_SIZE, RingChunk.NO_EVENT, lostFromMillis);
        lost = 0;
    }

    private void appendBare(byte kind, long sequence, long arrivalMillis) {
        RingChunk tail = open(EventCodec.BARE);
        EventCodec.bare(out, kind, arrivalMillis);
        chunks.appended(tail, out.at(), EventCodec.BARE, sequence, arrivalMillis);
    }

    private RingChunk open(int bound) {
        RingChunk tail = chunks.tail(bound);
        out.to(tail.roomFor(bound), tail.length);
        return tail;
    }
}
