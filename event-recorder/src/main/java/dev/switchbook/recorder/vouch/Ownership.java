package dev.switchbook.recorder.vouch;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.common.redis.RedisAwayException;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One node's entry in {@code cti_recorder}: looks at it every 500 ms, claims it when its owner is silent for 2 s, has let go or is
 * nobody, and as its owner writes a beat every 500 ms. Every write replaces the value that was written or seen last, so that of
 * two that claim one wins, and who slept learns it by a refusal. While Redis is away an owner stays the owner: nobody else can claim
 * meanwhile, and if Redis is away for this process alone, what it writes under its old epoch is refused later. Who lets go may
 * name an heir, whose the node is at once.
 */
public final class Ownership {
    static final Duration EVERY = Duration.ofMillis(500);

    /** How long a caller waits for Redis to be told that this process lets go. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Less than {@link Vacancy#SILENT}: nobody claims before. */
    static final Duration FRESH = Duration.ofMillis(1800);

    private static final Logger log = LoggerFactory.getLogger(Ownership.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);

    private final OwnerTable table;
    private final String me;
    private final OwnedNode node;
    private final EventExecutor executor;
    private final LongSupplier nanoClock;
    private final Vacancy vacancy;
    private final List<CompletableFuture<@Nullable Void>> askers = new ArrayList<>();

    private final AtomicLong higher = new AtomicLong();
    private final AtomicBoolean told = new AtomicBoolean();

    private volatile boolean owner;
    private volatile long confirmedAt;
    private volatile NodeView known = NodeView.UNKNOWN;
    private boolean busy;
    private boolean ended;
    private boolean lookAgain;
    private Wish wish = Wish.KEEP;

    /** What was said of the node when it was to be let go of. */
    private @Nullable NodeView lastWords;

    private String heir = "";
    private long epoch;
    private long beat;
    private byte[] last = OwnerTable.NONE;

    /** What was to be written when this process let go, while it is unknown whether Redis has it. */
    private byte @Nullable [] unsaid;

    /** What another one was last seen to say; where that is gone, because Redis was emptied, nobody else may know it any more. */
    private @Nullable Entry former;

    private @Nullable Claim claim;
    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable ScheduledFuture<?> sooner;
    private Runnable onEnd = () -> {};

    /** What the holder of this object asked for, in rising order of finality. */
    private enum Wish {
        KEEP,
        RENEW,
        RELEASE,
        CLOSE,
        FORGET
    }

    /** A claim that was sent; when its answer was lost it may yet be the one that stands there. */
    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Claim(
            byte[] value,
            NodeView view,
            long epoch,
            @Nullable Previous previous,
            long askedNanos) {}

    Ownership(OwnerTable table, String me, OwnedNode node, EventExecutor executor, LongSupplier nanoClock) {
        this.table = table;
        this.me = me;
        this.node = node;
        this.executor = executor;
        this.nanoClock = nanoClock;
        this.vacancy = new Vacancy(me, table::sinceAway);
    }

