package dev.switchbook.recorder.sink;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.ChangeLog;
import dev.switchbook.recorder.buffer.ChunkStore;
import dev.switchbook.recorder.buffer.Logged;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.ChangeSink;
import dev.switchbook.recorder.change.Position;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the changes of one node to Redis, in order and each once, whatever happens to Redis and the links to it. Nothing counts as
 * written before Redis said so.
 *
 * <p>All of it belongs to the node's event loop: every method is to be called there, and the listener is told there, never inside a
 * call of these methods.
 */
public final class NodeWriter implements ChangeSink, AutoCloseable {
    private static final long SMALL_BATCH_MICROS = 1_000;
    private static final long TICK_MILLIS = 500;

    /** What the writer cannot mend by itself. */
    public interface Listener {
        /**
         * The base was claimed with a greater epoch, by another recorder or by an owner that {@code cti_recorder} does not remember:
         * nothing more is written there.
         *
         * @param epoch that one; 0 when what stands there is no number
         */
        void ownershipLost(Base base, long epoch);

        /**
         * Redis stands at a position that this writer does not remember. It goes on, with a gap entry, and {@link #rewrite} follows;
         * the state may be due for a snapshot.
         */
        void positionUnknown(Base base);

        /** Whether what comes behind that position (as {@code Position} spells it) can be had again. */
        default boolean isKept(String position) {
            return false;
        }

        /** Redis was set back to a position that {@link #isKept}: nothing more is written to the base by this writer. */
        default void setBack(Base base) {}

        /** Whether this process knows that it still owns the node; asked before a base is claimed for the first time. */
        default boolean isFresh() {
            return true;
        }

        /** There is room again ({@link #hasRoom}). Told on the loop, not inside a call of these methods. */
        default void room() {}

        /** The state is to accept its records of the base anew: those, or all when {@code keys} is null. */
        void rewrite(Base base, @Nullable Set<String> keys);
    }

    /**
     * What a writer is made of.
     *
     * @param node without {@code |}
     * @param loop the node's event loop
     */
    public record Setup(
            String node, EventExecutor loop, Redis redis, BufferBudget budget, ChunkStore store, SinkMeters meters) {}

    private final Listener listener;
    private final EventExecutor loop;
    private final Redis redis;
    private final ChangeLog log;
    private final ChainContext context;
    private final Map<Base, BaseChain> chains = new LinkedHashMap<>();
    private final ArrayDeque<BaseChain> toSend = new ArrayDeque<>();
    private final Runnable notListening;
    private final Future<?> ticking;
    private final Overflow overflow = new Overflow();
    private boolean smallBatchTimer;
    private boolean pumping;
    private boolean takes = true;

    /** Whether Redis had confirmed all when this was closed. */
    private boolean endedWhole;

    private @Nullable CompletableFuture<Boolean> drained;
    private @Nullable Patience patience;

    /** Those whose records were accepted anew, perhaps into the log. */
    private final List<BaseChain> acceptedAnew = new ArrayList<>();

    /** How often records of which changes were dropped are still to be asked for. */
    private int rewritesDue;

    /** Takes changes at once; sends nothing before {@link #open}. */
    public NodeWriter(Setup setup, Listener listener) {
        this(setup, listener, StepScript.source());
    }

