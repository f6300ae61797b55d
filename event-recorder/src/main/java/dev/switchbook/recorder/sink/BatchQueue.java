package dev.switchbook.recorder.sink;

import dev.switchbook.recorder.change.Position;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one base in the order of their positions: those that Redis has confirmed lately, those under way and those that
 * wait to be sent. Knows how to go on from whatever position stands in Redis.
 */
final class BatchQueue {
    private final ArrayDeque<Batch> history = new ArrayDeque<>();
    private final ArrayDeque<Batch> underWay = new ArrayDeque<>();
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();

    /** The position before the oldest batch that is remembered. */
    private String anchor = "";

    private final Blocks blocks;
    private long historyBytes;

    BatchQueue(Blocks blocks) {
        this.blocks = blocks;
    }

    /** From here on, nothing being remembered of what was before. */
    void begin(String position) {
        anchor = position;
    }

    String anchor() {
        return anchor;
    }

    void add(Batch batch) {
        waiting.addLast(batch);
    }

    void addFirst(Batch batch) {
        waiting.addFirst(batch);
    }

    /** Takes the next one to be sent. */
    @Nullable Batch next() {
        Batch batch = waiting.pollFirst();
        if (batch != null) {
            batch.sent = true;
            underWay.addLast(batch);
        }
        return batch;
    }

    int underWay() {
        return underWay.size();
    }

    int unconfirmed() {
        return underWay.size() + waiting.size();
    }

    @Nullable Batch oldest() {
        Batch first = underWay.peekFirst();
        return first == null ? waiting.peekFirst() : first;
    }

    /** Tells the position of the oldest change that Redis has not confirmed, if there is one; false when that is unknown. */
    boolean tellUnconfirmed(Consumer<Position> each) {
        Batch first = oldest();
        if (first == null) {
            return true;
        }
        Position at = first.firstPosition();
        if (at != null) {
            each.accept(at);
        }
        return at != null;
    }

    /** The newest of those that have not been sent, or are to be sent again; null when there is none. */
    @Nullable Batch newestWaiting() {
        return waiting.peekLast();
    }

    /** Whether one that makes the base whole again is to be sent. */
    boolean awaitsRenewal() {
        for (Batch batch : waiting) {
            if (batch.renews) {
                return true;
            }
        }
        return false;
    }

    /** Position after the newest batch; null when there is none. */
    @Nullable String newest() {
        Batch last = waiting.isEmpty() ? underWay.peekLast() : waiting.peekLast();
        if (last == null) {
            last = history.peekLast();
        }
        return last == null ? null : last.to;
    }

    /**
     * Takes off the oldest batch under way if {@code batch} is there: that it was written proves that those before it were. Null when
     * it is not, or no longer.
     */
    @Nullable Batch confirmOldest(Batch batch) {
        return underWay.contains(batch) ? underWay.pollFirst() : null;
    }

    void remember(Batch batch, long now) {
        batch.ackedNanos = now;
        batch.pack(blocks);
        history.addLast(batch);
        historyBytes += batch.bytes();
    }

    /** Forgets the oldest confirmed ones, until at most so many bytes are left, all confirmed after {@code since}. */
    void forget(long maxBytes, long since) {
        Batch oldest = history.peekFirst();
        while (oldest != null && (historyBytes > maxBytes || oldest.ackedNanos - since < 0)) {
            history.removeFirst();
            historyBytes -= oldest.bytes();
            oldest.forget(blocks);
            anchor = oldest.to;
            oldest = history.peekFirst();
        }
    }

    /** When Redis has confirmed the oldest one that is remembered; there must be one. */
    long oldestAckedNanos() {
        return history.getFirst().ackedNanos;
    }

    long historyBytes() {
        return historyBytes;
    }

    /** What was under way is to be sent again, or turns out to be written. */
    void rewind() {
        while (!underWay.isEmpty()) {
            waiting.addFirst(underWay.removeLast());
        }
    }

    /** Whether the position is one that this queue has passed. */
    boolean knows(String position) {
        return position.equals(anchor) || holds(history, position) || holds(waiting, position);
    }

    private static boolean holds(Iterable<Batch> batches, String position) {
        for (Batch batch : batches) {
            if (batch.sent && batch.to.equals(position)) {
                return true;
            }
        }
        return false;
    }

    /** After {@link #rewind}: the next one that turns out to be written, that position being in the queue's unsent part. */
    @Nullable Batch writtenUpTo(String position) {
        return holds(waiting, position) ? waiting.pollFirst() : null;
    }

    /**
     * After {@link #rewind}: what was confirmed and comes after the position is to be sent again, because Redis has lost it. Returns
     * how many bytes that are.
     */
    int resendAfter(String position) {
        int bytes = 0;
        Batch newest = history.peekLast();
        while (newest != null && !newest.to.equals(position)) {
            history.removeLast();
            historyBytes -= newest.bytes();
            bytes += newest.bytes();
            newest.unpack(blocks);
            waiting.addFirst(newest);
            newest = history.peekLast();
        }
        return bytes;
    }

    void forgetAll() {
        history.forEach(batch -> batch.forget(blocks));
        history.clear();
        historyBytes = 0;
    }

    /** Unconfirmed bytes, all of which are dropped. */
    long clear() {
        rewind();
        long bytes = 0;
        for (Iterator<Batch> all = waiting.iterator(); all.hasNext(); ) {
            bytes += all.next().bytes();
        }
        waiting.clear();
        forgetAll();
        return bytes;
    }
}
