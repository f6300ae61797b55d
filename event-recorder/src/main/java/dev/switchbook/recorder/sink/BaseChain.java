package dev.switchbook.recorder.sink;

import dev.switchbook.recorder.buffer.Logged;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Position;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One base of one node: batches are sent as a chain, each on condition that the one before it was written. One refusal or failure
 * makes those behind it fail without harm; then the position in Redis is read and the chain goes on from there.
 *
 * <p>Belongs to the node's thread.
 */
final class BaseChain {
    static final int MAX_UNDER_WAY = 8;

    /** Of an epoch that Lua can still count up: it has doubles. */
    private static final int MAX_DIGITS = 15;

    private static final long SMALL_EVERY_NANOS = 1_000_000L;
    private static final long HISTORY_NANOS = 5_000_000_000L;

    private static final long MUCH_HISTORY = 4 * 1024 * 1024;

    /** Whatever the other bases have. */
    private static final long OWN_HISTORY = 16 * 1024;

    /** A fail-over loses more than was written in so short a time. */
    private static final long USEFUL_NANOS = 500_000_000L;

    private static final long VERIFY_NANOS = 2_000_000_000L;
    private static final long FRESH_PAUSE_NANOS = 50_000_000L;
    private static final long ERROR_PAUSE_NANOS = 1_000_000_000L;

    /** What the chain needs of the writer that it is part of. */
    interface Writer {
        long epoch();

        StepScript script();

        /** Runs it on the node's thread after that time, unless the writer is closed by then. */
        void later(long nanos, Runnable task);

        /** Has the reply taken on the node's thread. */
        <T> void when(CompletionStage<T> reply, ReplyTaker<T> taker);

        /** So many bytes more, or less, wait for Redis' OK. */
        void unconfirmed(long bytes);

        /** The chain remembers so many bytes more, or less, of what was confirmed; returns how many there is room for. */
        long remembered(long bytes);

        /** Under a flood all would be forgotten before it is of use: for a while there is room for little. Returns for how much. */
        long rememberLittle();

        void confirmed(Batch batch, StepScript.@Nullable Reply reply);

        void failed(Base base, @Nullable Batch batch, Throwable failure);

        void ownershipLost(Base base, long epoch);

        /** Whether what comes behind that position can be had again from where the changes came from. */
        boolean isKept(String position);

        /** Redis has fallen back behind all that is remembered here, to a position that {@link #isKept}. */
        void setBack(Base base);

        /** Whether this process knows that it owns the node: one that was stopped for a while does not when it wakes. */
        boolean isFresh();

        void positionUnknown(Base base);

        /** The bases of the same hash that were used, one for each stream: what is missing is missing in all of them. */
        List<Base> streamsOf(Base base);

        void rewrite(Base base);

        long millis();

        /** What makes a position that no event gave unlike any other. */
        String mark();

        Batch newBatch(Base base);

        /** For what the chains remember. */
        Blocks blocks();
    }

    /** Exactly one is null. */
    interface ReplyTaker<T> {
        void take(@Nullable T reply, @Nullable Throwable failure);
    }

    private enum State {
        UNCLAIMED,
        CLAIMING,
        OPEN,
        PAUSED,
        LOST
    }

    final Base base;
    private final Writer writer;
    private final BatchQueue queue;
    private final RetryPause pause = new RetryPause();
    private final CompletableFuture<String> claimed = new CompletableFuture<>();
    private @Nullable Batch forming;
    private State state = State.UNCLAIMED;
    private boolean everOpen;
    private boolean everWritten;
    private long claimedMillis;

    /** Where Redis stands after all that is under way. */
    private String tip = "";

    /** Replies to what was sent before the last failure say nothing any more. */
    private int generation;

    private long lastSmallNanos = System.nanoTime() - SMALL_EVERY_NANOS;
    private long quietSince = System.nanoTime();

    /** When Redis last said that it stands where it is thought to. */
    private long answeredNanos = System.nanoTime();

    private boolean verifying;

    /** Whether the last thing heard of Redis is that it cannot be reached. */
    private boolean away;

    /** Whether Redis has answered since {@link #prove}. */
    private boolean proved;

    /** How often the records were asked for anew, and have not all been accepted since. */
    private int renewals;

    /** Whether what is sent leaves a position that says that Redis does not have all records again. */
    private boolean marks;

    /** The last batch of records that are written anew. */
    private @Nullable Batch renewal;

    private int refusals;
    private long accounted;