    /** Begins to look after the node; {@code whenOver} runs once, when that is over. */
    void start(Duration every, Runnable whenOver) {
        onEnd = whenOver;
        ticks = executor.scheduleWithFixedDelay(this::tick, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether this process owns the node, by what it knows. Any thread. */
    public boolean isOwner() {
        return owner;
    }

    /**
     * Whether this process owns the node and nobody can have found it silent: Redis has confirmed a claim or a beat that was
     * asked for in the last 1.8 s. False after the process was stopped, until Redis has been asked again. Any thread.
     */
    public boolean isFresh() {
        return owner && nanoClock.getAsLong() - confirmedAt < FRESH.toNanos();
    }

    /** What {@code cti_recorder} says of the node, as this process last wrote or read it. Any thread. */
    NodeView known() {
        return known;
    }

    /** As {@link #release(String)} to whoever comes first. */
    public CompletionStage<@Nullable Void> release() {
        return release(null);
    }

    /**
     * Lets go of the node, if it is this process', and goes on looking after it: if nobody takes it for a second and the delay of
     * its own, it takes it again. On the thread that may ask for the node's view, which is what the next owner is told at least.
     *
     * @param to the recorder whose it is at once, others leaving it alone for a second; null for whoever comes first
     * @return completes, and never fails, when Redis knows or after a second
     */
    public CompletionStage<@Nullable Void> release(@Nullable String to) {
        return ask(Wish.RELEASE, to);
    }

    /**
     * As {@link #release}, after it has turned out that somebody owned the node under that epoch: the next claim, whoever makes it, is
     * above it. {@code cti_recorder} does not know it when its entry was removed.
     */
    public CompletionStage<@Nullable Void> releaseTo(long epoch) {
        higher.accumulateAndGet(epoch, Math::max);
        return release();
    }

    /** As {@link #close(String)}, to whoever comes first. */
    public CompletionStage<@Nullable Void> close() {
        return close(null);
    }

    /** As {@link #release(String)}, and stops looking after it. */
    public CompletionStage<@Nullable Void> close(@Nullable String to) {
        return ask(Wish.CLOSE, to);
    }

    /** As {@link #close}, and removes the entry if this process owns it: the node is gone and its state let go. */
    public CompletionStage<@Nullable Void> forget() {
        return ask(Wish.FORGET, null);
    }

    /**
     * As its owner gives this ownership up for a new one, above every epoch known, without letting go of the node: it is told
     * {@code lost}, then, unless another one has claimed the node meanwhile, {@code claimed}. Nothing to a process that does not own
     * it, or is letting go. Any thread.
     */
    public void renew() {
        renewAbove(0);
    }

    /** As {@link #renew}, after it has turned out that somebody owned the node under that epoch. */
    public void renewAbove(long epoch) {
        higher.accumulateAndGet(epoch, Math::max);
        if (!later(this::renewAsked)) {
            log.debug("{}: nothing to renew", node.name());
        }
    }

    /** Somebody has let go of the node: a look before its turn. Any thread. */
    void lookSoon() {
        if (told.compareAndSet(false, true) && !later(this::lookNow)) {
            log.debug("{}: nothing to look for", node.name());
        }
    }

    private CompletionStage<@Nullable Void> ask(Wish asked, @Nullable String to) {
        NodeView last = node.view().get(); // the asker may forget it before this can be done
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        if (!later(() -> asked(asked, to, last, done))) {
            done.complete(null);
        }
        return done.copy().completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean later(Runnable step) {
        try {
            executor.execute(step);
            return true;
        } catch (RejectedExecutionException e) {
            log.debug("{}: its executor has ended before it", node.name(), e);
            return false;
        }
    }

    private void asked(Wish asked, @Nullable String to, NodeView last, CompletableFuture<@Nullable Void> done) {
        if (ended) {
            done.complete(null);
            return;
        }
        askers.add(done);
        lastWords = lastWords == null ? last : last.orBefore(lastWords);
        wish = asked.compareTo(wish) > 0 ? asked : wish;
        heir = to == null || to.equals(me) ? heir : to;
        vacancy.owned(higher.get());
        guarded(this::carryOut);
    }

    private void renewAsked() {
        vacancy.owned(higher.get());
        if (owner && wish == Wish.KEEP) {
            wish = Wish.RENEW;
            guarded(this::carryOut);
        }
    }

    private void lookNow() {
        told.set(false);
        lookAgain = busy; // the look under way may have come before what was told, or before the node was free
        if (!busy && !owner && !ended) {
            guarded(this::look);
        }
    }

    void tick() {
        if (!busy && !ended) {
            guarded(owner ? this::writeBeat : this::look);
        }
    }

    private void look() {
        long asked = nanoClock.getAsLong();
        run(table.read(node.name()), value -> looked(value, asked));
    }

    private void looked(byte[] value, long asked) {
        Claim sent = claim;
        if (sent != null && Arrays.equals(sent.value(), value)) {
            won(sent);
            return;
        }
        claim = null;
        Entry entry = seen(value, asked);
        byte[] release = unsaid;
        if (release != null && isMine(value)) {
            vacancy.letGo(nanoClock.getAsLong());
            letGo(release, false); // Redis was away when this process let go
            return;
        }
        unsaid = null;
        if (wish == Wish.KEEP && vacancy.isFreeFor(node.claimDelayMillis().getAsLong(), asked)) {
            claim(value, entry);
        } else {
            lookWhenFree();
        }
    }

    /** Where the node could be claimed before the next turn: each moment of it is one without an owner. */
    private void lookWhenFree() {
        long delay = node.claimDelayMillis().getAsLong();
        long in = vacancy.freeInNanos(delay, nanoClock.getAsLong());
        boolean waits = sooner != null && !sooner.isDone();
        if (ticks != null && wish == Wish.KEEP && delay >= 0 && !waits && in < EVERY.toNanos()) {
            sooner = executor.schedule(this::lookNow, Math.max(in, 0), TimeUnit.NANOSECONDS);
        }
    }

    private @Nullable Entry seen(byte[] value, long asked) {
        Entry entry = Entry.parse(value);
        vacancy.seen(value, entry, asked, nanoClock.getAsLong());
        known = entry == null ? NodeView.UNKNOWN : entry.view();
        former = entry == null || entry.owner().equals(me) ? former : entry;
        if (entry != null && !owner && vacancy.isHeard()) {
            guarded(() -> node.listener().seen(entry.view()));
        }
        return entry;
    }

    private void claim(byte[] seen, @Nullable Entry entry) {
        if (entry == null && seen.length > 0) {
            throttled.warn(node.name(), "{}: no recorder wrote what cti_recorder has of it: replaced", node.name());
        }
        send(claimOver(entry), seen, this::seen);
    }

    private Claim claimOver(@Nullable Entry entry) {
        long next = vacancy.nextEpoch();
        NodeView view = node.view().get();
        Entry before = entry == null ? former : entry;
        if (before != null) {
            view = view.orBefore(before.view());
        }
        byte[] value = new Entry(view, me, next, 1, false, "").toBytes();
        return new Claim(
                value,
                view,
                next,
                entry != null
                        ? entry.asPrevious()
                        : before == null ? null : before.asPrevious().doubted(),
                nanoClock.getAsLong());
    }

    private void send(Claim sent, byte[] expected, ObjLongConsumer<byte[]> refused) {
        claim = sent;
        run(table.replace(node.name(), expected, sent.value()), actual -> {
            if (actual == null) {
                won(sent);
            } else {
                claim = null;
                refused.accept(actual, sent.askedNanos());
            }
        });
    }

    private void won(Claim won) {
        claim = null;
        former = null; // from now on this process knows better
        confirmedAt = won.askedNanos();
        last = won.value();
        known = won.view();
        epoch = won.epoch();
        beat = 1;
        vacancy.taken(epoch);
        owner = true;
        log.info("{}: owned by this process, epoch {}", node.name(), epoch);
        guarded(() -> node.listener().claimed(won.epoch(), won.previous()));
    }

    private void writeBeat() {
        beat++;
        NodeView view = node.view().get();
        byte[] next = new Entry(view, me, epoch, beat, false, "").toBytes();
        long asked = nanoClock.getAsLong();
        run(table.replace(node.name(), last, next), actual -> {
            if (actual == null) {
                last = next;
                known = view;
                confirmedAt = asked;
                return;
            }
            if (!isMine(actual)) {
                lose("another one has it");
                seen(actual, asked);
            }
            executor.execute(this::tick); // writes again upon what stands there
        });
    }

    /**
     * Whether that is what this process wrote in this ownership, or nothing: the answer to a beat was lost, or a fail-over of Redis lost the beat
     * itself. Then it is what the next write replaces.
     */
    private boolean isMine(byte[] actual) {
        if (actual.length == 0) {
            // Redis was emptied. What this process knows of the node is all that is left: it stays the owner, and
            // others wait.
            last = OwnerTable.NONE;
            return true;
        }
        Entry entry = Entry.parse(actual);
        boolean mine = entry != null && entry.owner().equals(me) && entry.epoch() == epoch && !entry.released();
        if (mine) {
            last = actual;
        }
        return mine;
    }

    private void lose(String why) {
        owner = false;
        log.info("{}: owned by this process no more, epoch {}: {}", node.name(), epoch, why);
        guarded(node.listener()::lost);
    }

    /** Does what was wished for, as soon as no command is under way. */
    private void carryOut() {
        if (wish == Wish.KEEP || busy || ended) {
            return;
        }
        if (wish == Wish.RENEW) {
            wish = Wish.KEEP;
            if (owner) {
                lose("it begins anew");
                renewFrom(true);
            }
            return;
        }
        if (!owner) {
            carriedOut();
            return;
        }
        NodeView before = node.view().get();
        lose("it lets go");
        vacancy.letGo(nanoClock.getAsLong());
        letGo(wish == Wish.FORGET ? OwnerTable.NONE : released(before), true);
    }

    /** Who has lost the node may say that it knows nothing of it; the next one goes on where this one has stopped. */
    private byte[] released(NodeView before) {
        NodeView view = node.view().get().orBefore(before);
        if (lastWords != null) {
            view = view.orBefore(lastWords);
        }
        return new Entry(view, "", vacancy.highestEpoch(), beat + 1, true, heir).toBytes();
    }

    /** What fails here is made good by the next looks: to them what this process wrote before is free. */
    private void renewFrom(boolean again) {
        send(claimOver(Entry.parse(last)), last, (actual, asked) -> {
            if (again && isMine(actual)) {
                renewFrom(false);
            } else {
                seen(actual, asked);
            }
        });
    }

    private void letGo(byte[] next, boolean again) {
        unsaid = next;
        run(table.replaceAndTell(node.name(), last, next), actual -> {
            unsaid = null;
            if (actual != null && again && isMine(actual)) {
                letGo(next, false);
            }
        });
    }

    private void carriedOut() {
        if (wish != Wish.RELEASE) {
            ended = true;
            if (ticks != null) {
                ticks.cancel(false);
            }
            if (sooner != null) {
                sooner.cancel(false);
            }
            onEnd.run();
        }
        wish = Wish.KEEP;
        heir = "";
        lastWords = null;
        askers.forEach(done -> done.complete(null));
        askers.clear();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // every outcome is handled in it
    private <T extends @Nullable Object> void run(CompletionStage<T> command, Consumer<T> then) {
        busy = true;
        command.whenCompleteAsync((value, fault) -> answered(value, fault, then), executor);
    }

    private <T extends @Nullable Object> void answered(T value, @Nullable Throwable fault, Consumer<T> then) {
        busy = false;
        if (fault == null) {
            guarded(() -> then.accept(value));
        } else {
            vacancy.blind(nanoClock.getAsLong());
            boolean away = fault instanceof RedisAwayException || fault.getCause() instanceof RedisAwayException;
            // that Redis is away its link says itself
            throttled.log(
                    away ? Level.DEBUG : Level.WARN,
                    node.name(),
                    "{}: cti_recorder cannot be asked: {}",
                    node.name(),
                    fault.toString());
        }
        guarded(this::carryOut);
        if (lookAgain && !busy) {
            lookNow();
        }
    }

    /** A fault of what is called from here must neither end the ticks nor go unseen. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("{}: a fault in what follows on its ownership", node.name(), e);
        }
    }
}
