package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.common.ops.HealthCheck;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.link.RegistrationsAnswer;
import dev.switchbook.recorder.stats.EventCounts;
import dev.switchbook.recorder.vouch.NodeState;
import dev.switchbook.recorder.vouch.NodeView;
import dev.switchbook.recorder.vouch.OwnedNode;
import dev.switchbook.recorder.vouch.Ownership;
import dev.switchbook.recorder.vouch.Previous;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from one FreeSWITCH by its outbound connections to this recorder: a node without a link. Others may have other calls of
 * the same FreeSWITCH, and only one may write a node, so each has a lane of its own. While the lane is not owned, or is being read,
 * what comes waits. All of it is on one event loop.
 *
 * <p>There is no snapshot: a channel is there as long as a connection tells of it. So what Redis has of the lane beside those is over
 * as soon as it has been read, and what a connection told of is over when that is closed.
 */
final class Lane implements OwnedNode.Listener, Tenure.Owner {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);

    /** Looks at other links in a row that must have seen it: their snapshot is written by then. */
    private static final int SEEN_FOR_SURE = 10;

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final EventCounts counts;
    private final Distiller distiller;
    private final LaneQueue waiting = new LaneQueue();
    private final LaneLegs legs = new LaneLegs();
    private final Set<LaneWatch> watches = new HashSet<>();
    private @Nullable Ownership ownership;
    private @Nullable Tenure tenure;
    private boolean ready;
    private boolean closed;
    private String core = "";
    private String formerCore = "";
    private long asOfMillis;
    private int seenElsewhere;
    private volatile String report = "not owned by this recorder yet";

    Lane(NodeSetup setup) {
        this.setup = setup;
        this.meters = NodeMeters.ofLane(setup.shared().registry(), setup.label());
        this.counts = new EventCounts(setup.shared().registry(), setup.label());
        this.distiller = new Distiller(setup.fields());
    }

    /** Begins to be owned when nobody has owned it for so long. */
    void start(LongSupplier delayMillis) {
        OwnedNode owned = new OwnedNode(setup.name(), this::view, delayMillis, this);
        ownership = setup.shared().owners().start(owned, setup.loop());
    }

    /** Shows up in {@code /readyz}. */
    void show() {
        setup.shared().health().informational("outbound " + setup.label(), () -> HealthCheck.State.ok(report));
    }

    String name() {
        return setup.name();
    }

    Distiller distiller() {
        return distiller;
    }

    LaneLegs legs() {
        return legs;
    }

    EventCounts counts() {
        return counts;
    }

    /** A call has come; null when it cannot be recorded. */
    @Nullable LaneWatch begin(String coreUuid, EventHeaders channel, long arrivalNanos) {
        if (!coreUuid.equals(core)) {
            core = coreUuid;
            if (ready && tenure != null) {
                tenure.identified(coreUuid, System.currentTimeMillis());
            }
        }
        LaneWatch watch = new LaneWatch(this, coreUuid);
        if (!watch.begin(channel, arrivalNanos)) {
            return null;
        }
        watches.add(watch);
        return watch;
    }

    void ended(LaneWatch watch) {
        watches.remove(watch);
        flush();
    }

    /** An event of the FreeSWITCH of now; of one before it nothing counts any more. */
    void event(LegEvent event) {
        if (!event.stamp().core().equals(core)) {
            return;
        }
        if (ready && tenure != null) {
            tenure.event(event);
        } else {
            queue(to -> {
                if (event.stamp().core().equals(core)) {
                    to.event(event);
                }
            });
        }
    }

    /** Nothing more will be heard of the channel. */
    void over(String uuid) {
        if (ready && tenure != null) {
            tenure.over(uuid);
        } else {
            queue(to -> to.over(uuid));
        }
    }

    private void queue(Consumer<Tenure> step) {
        if (!closed && !waiting.add(step, System.currentTimeMillis())) {
            throttled.warn(name(), "{}: cannot be owned, and too many events wait: they are dropped", name());
        }
    }

    void unusable(String eventName, String why) {
        meters.unusable();
        throttled.warn(eventName, "{}: {} cannot be recorded: {}", name(), eventName, why);
    }

    void flush() {
        if (tenure != null) {
            tenure.flush();
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
                        log.warn("{}: what Redis has of it cannot be read yet: {}", name(), fault.toString());
                        renew(into);
                        return;
                    }
                    log.info("{}: owned, {} records of it in Redis", name(), records);
                    begin(into);
                }));
    }

    private void begin(Tenure loaded) {
        long now = System.currentTimeMillis();
        loaded.identified(core.isEmpty() ? formerCore : core, now);
        if (waiting.lostSinceMillis() > 0) {
            loaded.gap(waiting.lostSinceMillis(), now);
        }
        loaded.keepOnly(legs::has);
        ready = true;
        waiting.drain(loaded);
        loaded.flush();
    }

    private void renew(Tenure failed) {
        Runnable again = () -> {
            if (tenure == failed && !closed) {
                refused();
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
    public void refused() {
        if (ownership != null && tenure != null) {
            log.warn("{}: given up for now: it cannot be read, or another recorder owns it", name());
            lost();
            var unused = ownership.release();
        }
    }

    /**
     * To be called each second.
     *
     * @param elsewhere whether an inbound link sees the FreeSWITCH now: then its calls are that link's
     */
    void tick(boolean elsewhere) {
        seenElsewhere = elsewhere ? seenElsewhere + 1 : 0;
        if (seenElsewhere >= SEEN_FOR_SURE && !watches.isEmpty() && ready && tenure != null) {
            log.info("{}: a link sees its FreeSWITCH: {} calls are handed over", name(), watches.size());
            List.copyOf(watches).forEach(LaneWatch::detach);
            watches.clear();
            legs.clear();
            tenure.handOver();
        }
        report = ready ? watches.size() + " connections" : "not owned by this recorder";
    }

    boolean isOwned() {
        return tenure != null;
    }

    String core() {
        return core;
    }

    /** Whether what it was taken for is done: what nobody tells of any more is over, and Redis has it. */
    boolean settled() {
        return ready && tenure != null && tenure.channels() == 0 && tenure.written() && watches.isEmpty();
    }

    private NodeView view() {
        Tenure current = tenure;
        if (current == null) {
            return new NodeView(NodeState.LOST, "", asOfMillis, 0, 0);
        }
        if (ready) {
            asOfMillis = current.asOfMillis();
        }
        NodeState state = ready && !closed ? NodeState.LIVE : NodeState.LOST;
        return new NodeView(state, current.core(), asOfMillis, 0, current.channels());
    }

    /** There is nobody to ask. */
    @Override
    public boolean askContacts(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        return false;
    }

    /** Nothing can be fired behind the others on a connection that is one channel's. */
    @Override
    public void caughtUp(Runnable then) {
        log.debug("{}: no marker can be sent", name());
    }

    /** There is none; what the tenure has is written anew all the same. */
    @Override
    public void resnapshot(String reason) {
        log.debug("{}: no snapshot can be had: {}", name(), reason);
    }

    /** Ends what is told of, writes what there is, and lets go. Completes in {@code atMost} and a little. */
    CompletionStage<?> close(Duration atMost, boolean forget) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        setup.loop().execute(() -> {
            List.copyOf(watches).forEach(LaneWatch::over);
            closed = true;
            CompletionStage<?> written =
                    tenure == null ? CompletableFuture.completedFuture(true) : tenure.release(atMost);
            Tenure released = forget ? tenure : null;
            if (released != null) {
                written = written.thenCompose(all -> forgetPositions(released));
            }
            written.whenCompleteAsync((all, fault) -> letGo(done, forget && fault == null), setup.loop());
        });
        return done;
    }

    /** Where nothing of it is left nothing is to be remembered: else positions of hosts that are no more would pile up. */
    private CompletionStage<?> forgetPositions(Tenure released) {
        CompletableFuture<?>[] all = released.bases().stream()
                .map(base -> setup.shared()
                        .redis()
                        .async()
                        .hdel(base.positions(), setup.name())
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(all).orTimeout(1, TimeUnit.SECONDS);
    }

    private void letGo(CompletableFuture<Object> done, boolean forget) {
        setup.shared().health().remove("outbound " + setup.label());
        if (ownership == null) {
            done.complete(true);
            return;
        }
        CompletionStage<?> ended = forget ? ownership.forget() : ownership.close();
        ended.whenComplete((none, fault) -> done.complete(true));
    }
}