    /** For the writer: whether this chain is in its list of those that have something to send. */
    boolean listed;

    BaseChain(Base base, Writer writer) {
        this.base = base;
        this.writer = writer;
        this.queue = new BatchQueue(writer.blocks());
    }

    /** Begins to claim the base if that has not happened. */
    void start() {
        if (state == State.UNCLAIMED || state == State.LOST) {
            claim();
        }
    }

    /**
     * Completes when Redis has confirmed the first claim, with the position that stood there, empty for none: nobody with a smaller
     * epoch writes there any more.
     */
    CompletionStage<String> claimConfirmed() {
        return claimed.copy();
    }

    /** No pause any more: Redis is there again. */
    void hurry() {
        if (state == State.PAUSED && pause.isShort()) {
            pause.reset();
            claim();
        }
    }

    boolean canTake() {
        return queue.unconfirmed() < MAX_UNDER_WAY;
    }

    void add(Logged logged) {
        Batch batch = forming;
        Base target = logged instanceof Logged.Kept kept ? kept.change().base() : ((Logged.Gap) logged).base();
        boolean amid = batch != null && logged instanceof Logged.Kept kept && batch.endsAmid(kept.change());
        if (batch != null && (!batch.takes(target) || (batch.isFull() && !amid))) {
            seal(batch);
            batch = null;
        }
        if (batch == null) {
            batch = writer.newBatch(target);
            forming = batch;
        }
        int grown = logged instanceof Logged.Kept kept ? batch.add(kept) : batch.add((Logged.Gap) logged);
        writer.unconfirmed(grown);
    }

    /** Whether the change must not be kept from the batch that is forming: it is one more of the same event. */
    boolean endsAmid(Change next) {
        return forming != null && forming.endsAmid(next);
    }

    /** Tells the position of the oldest change that Redis has not confirmed, if there is one; false when that is unknown. */
    boolean tellUnconfirmed(Consumer<Position> each) {
        Batch made = forming;
        if (queue.unconfirmed() > 0 || made == null) {
            return queue.tellUnconfirmed(each);
        }
        Position first = made.firstPosition();
        if (first != null) {
            each.accept(first);
        }
        return first != null;
    }

    /** Whether Redis, as far as it is known, lacks records of the base that are being written anew. */
    boolean isWrittenAnew() {
        return renewals > 0 || renewal != null;
    }

    /** What was asked for anew was accepted. */
    void acceptedAnew() {
        renewals--;
        if (forming != null) {
            seal(forming);
        }
        Batch last = queue.newestWaiting();
        if (last == null && AmidRewrite.isMarked(tip)) {
            last = nothing();
        }
        if (last != null) {
            last.renews = true;
        }
        marks &= last != null;
        renewal = last;
        send(false);
    }

    /** Redis has all records again that the owner before this one had not written. */
    void allThere() {
        if (state == State.OPEN && queue.unconfirmed() == 0 && forming == null && AmidRewrite.isMarked(tip)) {
            nothing();
            send(false);
        }
    }

    /** A batch without a change, which leaves an unmarked position. */
    private Batch nothing() {
        Batch batch = writer.newBatch(base);
        batch.to = unmarked(tip) + "~" + writer.mark();
        queue.add(batch);
        return batch;
    }

    private void writeAnew() {
        renewals++;
        writer.rewrite(base);
    }

    /** Asks Redis whether it still stands where it is thought to, whatever is under way. */
    void prove() {
        proved = false;
        if (state == State.OPEN) {
            verify();
        }
    }

    /** Whether Redis has answered since {@link #prove}, if anything was ever written there. */
    boolean isProved() {
        return proved || !everOpen || state == State.LOST;
    }

    /** Whether this writer writes nothing there any more. */
    boolean isLost() {
        return state == State.LOST;
    }

    /** Whether Redis cannot be reached, as far as this base is concerned. */
    boolean isAway() {
        return away;
    }

    /** Whether a batch waits because others are under way and it is small. */
    boolean holdsBack() {
        return forming != null;
    }

