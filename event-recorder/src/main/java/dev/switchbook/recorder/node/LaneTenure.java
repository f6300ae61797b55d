package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.link.RegistrationsAnswer;
import dev.switchbook.recorder.vouch.NodeState;
import dev.switchbook.recorder.vouch.NodeView;
import dev.switchbook.recorder.vouch.OwnedNode;
import dev.switchbook.recorder.vouch.Ownership;
import dev.switchbook.recorder.vouch.Previous;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tenure of a lane: claimed, read, and then given what has waited for it. What comes while there is none waits, so that FreeSWITCH
 * does not have to. On the lane's event loop.
 */
final class LaneTenure implements OwnedNode.Listener, Tenure.Owner {
    private static final Logger log = LoggerFactory.getLogger(LaneTenure.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);

    /** Told when a tenure has read what Redis has. */
    interface Loaded {
        /** The state that was read is of the FreeSWITCH {@code formerCore}; empty when that is unknown. */
        void loaded(Tenure tenure, String formerCore);
    }

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final Loaded whenLoaded;
    private final LaneQueue<Tenure> waiting = new LaneQueue<>();
    private @Nullable Ownership ownership;
    private @Nullable Tenure tenure;
    private boolean ready;
    private boolean closed;
    private String formerCore = "";
    private long asOfMillis;

    LaneTenure(NodeSetup setup, NodeMeters meters, Loaded whenLoaded) {
        this.setup = setup;
        this.meters = meters;
        this.whenLoaded = whenLoaded;
    }

    /** Begins to be owned when nobody has owned it for so long. */
    void start(LongSupplier delayMillis) {
        OwnedNode owned = new OwnedNode(setup.name(), this::view, delayMillis, this);
        ownership = setup.shared().owners().start(owned, setup.loop());
    }

    /** Whether this process owns the lane, read or not. */
    boolean isOwned() {
        return tenure != null;
    }

    /** The tenure that takes events at once; null while they must {@link #queue}. */
    @Nullable Tenure ready() {
        return ready ? tenure : null;
    }

    /** To be done once there is one. */
    void queue(Consumer<Tenure> step) {
        if (!closed && !waiting.add(step, System.currentTimeMillis())) {
            throttled.warn(
                    setup.name(), "{}: cannot be owned, and too many events wait: they are dropped", setup.name());
        }
    }

    @Override
    public void claimed(long epoch, @Nullable Previous previous) {
        asOfMillis = previous == null ? 0 : previous.asOfMillis();
        formerCore = previous == null ? "" : previous.coreUuid();
        Tenure begun = new Tenure(setup, meters, this, asOfMillis);
        tenure = begun;
        begun.open(epoch);
        load(begun);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // both outcomes are handled in it
    private void load(Tenure into) {
        Loader.load(setup, into)
                .whenComplete((records, fault) -> setup.loop().execute(() -> {
                    if (tenure != into || closed) {
                        return;
                    }
                    if (fault != null) {
                        log.warn("{}: what Redis has of it cannot be read yet: {}", setup.name(), fault.toString());
                        renew(into);
                        return;
                    }
                    log.info("{}: owned, {} records of it in Redis", setup.name(), records);
                    begin(into);
                }));
    }

    private void begin(Tenure loaded) {
        whenLoaded.loaded(loaded, formerCore);
        long lostSince = waiting.lostSinceMillis();
        if (lostSince > 0) {
            loaded.gap(lostSince, System.currentTimeMillis());
        }
        ready = true;
        waiting.drain(loaded);
        loaded.flush();
    }

    private void renew(Tenure failed) {
        Runnable again = () -> {
            if (tenure == failed && !closed) {
                refused(0);
            }
        };
        var unused = setup.loop().schedule(again, LOAD_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void lost() {
        ready = false;
        if (tenure != null) {
            tenure.close();
            tenure = null;
        }
    }

    @Override
    public void refused(long epoch) {
        if (ownership != null && tenure != null) {
            log.warn("{}: given up for now: it cannot be read, or another recorder owns it", setup.name());
            var unused = ownership.releaseTo(epoch); // with what is said of it until then
            lost();
        }
    }

    /** There is nobody to ask. */
    @Override
    public boolean askContacts(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        return false;
    }

    /** Nothing can be fired behind the others on a connection that is one channel's. */
    @Override
    public void caughtUp(Runnable then) {
        log.debug("{}: no marker can be sent", setup.name());
    }

    /** There is none; the writer has written anew what there is all the same. */
    @Override
    public void resnapshot(String reason) {
        log.debug("{}: no snapshot can be had: {}", setup.name(), reason);
    }

    /** A connection tells everything once. */
    @Override
    public boolean isKept(String position) {
        return false;
    }

    @Override
    public void setBack() {
        throw new IllegalStateException("nothing is kept of a lane");
    }

    @Override
    public boolean isFresh() {
        return ownership != null && ownership.isFresh();
    }

    @Override
    public void room() {
        // what comes is written as it comes
    }

    @Override
    public void complete() {
        // there is no snapshot
    }

    private NodeView view() {
        Tenure current = tenure;
        if (current == null) {
            return new NodeView(NodeState.LOST, "", asOfMillis, 0, 0, "");
        }
        if (ready) {
            asOfMillis = current.asOfMillis();
        }
        NodeState state = ready && !closed ? NodeState.LIVE : NodeState.LOST;
        return new NodeView(state, current.core(), asOfMillis, 0, current.channels(), "");
    }

    /**
     * Writes what there is, and lets go. Completes in {@code atMost} and a little.
     *
     * @param forget whether its entry and its positions in Redis go too, for a lane of which nothing is left
     */
    CompletionStage<?> close(Duration atMost, boolean forget) {
        closed = true;
        CompletableFuture<Object> done = new CompletableFuture<>();
        Tenure ending = tenure;
        CompletionStage<?> written = ending == null ? CompletableFuture.completedFuture(true) : ending.release(atMost);
        if (forget && ending != null) {
            written = written.thenCompose(all -> setup.forgetPositions(ending.bases()));
        }
        written.whenCompleteAsync((all, fault) -> letGo(done, forget && fault == null), setup.loop());
        return done;
    }

    private void letGo(CompletableFuture<Object> done, boolean forget) {
        if (ownership == null) {
            done.complete(true);
            return;
        }
        CompletionStage<?> ended = forget ? ownership.forget() : ownership.close();
        ended.whenComplete((none, fault) -> done.complete(true));
    }
}