    NodeWriter(Setup setup, Listener listener, String script) {
        this.listener = listener;
        this.loop = setup.loop();
        this.redis = setup.redis();
        this.context =
                new ChainContext(setup, listener, script, base -> streams(base::equals), this::writeAnew, this::goOn);
        this.log = new ChangeLog(context::hop, setup.budget(), setup.store(), this::pump);
        this.notListening = setup.redis().onStateChange(up -> {
            if (up) {
                context.hop(this::hurry);
            }
        });
        this.ticking = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Takes the change; one that no buffer has room for is dropped, counted, and made good when there is room. */
    @Override
    public void accept(Change change) {
        if (!takes) {
            return;
        }
        long now = System.currentTimeMillis();
        if (context.isOpen() && log.isEmpty() && overflow.isEmpty()) {
            BaseChain chain = chain(change.base());
            boolean room = context.hasRoom() && chain.canTake();
            if (room || chain.endsAmid(change)) {
                give(chain, new Logged.Kept(change, now)); // as long as Redis keeps up nothing is written to the log
                return;
            }
        }
        if (!log.append(change, now)) {
            overflow.add(change.base(), change.key(), now);
            context.dropped(1);
        }
    }

    /** Sends what there is, as far as it is time. To be called after each read of the node's socket. */
    public void flush() {
        pump();
    }

    /** This recorder owns the node from now on. Each base is claimed before its first step; {@code epoch} is greater than before. */
    public void open(long epoch) {
        context.open(epoch);
        chains.values().forEach(BaseChain::start);
        for (Base base : log.bases()) {
            var unused = chain(base);
        }
        pump();
    }

    /**
     * Claims the base, keeps an eye on it and has gaps written there, also while nothing changes.
     *
     * @return completes on the loop when Redis has confirmed the claim, with the position that stood there (empty for none): whoever
     *     owned the node before writes nothing there any more. Never fails; never completes when there is no {@link #open}, Redis
     *     stays away or another recorder claims the base
     */
    public CompletionStage<String> use(Base base) {
        return chain(base).claimConfirmed();
    }

    /** Has gaps written to the stream of this base, too, when there are any of another base of the same hash. */
    public void know(Base base) {
        log.use(base);
    }

    /** Where something was written, or was to be. */
    public Set<Base> bases() {
        return Set.copyOf(chains.keySet());
    }

    /** Whether Redis keeps up: as long as it does not, who can keep events should not make changes of them. */
    public boolean hasRoom() {
        if (!log.isEmpty() || !overflow.isEmpty() || !context.hasRoom()) {
            return false;
        }
        for (BaseChain chain : chains.values()) {
            if (!chain.canTake()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells the position of the oldest change of each base that Redis has not confirmed.
     *
     * @return false when there may be others before them
     */
    public boolean tellUnconfirmed(Consumer<Position> each) {
        if (context.isClosed()) {
            return endedWhole;
        }
        boolean all = overflow.isEmpty();
        for (BaseChain chain : chains.values()) {
            all &= chain.tellUnconfirmed(each);
        }
        if (!log.isEmpty()) {
            Logged oldest = log.peek();
            if (oldest instanceof Logged.Kept kept) {
                each.accept(kept.change().at());
            } else {
                all = false;
            }
        }
        return all;
    }

    /** Writes down, behind what was accepted before, that nobody saw the events of that time (milliseconds since the epoch). */
    public void gap(long fromMillis, long toMillis) {
        long now = System.currentTimeMillis();
        streams(base -> true).forEach(base -> append(new Logged.Gap(base, fromMillis, toMillis, now)));
        pump();
    }

    /** What happened before this time (milliseconds since the epoch) is in Redis, as far as it came here. */
    public long asOfMillis() {
        long oldest = overflow.oldestMillis(log.oldestMillis(System.currentTimeMillis()));
        for (BaseChain chain : chains.values()) {
            oldest = chain.oldestMillis(oldest);
        }
        return oldest;
    }

    /** Whether Redis has confirmed all that was accepted. */
    public boolean idle() {
        return context.unconfirmed() == 0 && log.isEmpty() && overflow.isEmpty();
    }

    /** Whether whoever owned the node before was about to write all records of the base anew when it stood there. */
    public static boolean isAmidRewrite(String position) {
        return AmidRewrite.isMarked(position);
    }

    /** What is known, and nothing else, was made sure of and accepted: also where the owner before had not written all anew. */
    public void allThere() {
        chains.values().forEach(BaseChain::allThere);
    }

    /** Whether Redis has lost records that it does not have again yet, as far as this writer knows. */
    public boolean isWritingAnew() {
        if (rewritesDue > 0) {
            return true;
        }
        for (BaseChain chain : chains.values()) {
            if (chain.isWrittenAnew()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes no more, writes what there is, and what Redis turns out to have lost, for so long at most, and closes.
     *
     * @return completes on the loop: whether all was written
     */
    public CompletionStage<Boolean> release(Duration atMost) {
        takes = false;
        if (context.isClosed()) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> all =
                drained == null ? new CompletableFuture<>() : drained; // asked twice: told twice
        if (drained == null) {
            chains.values().forEach(BaseChain::prove); // Redis may have lost something, and nobody knows yet
        }
        drained = all;
        context.later(atMost.toNanos(), this::close);
        pump();
        closeIfDrained();
        return all;
    }

    /**
     * As {@link #release(Duration)}, and closes sooner when Redis, though it can be reached, confirms nothing for as long as
     * {@code patience}.
     */
    public CompletionStage<Boolean> release(Duration patience, Duration atMost) {
        this.patience = new Patience(patience);
        return release(atMost);
    }

    /** Ends at once; what waits is forgotten. */
    @Override
    public void close() {
        if (context.isClosed()) {
            return;
        }
        boolean all = idle() && !isWritingAnew() && chains.values().stream().noneMatch(BaseChain::isLost);
        endedWhole = all;
        takes = false;
        context.close();
        notListening.run();
        ticking.cancel(false);
        chains.values().forEach(BaseChain::close);
        log.close();
        if (drained != null) {
            drained.complete(all);
        }
    }

    private void pump() {
        if (!context.isOpen() || pumping) {
            return;
        }
        pumping = true;
        try {
            while ((context.hasRoom() || goesOn()) && take()) {}
            seeToAnew();
            sendAll(false);
        } finally {
            pumping = false;
        }
        if (log.isEmpty() && !overflow.isEmpty()) {
            makeGood();
        }
    }

    /** What was accepted anew is with the chains as soon as the log is empty. */
    private void seeToAnew() {
        if (log.isEmpty() && overflow.isEmpty() && rewritesDue == 0) {
            acceptedAnew.forEach(BaseChain::acceptedAnew);
            acceptedAnew.clear();
        }
    }

    private void writeAnew(Base base) {
        rewrite(base, null);
        acceptedAnew.add(chain(base));
    }

    /** Also of a writer that takes nothing more: whoever owns the node next is to find what there was. */
    private void rewrite(Base base, @Nullable Set<String> keys) {
        boolean took = takes;
        takes = true;
        try {
            listener.rewrite(base, keys);
        } finally {
            takes = took;
        }
    }

    /** Whether the next change is one more of an event that has been taken in part. */
    private boolean goesOn() {
        return log.peek() instanceof Logged.Kept kept
                && chain(kept.change().base()).endsAmid(kept.change());
    }

    /** Moves one from the log to its chain; false when there is none, not yet, or no room in that chain. */
    private boolean take() {
        Logged oldest = log.peek();
        if (oldest == null) {
            return false;
        }
        if (oldest instanceof Logged.Lost lost) {
            log.poll();
            context.dropped(lost.count());
            log.bases().forEach(base -> overflow.addAll(base, lost.arrivalMillis()));
            return true;
        }
        BaseChain chain =
                chain(oldest instanceof Logged.Kept kept ? kept.change().base() : ((Logged.Gap) oldest).base());
        boolean amid = oldest instanceof Logged.Kept kept && chain.endsAmid(kept.change());
        if (!chain.canTake() && !amid) {
            return false;
        }
        log.poll();
        give(chain, oldest);
        return true;
    }

    private void give(BaseChain chain, Logged next) {
        chain.add(next);
        if (!chain.listed) {
            chain.listed = true;
            toSend.add(chain);
        }
    }

    private BaseChain chain(Base base) {
        log.use(base); // of a known one, too: of one hash, but perhaps with a stream of another domain
        BaseChain known = chains.get(base);
        if (known != null) {
            return known;
        }
        BaseChain chain = new BaseChain(base, context);
        chains.put(base, chain);
        if (context.isOpen()) {
            chain.start();
        }
        return chain;
    }

    private void sendAll(boolean mustGo) {
        for (int i = toSend.size(); i > 0; i--) {
            BaseChain chain = toSend.removeFirst();
            chain.send(mustGo);
            chain.listed = chain.holdsBack();
            if (chain.listed) {
                toSend.addLast(chain);
            }
        }
        if (!toSend.isEmpty() && !smallBatchTimer) {
            smallBatchTimer = true;
            var unused = loop.schedule(this::sendSmall, SMALL_BATCH_MICROS, TimeUnit.MICROSECONDS);
        }
    }

    private void sendSmall() {
        smallBatchTimer = false;
        if (!context.isClosed()) {
            sendAll(true);
        }
    }

    /** The log is empty: what it had no room for is told, and asked for again. */
    private void makeGood() {
        long now = System.currentTimeMillis();
        Map<Base, Overflow.Touched> missing = overflow.take();
        Map<String, Logged.Gap> gaps = new LinkedHashMap<>();
        for (Base base : log.bases()) {
            Overflow.Touched touched = missing.get(base);
            if (touched != null && base.stream() != null) {
                gaps.merge(
                        base.stream(),
                        new Logged.Gap(base, touched.fromMillis, now, now),
                        (one, other) -> one.fromMillis() <= other.fromMillis() ? one : other);
            }
        }
        gaps.values().forEach(this::append);
        missing.forEach((base, touched) -> {
            Set<String> keys = touched.keys;
            if (keys == null || !keys.isEmpty()) {
                rewritesDue++;
                context.tell(() -> {
                    rewritesDue--;
                    rewrite(base, keys);
                });
            }
        });
        if (!log.isEmpty()) {
            context.hop(this::pump);
        }
    }

    private void append(Logged.Gap gap) {
        if (!log.append(gap)) {
            overflow.addGap(gap.base(), gap.fromMillis());
        }
    }

    /** One for each stream: those of one hash may have streams of several domains. */
    private List<Base> streams(Predicate<Base> of) {
        Set<String> known = new HashSet<>();
        return log.bases().stream()
                .filter(base -> base.stream() != null && of.test(base) && known.add(base.stream()))
                .toList();
    }

    private void hurry() {
        if (!context.isClosed()) {
            chains.values().forEach(BaseChain::hurry);
        }
    }

    /** An exception would end the ticks. */
    private void tick() {
        try {
            long now = System.nanoTime();
            chains.values().forEach(chain -> chain.tick(now));
            pump();
            if (patience != null && drained != null && patience.isOver(now)) {
                close();
            }
        } catch (RuntimeException e) {
            context.fault(e);
        }
    }

    /** Counts the time in which Redis, though it can be reached, has confirmed nothing. */
    private final class Patience {
        private final long nanos;
        private long confirmed = context.batches();
        private long since = System.nanoTime();

        Patience(Duration most) {
            this.nanos = most.toNanos();
        }

        boolean isOver(long now) {
            boolean away = !redis.isUp() || chains.values().stream().anyMatch(BaseChain::isAway);
            if (away || confirmed != context.batches()) {
                confirmed = context.batches();
                since = now;
            }
            return now - since >= nanos;
        }
    }

    private void goOn() {
        pump();
        closeIfDrained();
        if (!context.isClosed() && hasRoom()) {
            listener.room();
        }
    }

    private void closeIfDrained() {
        if (drained != null
                && idle()
                && !isWritingAnew()
                && chains.values().stream().allMatch(BaseChain::isProved)) {
            close();
        }
    }
}