    /**
     * Sends what there is. A small batch waits, to become bigger, while others are under way or have just been sent, unless it
     * {@code mustGo}: a step costs as much as some changes.
     */
    void send(boolean mustGo) {
        Batch small = forming;
        if (small != null && (mustGo || small.isFull() || isTime())) {
            seal(small);
            lastSmallNanos = System.nanoTime();
        }
        while (state == State.OPEN && queue.underWay() < MAX_UNDER_WAY) {
            Batch batch = queue.next();
            if (batch == null) {
                return;
            }
            String expected = full(tip);
            marks &= !batch.renews || renewals > 0;
            tip = marks ? AmidRewrite.mark(batch.to) : batch.to;
            int asked = generation;
            writer.when(
                    writer.script().step(batch.base, expected, full(tip), batch.arguments()),
                    (reply, failure) -> stepped(asked, batch, reply, failure));
        }
    }

    private boolean isTime() {
        return queue.unconfirmed() == 0 && System.nanoTime() - lastSmallNanos >= SMALL_EVERY_NANOS;
    }

    private void seal(Batch batch) {
        String newest = queue.newest();
        String before = newest == null ? tip : newest;
        String position = batch.lastPosition();
        // One that ends with a gap, or with a position that stood there already, must still leave another one behind.
        batch.to = position == null || position.equals(before) ? unmarked(before) + "~" + writer.mark() : position;
        queue.add(batch);
        forming = null;
    }

    private static String unmarked(String position) {
        int mark = position.indexOf('~');
        return mark < 0 ? position : position.substring(0, mark);
    }

    private String full(String position) {
        return writer.epoch() + "|" + position;
    }

    private void stepped(int asked, Batch batch, StepScript.@Nullable Reply reply, @Nullable Throwable failure) {
        if (asked != generation) {
            return;
        }
        if (reply != null && reply.done()) {
            pause.reset();
            refusals = 0;
            confirmUpTo(batch, reply);
            send(false);
        } else if (failure == null) {
            interrupted(refusals++ == 0 ? 0 : pause.nextNanos());
        } else {
            interrupted(pauseAfter(batch, failure));
        }
    }

    private void confirmUpTo(Batch last, StepScript.Reply reply) {
        for (Batch each = queue.confirmOldest(last); each != null; each = queue.confirmOldest(last)) {
            confirm(each, each == last ? reply : null);
        }
    }

    private void confirm(Batch batch, StepScript.@Nullable Reply reply) {
        long now = System.nanoTime();
        quietSince = now;
        everWritten = true;
        queue.remember(batch, now);
        answeredNanos = now;
        if (batch == renewal) {
            renewal = null;
        }
        trimHistory();
        writer.unconfirmed(-batch.bytes());
        writer.confirmed(batch, reply);
    }

    /** What is old when Redis last answered goes: a fail-over may take longer than what it loses is kept. */
    private void trimHistory() {
        long room = account();
        boolean much = queue.historyBytes() > MUCH_HISTORY; // else it is another base that has all the room
        if (room < 0 && much && answeredNanos - queue.oldestAckedNanos() < USEFUL_NANOS) {
            room = writer.rememberLittle();
        }
        long most = Math.max(OWN_HISTORY, queue.historyBytes() + Math.min(room, 0));
        queue.forget(most, answeredNanos - HISTORY_NANOS);
        account();
    }

    private long account() {
        long more = queue.historyBytes() - accounted;
        accounted += more;
        return writer.remembered(more);
    }

    private long pauseAfter(@Nullable Batch batch, Throwable failure) {
        writer.failed(base, batch, failure);
        away = StepFaults.isAway(failure);
        return away ? pause.nextNanos() : pause.longNanos(ERROR_PAUSE_NANOS);
    }

    /** What is under way may be written or not. The position in Redis will say. */
    private void interrupted(long pauseNanos) {
        generation++;
        queue.rewind();
        verifying = false;
        if (pauseNanos == 0) {
            claim();
            return;
        }
        state = State.PAUSED;
        int now = generation;
        writer.later(pauseNanos, () -> {
            if (state == State.PAUSED && now == generation) {
                claim();
            }
        });
    }

    private void claim() {
        state = State.CLAIMING;
        int asked = ++generation;
        if (!everOpen && !writer.isFresh()) {
            writer.later(FRESH_PAUSE_NANOS, () -> {
                if (asked == generation) {
                    claim();
                }
            });
            return;
        }
        writer.when(writer.script().claim(base, writer.epoch()), (reply, failure) -> claimed(asked, reply, failure));
    }

    private void claimed(int asked, StepScript.@Nullable Reply reply, @Nullable Throwable failure) {
        if (asked != generation) {
            return;
        }
        if (reply == null) {
            interrupted(failure == null ? ERROR_PAUSE_NANOS : pauseAfter(null, failure));
            return;
        }
        away = false;
        proved = true;
        if (!reply.done()) {
            generation++;
            state = State.LOST;
            writer.ownershipLost(base, epochOf(reply.position()));
        } else {
            state = State.OPEN;
            resume(reply.position());
            quietSince = System.nanoTime();
            claimed.complete(tip);
            send(true);
        }
    }

