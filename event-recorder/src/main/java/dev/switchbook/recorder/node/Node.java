package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.common.ops.HealthCheck;
import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.flush.FlushTarget;
import dev.switchbook.recorder.flush.NodeFlush;
import dev.switchbook.recorder.link.CommandAnswer;
import dev.switchbook.recorder.link.LinkState;
import dev.switchbook.recorder.link.LinkStatus;
import dev.switchbook.recorder.link.RegistrationsAnswer;
import dev.switchbook.recorder.link.SnapshotHandler;
import dev.switchbook.recorder.vouch.NodeState;
import dev.switchbook.recorder.vouch.NodeView;
import dev.switchbook.recorder.vouch.OwnedNode;
import dev.switchbook.recorder.vouch.Ownership;
import dev.switchbook.recorder.vouch.Previous;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One FreeSWITCH node: who owns it, by which link its events come, and, while this process owns it, its {@link Tenure}. First the
 * node is claimed, then what Redis has of it is read, then its links are begun. All of it is on the node's event loop.
 */
final class Node implements OwnedNode.Listener, Tenure.Owner {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);
    private static final LinkStatus NOT_CONNECTED =
            new LinkStatus(LinkState.AWAY, LinkStatus.Cause.NONE, "not connected yet");

    /**
     * From one look at all there is to the next while nothing else asks for it: what FreeSWITCH dropped from a full queue, or said in
     * a way that nobody understood, is wrong for so long at most. More often would be work for FreeSWITCH that mostly finds nothing.
     */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    /** An event that cannot be used has another snapshot taken; what sends such events all the time must not keep FreeSWITCH busy. */
    private static final Duration DOUBT_AGAIN = Duration.ofSeconds(30);

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final Figures figures;
    private final NodeFlush flush;
    private final List<Peer> peers = new ArrayList<>();
    private final ScheduledFuture<?> ticks;
    private final @Nullable Runnable whenGone;
    private @Nullable Ownership ownership;
    private @Nullable Tenure tenure;
    private @Nullable Peer active;
    private boolean ready;
    private boolean closed;
    private LinkStatus status = NOT_CONNECTED;
    private long awaySinceNanos = System.nanoTime();

    /** Whether its events came in this tenure. */
    private boolean met;

    private long lookAgainNanos;
    private long doubtedNanos = System.nanoTime() - DOUBT_AGAIN.toNanos();
    private boolean doubted;
    private boolean reached;
    private long lastHeardMillis;
    private long asOfMillis;
    private boolean letGo;

    /** {@code Core-UUID} that is this node's and no other's now; empty for none. */
    private String servedCore = "";

    private volatile String report = "not connected yet";
    private volatile boolean healthy;
    private volatile String liveCore = "";

    /** @param whenGone told when the node has neither an address nor a state any more; for nodes that nobody named */
    Node(NodeSetup setup, @Nullable Runnable whenGone) {
        this.setup = setup;
        this.whenGone = whenGone;
        this.meters = NodeMeters.ofNode(setup.shared().registry(), setup.name());
        this.figures = new Figures(setup.name(), setup.shared(), this::owned);
        this.flush = setup.shared().flushes().attach(setup.name(), new Cache());
        this.ticks =
                setup.loop().scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        setup.shared().health().informational("node " + setup.name(), this::health);
    }

    /** Begins to be looked after. */
    void start() {
        OwnedNode owned = new OwnedNode(setup.name(), this::view, () -> 0, this);
        ownership = setup.shared().owners().start(owned, setup.loop());
    }

    String name() {
        return setup.name();
    }

    EventLoop loop() {
        return setup.loop();
    }

    private boolean owned() {
        return tenure != null;
    }

    @Override
    public void claimed(long epoch, @Nullable Previous previous) {
        asOfMillis = previous == null ? 0 : previous.asOfMillis();
        // How long its links were away before is nothing this process can know: it had none.
        awaySinceNanos = System.nanoTime();
        reached = false;
        met = false;
        letGo = false;
        notConnected();
        Tenure begun = new Tenure(setup, meters, this, asOfMillis);
        tenure = begun;
        begun.open(epoch);
        load(begun);
    }

    private void notConnected() {
        status = NOT_CONNECTED;
        meters.link(LinkState.AWAY);
    }

    /** Reads what Redis has of the node, and then lets events in. */
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
                    ready = true;
                    peers.forEach(Peer::nodeReady);
                }));
    }

    /** A half-read tenure is given up for a new one. */
    private void renew(Tenure failed) {
        Runnable again = () -> {
            if (tenure == failed && !closed && ownership != null) {
                drop();
                var unused = ownership.release();
            }
        };
        var unused = setup.loop().schedule(again, LOAD_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void lost() {
        drop();
    }

    @Override
    public void refused(long epoch) {
        if (ownership != null && tenure != null) {
            log.warn("{}: Redis refuses what this process writes: it was owned under epoch {}", name(), epoch);
            drop();
            var unused = ownership.releaseTo(epoch);
        }
    }

    private void drop() {
        ready = false;
        active = null;
        peers.forEach(Peer::nodeLost);
        if (tenure != null) {
            tenure.close();
            tenure = null;
        }
        unserve();
        flush.down();
        notConnected(); // its links end, and tell no more
        tell();
    }

    /** A link to the node, begun as soon as the node is ready for it. */
    void add(Peer peer) {
        peers.add(peer);
        if (ready) {
            peer.nodeReady();
        }
    }

    void remove(Peer peer) {
        peers.remove(peer);
        if (active == peer) {
            active = null;
            away(new LinkStatus(LinkState.AWAY, LinkStatus.Cause.NONE, "its address is gone, or another node's"));
        }
    }

    /** Whether this link is to be the node's. */
    boolean identified(Peer peer, String core, String switchname) {
        Tenure current = tenure;
        if (!ready || current == null) {
            return false;
        }
        if (active != null && active != peer && active.connected()) {
            if (!core.equals(current.core())) {
                log.warn(
                        "{}: {} says that it is this node too, but it is another FreeSWITCH: give them names",
                        name(),
                        peer.address());
            }
            return false;
        }
        if (!serve(core, peer)) {
            return false;
        }
        active = peer;
        reached = true;
        met = true;
        doubted = false; // a snapshot is taken anyway
        letGo = false;
        long now = System.currentTimeMillis();
        lastHeardMillis = now;
        if (!current.core().isEmpty()) {
            meters.reconnected();
            if (!current.core().equals(core)) {
                log.warn("{}: FreeSWITCH was restarted: core {} after {}", name(), core, current.core());
                meters.restarted();
            }
        }
        current.switchname(switchname);
        current.identified(core, now);
        return true;
    }

    /** Whether this FreeSWITCH is no other node's: two links with one {@code Core-UUID} are one node. */
    private boolean serve(String core, Peer peer) {
        if (!core.equals(servedCore)) {
            unserve();
        }
        String holder = setup.shared().cores().putIfAbsent(core, name());
        if (holder != null && !holder.equals(name())) {
            throttled.warn(
                    name(),
                    "{}: {} is the FreeSWITCH that is node {} already, and is recorded as that alone",
                    name(),
                    peer.address(),
                    holder);
            return false;
        }
        servedCore = core;
        return true;
    }

    private void unserve() {
        if (!servedCore.isEmpty()) {
            setup.shared().cores().remove(servedCore, name());
            servedCore = "";
        }
    }

    boolean isActive(Peer peer) {
        return active == peer;
    }

    void event(EventHeaders headers, long arrivalNanos) {
        String eventName = Tenure.eventName(headers);
        figures.event(eventName, headers);
        if (tenure != null) {
            tenure.event(eventName, headers, arrivalNanos);
        }
    }

    void unreadable(EslFormatException fault) {
        meters.unusable();
        throttled.warn(name(), "{}: an event cannot be read: {}", name(), String.valueOf(fault.getMessage()));
        doubted();
    }

    void readComplete() {
        lastHeardMillis = System.currentTimeMillis();
        if (tenure != null) {
            tenure.flush();
        }
    }

    @Nullable SnapshotHandler snapshot() {
        lookAgainNanos = lookAgainAt();
        return tenure == null ? null : tenure.snapshot();
    }

    void changed(Peer peer, LinkStatus now) {
        if (now.state() == LinkState.AWAY && now.cause() != LinkStatus.Cause.NONE) {
            meters.lost(now.cause());
        }
        if (tenure == null || (active != null && active != peer)) {
            return;
        }
        if (now.state() == LinkState.AWAY && active == peer && (reached || status.state() != LinkState.AWAY)) {
            away(now);
            return;
        }
        status = now;
        meters.link(now.state());
        switch (now.state()) {
            case RESYNC -> flush.up();
            case LIVE -> {
                flush.up();
                flush.known();
            }
            case AWAY, CONNECTING, CLOSED -> flush.down();
        }
        tell();
    }

    private void away(LinkStatus now) {
        unserve();
        flush.down();
        status = now;
        if (reached) {
            reached = false; // attempts that fail do not count as having had it
            awaySinceNanos = System.nanoTime();
        }
        meters.link(LinkState.AWAY);
        asOfMillis = Math.min(asOfMillis, lastHeardMillis);
        if (tenure != null) {
            tenure.blind(lastHeardMillis);
        }
        tell();
    }

    @Override
    public void doubted() {
        doubted = true;
    }

    /** Has another snapshot taken when one is due: nothing else would find what no event has told. */
    private void lookAgain() {
        long now = System.nanoTime();
        if (doubted && now - doubtedNanos >= DOUBT_AGAIN.toNanos()) {
            doubted = false;
            doubtedNanos = now;
            resnapshot("an event could not be used");
        } else if (now - lookAgainNanos >= 0) {
            resnapshot("looks again");
        }
    }

    /** Nodes that were connected at one time do not look again at one time. */
    private static long lookAgainAt() {
        return System.nanoTime()
                + (long) (LOOK_AGAIN.toNanos() * ThreadLocalRandom.current().nextDouble(0.8, 1.2));
    }

    /** An exception would end the ticks, and with them all that is let go in time. */
    private void tick() {
        try {
            look();
        } catch (RuntimeException e) {
            log.error("{}: a fault in what is done each second", name(), e);
        }
    }

    private void look() {
        if (tenure != null && status.state() == LinkState.LIVE) {
            lookAgain();
        }
        if (tenure != null && status.state() != LinkState.LIVE && status.state() != LinkState.RESYNC) {
            Duration away = Duration.ofNanos(System.nanoTime() - awaySinceNanos);
            boolean tooLong = away.compareTo(setup.shared().lostAfter()) >= 0;
            if (met || tooLong) {
                tenure.expireOverdue(); // before, whoever owned it may have seen a refresh that Redis does not have
            }
            if (!letGo && ready && tooLong) {
                letGo = true;
                log.warn("{}: unreachable for {} s: its state is let go", name(), away.toSeconds());
                tenure.letGo();
            }
            if (letGo && whenGone != null && peers.isEmpty()) {
                whenGone.run();
            }
        }
        tell();
    }

    private NodeView view() {
        Tenure current = tenure;
        if (current == null) {
            return new NodeView(NodeState.LOST, "", asOfMillis, 0, 0, "");
        }
        if (status.state() == LinkState.LIVE) {
            // of a link that is half open nothing is known that was not heard
            asOfMillis = Math.min(current.asOfMillis(), lastHeardMillis);
        }
        NodeState state = switch (status.state()) {
            case LIVE -> NodeState.LIVE;
            case RESYNC -> NodeState.RESYNC;
            case AWAY, CONNECTING, CLOSED -> NodeState.LOST;
        };
        return new NodeView(state, current.core(), asOfMillis, current.registrations(), current.channels(), "");
    }

    private void tell() {
        Tenure current = tenure;
        healthy = current == null || status.state() == LinkState.LIVE;
        boolean seen = status.state() == LinkState.LIVE || status.state() == LinkState.RESYNC;
        liveCore = current != null && seen ? current.core() : "";
        String link = status.state().name().toLowerCase(java.util.Locale.ROOT)
                + (status.cause() == LinkStatus.Cause.NONE
                        ? ""
                        : ", " + status.cause().name().toLowerCase(java.util.Locale.ROOT))
                + (status.detail().isEmpty() ? "" : ": " + status.detail());
        report = current == null ? "not owned by this recorder" : ready ? link : "reading what Redis has of it";
    }

    private HealthCheck.State health() {
        return healthy ? HealthCheck.State.ok(report) : HealthCheck.State.failed(report);
    }

    /** {@code Core-UUID} of the FreeSWITCH whose events come now; empty when none do. Any thread. */
    String liveCore() {
        return liveCore;
    }

    /** Whether its events come, or another recorder sees to it. */
    boolean healthy() {
        return healthy;
    }

    @Override
    public boolean askContacts(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        return active != null && active.askContacts(profile, aor, taker);
    }

    @Override
    public void caughtUp(Runnable then) {
        if (active != null) {
            active.caughtUp(then);
        }
    }

    @Override
    public void resnapshot(String reason) {
        if (active != null) {
            active.resnapshot(reason);
        }
    }

    /** The node as it is to follow changes in Redis. */
    private final class Cache implements FlushTarget {

        @Override
        public EventExecutor executor() {
            return setup.loop();
        }

        @Override
        public boolean command(EslCommand command, Consumer<CommandAnswer> taker) {
            return active != null && active.command(command, taker);
        }

        @Override
        public Set<RegisteredAs> placesOf(Extension extension) {
            return tenure == null ? Set.of() : tenure.placesOf(extension);
        }
    }

    /**
     * Ends the links, writes what there is, and lets go of the node. Completes in {@code atMost} and a little.
     *
     * @param forget whether its entry in Redis goes too
     */
    CompletionStage<?> close(Duration atMost, boolean forget) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        setup.loop().execute(() -> {
            closed = true;
            flush.close();
            ticks.cancel(false);
            unserve();
            peers.forEach(Peer::nodeLost);
            Tenure ending = tenure;
            CompletionStage<?> written =
                    ending == null ? CompletableFuture.completedFuture(true) : ending.release(atMost);
            if (forget && ending != null) {
                written = written.thenCompose(all -> setup.forgetPositions(ending.bases()));
            }
            // The entry stays when its positions do: their epoch is what the next owner's must be above.
            written.whenCompleteAsync((all, fault) -> letGoOfNode(done, forget && fault == null), setup.loop());
        });
        return done;
    }

    private void letGoOfNode(CompletableFuture<Object> done, boolean forget) {
        meters.close();
        figures.close();
        setup.shared().health().remove("node " + name());
        if (ownership == null) {
            done.complete(true);
            return;
        }
        CompletionStage<?> ended = forget ? ownership.forget() : ownership.close();
        ended.whenComplete((none, fault) -> done.complete(true));
    }
}