    private static long epochOf(@Nullable String stored) {
        int bar = stored == null ? -1 : stored.indexOf('|');
        if (stored == null || bar < 1 || bar > MAX_DIGITS) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(stored, 0, bar, 10));
        } catch (NumberFormatException e) {
            return 0; // any program may write there
        }
    }

    /** Goes on after the position that stands there, {@code epoch|position}, or did before the claim. */
    private void resume(@Nullable String stored) {
        String stands = stored == null ? "" : stored.substring(stored.indexOf('|') + 1);
        String position = AmidRewrite.unmarked(stands);
        if (!everOpen) {
            everOpen = true;
            claimedMillis = writer.millis();
            queue.begin(position);
        } else if (queue.knows(position) && (stored != null || !everWritten)) {
            resumeAfter(position, stored == null);
        } else if (position.isEmpty()) {
            queue.forgetAll(); // emptied, and not set back: what was written has been there for whoever reads it
            queue.begin("");
            writeAnew();
        } else if (writer.isKept(position)) {
            generation++;
            state = State.LOST;
            writer.setBack(base);
        } else {
            resumeBlindly(position, stored != null && stored.startsWith(full("")));
        }
        marks = isWrittenAnew() || queue.awaitsRenewal();
        tip = stands;
    }

    private void resumeAfter(String position, boolean missing) {
        boolean inHistory = true;
        for (Batch written = queue.writtenUpTo(position); written != null; written = queue.writtenUpTo(position)) {
            confirm(written, null);
            inHistory = false;
        }
        if (inHistory) {
            writer.unconfirmed(queue.resendAfter(position));
        }
        if (missing || (position.isEmpty() && everWritten)) {
            writeAnew();
        }
    }

    /**
     * Nothing that is remembered ends there. With our own epoch it is a position of our own, from before all that is remembered: a
     * Redis that was set back. All of that is sent again then, and what lies between is written down as a gap.
     */
    private void resumeBlindly(String position, boolean own) {
        writer.positionUnknown(base);
        if (own) {
            writer.unconfirmed(queue.resendAfter(position));
        } else {
            queue.forgetAll();
        }
        queue.begin(position);
        Batch oldest = queue.oldest();
        long now = writer.millis();
        long to = oldest == null ? now : Math.min(now, oldest.firstMillis());
        for (Base each : writer.streamsOf(base)) {
            Batch gap = writer.newBatch(each);
            writer.unconfirmed(gap.add(new Logged.Gap(each, claimedMillis, to, now)));
            gap.to = unmarked(position) + "~" + writer.mark();
            queue.addFirst(gap);
        }
        writeAnew();
    }

    /** To be called every now and then: forgets, and looks whether a quiet base is still there. */
    void tick(long now) {
        trimHistory();
        boolean quiet = state == State.OPEN && queue.unconfirmed() == 0 && now - quietSince >= VERIFY_NANOS;
        if (!quiet || verifying) {
            return;
        }
        verify();
    }

    private void verify() {
        verifying = true;
        int asked = generation;
        String expected = tip;
        writer.when(writer.script().verify(base, full(expected)), (reply, failure) -> {
            if (asked == generation) {
                verified(expected, reply, failure);
            }
        });
    }

    private void verified(String expected, StepScript.@Nullable Reply reply, @Nullable Throwable failure) {
        verifying = false;
        quietSince = System.nanoTime();
        if (reply != null && reply.done()) {
            answeredNanos = quietSince;
            proved = true;
        }
        if (failure != null && queue.underWay() == 0) {
            interrupted(pauseAfter(null, failure));
        } else if (reply != null && !reply.done() && expected.equals(tip)) {
            interrupted(0);
        }
    }

    /** Arrival of the oldest change that Redis has not confirmed, milliseconds since the epoch. */
    long oldestMillis(long otherwise) {
        Batch oldest = queue.oldest();
        if (oldest == null) {
            oldest = forming;
        }
        return oldest == null ? otherwise : Math.min(otherwise, oldest.firstMillis());
    }

    /** Ends; replies that come later say nothing any more. */
    void close() {
        generation++;
        state = State.LOST;
        queue.clear();
        forming = null;
        account();
    }
}
