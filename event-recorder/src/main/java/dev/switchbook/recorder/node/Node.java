package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One FreeSWITCH node as this process sees it. Its {@link Links} bring the events, its {@link Feed} keeps them, and while this process
 * owns the node a {@link Tenure} makes records of them; while another one does, this one follows, and can go on where that stops.
 *
 * <pre>
 * following → claimed → loading what Redis has → recording → letting go (an heir, or the end) → following
 * </pre>
 *
 * <p>All of it is on the node's event loop.
 */
final class Node implements OwnedNode.Listener, Tenure.Owner, Feed.Owner, Crossing.Owner {
    private static final Logger log = LoggerFactory.getLogger(Node.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration LOAD_AGAIN = Duration.ofSeconds(1);

    /** A Redis that can be reached and takes nothing for so long will not take it from this process. */
    private static final Duration LETTING_GO = Duration.ofSeconds(5);

    /** As long as this process cannot reach Redis it waits: mostly nobody can then. Whoever can takes the node from it. */
    private static final Duration LETTING_GO_AT_MOST = Duration.ofMinutes(2);

    /** Until then this process has read how the others stand, and its own link may be back. */
    private static final Duration SEEN_BY_ANOTHER = Duration.ofMillis(300);

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final Figures figures;
    private final NodeFlush flush;
    private final Links links;
    private final Feed feed;
    private final Crossing crossing;
    private final Snapshots snapshots;
    private final Account account;
    private final ScheduledFuture<?> ticks;
    private final @Nullable Runnable whenGone;
    private @Nullable Ownership ownership;
    private @Nullable Tenure tenure;

    private Phase phase = Phase.FOLLOWING;
    private boolean closed;
    private @Nullable Previous previous;

    /** Whether Redis has said since the last tick how another one's tenure stands. */
    private boolean heard;

    /** Whether its state was let go in this tenure. */
    private boolean letGo;

    /** Whether this tenure began without a link: to write what was heard before. */
    private boolean beganBlind;

    /** @param whenGone told when the node has neither an address nor a state any more; for nodes that nobody named */
    Node(NodeSetup setup, @Nullable Runnable whenGone) {
        this.setup = setup;
        this.whenGone = whenGone;
        this.meters = NodeMeters.ofNode(setup.shared().registry(), setup.name());
        this.figures = new Figures(setup.name(), setup.shared(), () -> phase == Phase.RECORDING);
        this.links = new Links(setup, meters);
        this.feed = new Feed(setup, meters, this);
        this.crossing = new Crossing(setup, feed, this);
        this.snapshots = new Snapshots(links, feed, () -> phase == Phase.RECORDING ? tenure : null);
        this.flush = setup.shared().flushes().attach(setup.name(), new Cache());
        this.account = new Account(setup, meters, links, feed, flush);
        this.ticks =
                setup.loop().scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to be looked after. */
    void start() {
        OwnedNode owned = new OwnedNode(
                setup.name(), this::view, () -> setup.shared().members().claimDelayMillis(name()), this);
        ownership = setup.shared().owners().start(owned, setup.loop());
    }

    String name() {
        return setup.name();
    }

    EventLoop loop() {
        return setup.loop();
    }

    // Following

    @Override
    public void seen(NodeView view) {
        heard = true;
        account.seen(view);
        feed.seen(view.written());
    }

    // Claimed

    @Override
    public void claimed(long epoch, @Nullable Previous before) {
        previous = before;
        account.begin(before);
        feed.adopt(before == null ? "" : before.written());
        if (before == null || before.state() != NodeState.LOST) {
            links.seenElsewhere();
        }
        letGo = false;
        beganBlind = !feed.isFlowing();
        phase = Phase.LOADING;
        Tenure begun = new Tenure(setup, meters, this, account.writtenMillis());
        tenure = begun;
        begun.open(epoch);
        begin(begun);
        account.tellOthers(phase, tenure);
    }

    private void begin(Tenure begun) {
        BooleanSupplier wanted = () -> tenure == begun && phase == Phase.LOADING && !closed;
        new Beginning(setup, links, feed, wanted, new Beginning.Listener() {
                    @Override
                    public void notLoaded() {
                        later(LOAD_AGAIN, () -> giveUp(begun));
                    }

                    @Override
                    public void ready(boolean all) {
                        phase = Phase.RECORDING;
                        feed.attach(begun, previous, feed.resumption(begun, previous, all));
                        told();
                    }
                })
                .load(begun);
    }

    @Override
    public void resumed() {
        if (tenure == null || !feed.isInStretch()) {
            return; // the beginning of a stretch is still to come
        }
        if (tenure.isWhole()) {
            snapshots.soon(); // a doubt of the former owner's may have died with it
        } else {
            resnapshot("taken over");
        }
    }

    /** A snapshot for a new link compares with what is known by then; one before that would be too early. */
    @Override
    public void given() {
        if (links.isLive()) {
            resnapshot("events come again");
        }
    }

    /** Others are told since when this process sees the node. */
    @Override
    public void begun() {
        account.tellOthers(phase, tenure);
    }

    /** A half-read tenure is given up for a new one. */
    private void giveUp(Tenure failed) {
        if (tenure == failed && !closed && ownership != null) {
            account.part(view()); // what the owner before has said is known until then
            parted(ownership.release());
            drop();
        }
    }

    // Owned no more

    @Override
    public void lost() {
        drop();
    }

    @Override
    public void refused(long epoch) {
        if (ownership != null && tenure != null) {
            log.warn("{}: Redis refuses what this process writes: it was owned under epoch {}", name(), epoch);
            account.part(view().unseen());
            parted(ownership.releaseTo(epoch));
            drop();
        }
    }

    @Override
    public void setBack() {
        if (ownership != null && tenure != null) {
            ownership.renew();
        }
    }

    private void drop() {
        phase = Phase.FOLLOWING;
        snapshots.detach();
        feed.detach();
        if (tenure != null) {
            tenure.close();
            tenure = null;
        }
        flush.down();
        told();
    }

    /** Writes what there is and lets another process go on; that one has the events that come from now on, and so has this one. */
    private void handOver(@Nullable String heir, String why) {
        Tenure ending = tenure;
        if (ending == null || phase == Phase.LETTING_GO || ownership == null) {
            return;
        }
        log.info("{}: handed over to {}: {}", name(), heir == null ? "whoever sees it" : heir, why);
        phase = Phase.LETTING_GO;
        feed.stop();
        flush.down();
        var unused = ending.release(LETTING_GO, LETTING_GO_AT_MOST).thenRun(() -> {
            if (tenure == ending) {
                part(heir);
            }
        });
    }

    private void part(@Nullable String heir) {
        account.part(view());
        if (ownership != null) {
            parted(ownership.release(heir));
        }
    }

    private void parted(CompletionStage<?> released) {
        var unused = released.whenCompleteAsync((none, fault) -> account.part(null), setup.loop());
    }

    // Links

    /** A link to the node; begun here if it is not already. */
    void add(Peer peer) {
        links.add(peer);
    }

    void remove(Peer peer) {
        if (links.remove(peer)) {
            away(new LinkStatus(LinkState.AWAY, LinkStatus.Cause.NONE, "its address is gone, or another node's"));
        }
    }

    /** Whether this link is to be the node's. */
    boolean identified(Peer peer, String core, String switchname) {
        if (closed || !links.choose(peer, core)) {
            return false;
        }
        feed.begin(core, switchname, links.lastHeardMillis(), System.currentTimeMillis());
        links.heard();
        snapshots.taken();
        letGo = false;
        return true;
    }

    boolean isActive(Peer peer) {
        return links.active() == peer;
    }

    void event(EventHeaders headers, long arrivalNanos) {
        String eventName = Tenure.eventName(headers);
        figures.event(eventName, headers);
        feed.event(eventName, headers, arrivalNanos);
    }

    void unreadable(EslFormatException fault) {
        meters.unusable();
        throttled.warn(name(), "{}: an event cannot be read: {}", name(), String.valueOf(fault.getMessage()));
        doubted();
    }

    void readComplete() {
        links.heard();
        feed.readComplete();
    }

    /** Who follows, or keeps up, gains nothing by leaving events to FreeSWITCH. */
    boolean isBehind() {
        return setup.shared().budget().isBehind() && phase == Phase.RECORDING && !feed.isCaughtUp();
    }

    @Nullable SnapshotHandler snapshot() {
        return snapshots.begin();
    }

    void changed(Peer peer, LinkStatus now) {
        boolean wasUp = links.isUp();
        boolean wasLive = links.isLive();
        if (!links.changed(peer, now)) {
            return;
        }
        if (links.isUp() && !wasUp) {
            feed.subscribed();
        }
        boolean beforeItCameUp = feed.isFlowing() && now.state() == LinkState.AWAY;
        if (!links.isUp() && (wasUp || beforeItCameUp)) {
            blind();
        } else if (links.isLive() && !wasLive && (phase != Phase.RECORDING || feed.waits())) {
            peer.caughtUp(() -> {}); // its mark shows since when events are kept here
        }
        told();
    }

    private void away(LinkStatus now) {
        links.away(now);
        blind();
        told();
    }

    private void blind() {
        feed.end();
        account.blind();
        if (tenure != null) {
            tenure.blind(links.lastHeardMillis());
            String heir = setup.shared().members().heir(name());
            if (heir != null) {
                handOver(heir, "its link is lost here");
            } else {
                setup.shared().members().look();
                later(SEEN_BY_ANOTHER, this::lookAfterIt);
            }
        }
    }

    @Override
    public boolean mayCross(boolean noRoom) {
        return crossing.mayCross(tenure, noRoom);
    }

    @Override
    public boolean goesOn(Tenure current) {
        return tenure == current && phase != Phase.LETTING_GO;
    }

    @Override
    public boolean isComingUp() {
        return feed.isFlowing() && !links.isUp();
    }

    @Override
    public void giveWay(String heir) {
        handOver(heir, "it has more of its events");
    }

    private void later(Duration wait, Runnable task) {
        var unused = setup.loop().schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    // Every now and then

    /** An exception would end the ticks, and with them all that is let go in time. */
    private void tick() {
        try {
            links.ticked();
            feed.tick(TICK, heard || (phase == Phase.RECORDING && isFresh()));
            heard = false;
            lookAfterIt();
            Duration lostAfter = setup.shared().lostAfter();
            boolean nothingLeft = tenure == null || letGo;
            if (whenGone != null
                    && nothingLeft
                    && links.isEmpty()
                    && links.awayFor().compareTo(lostAfter) >= 0) {
                whenGone.run();
            }
            told();
        } catch (RuntimeException e) {
            log.error("{}: a fault in what is done every now and then", name(), e);
        }
    }

    private void lookAfterIt() {
        if (tenure != null && phase == Phase.RECORDING) {
            lookAfter(tenure);
        }
    }

    private void lookAfter(Tenure current) {
        current.correctSome();
        if (links.isUp()) {
            snapshots.askWhenDue();
            String lighter = links.isLive() && feed.isCaughtUp()
                    ? setup.shared().members().lighter(name())
                    : null;
            if (lighter != null) {
                handOver(lighter, "it has fewer nodes");
            }
            return;
        }
        if (!letGo && !setup.shared().members().isAlone()) {
            setup.shared().members().look();
        }
        if ((feed.isCaughtUp() || feed.waits()) && crossing.giveWayToWhoHasMore(current)) {
            return;
        }
        boolean tooLong = links.awayFor().compareTo(setup.shared().lostAfter()) >= 0;
        if (feed.isCaughtUp() && (!current.core().isEmpty() || tooLong)) {
            current.expireOverdue(); // before, whoever owned it may have seen a refresh that Redis does not have
        }
        if (!letGo && feed.isCaughtUp() && tooLong) {
            letGo = true;
            log.warn(
                    "{}: unreachable for {} s: its state is let go",
                    name(),
                    links.awayFor().toSeconds());
            current.letGo();
        } else if (setup.shared().members().isSeenByAnother(name())) {
            passOn();
        }
    }

    /** To one that has all, or else not before what waits here is written. */
    private void passOn() {
        boolean away = links.awayFor().compareTo(SEEN_BY_ANOTHER) >= 0;
        if (!away && !(beganBlind && feed.isCaughtUp())) {
            return;
        }
        String heir = setup.shared().members().heir(name());
        if (heir != null || feed.isCaughtUp()) {
            handOver(heir, "another recorder sees it");
        }
    }

    // What is said of it

    private NodeView view() {
        return account.view(phase, tenure);
    }

    private void told() {
        account.tell(phase, tenure);
    }

    /** {@code Core-UUID} of the FreeSWITCH whose events come now; empty when none do. Any thread. */
    String liveCore() {
        return account.liveCore();
    }

    /** Whether its events come, or another recorder sees to it. Any thread. */
    boolean healthy() {
        return account.healthy();
    }

    // What the tenure asks

    @Override
    public boolean askContacts(String profile, Extension aor, Consumer<RegistrationsAnswer> taker) {
        Peer active = links.active();
        return active != null && active.askContacts(profile, aor, taker);
    }

    @Override
    public void caughtUp(Runnable then) {
        Peer active = links.active();
        if (active != null) {
            active.caughtUp(() -> feed.whenCaughtUp(then));
        }
    }

    @Override
    public void resnapshot(String reason) {
        snapshots.ask(reason);
    }

    @Override
    public void doubted() {
        snapshots.doubted();
    }

    @Override
    public void complete() {
        told();
    }

    @Override
    public boolean isKept(String position) {
        return feed.isKept(position);
    }

    @Override
    public boolean isFresh() {
        return ownership != null && ownership.isFresh();
    }

    @Override
    public void room() {
        feed.give();
        if (tenure != null) {
            tenure.correctSome();
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
            Peer active = links.active();
            return active != null && active.command(command, taker);
        }

        @Override
        public Set<RegisteredAs> placesOf(Extension extension) {
            return tenure == null ? Set.of() : tenure.placesOf(extension);
        }
    }

    // The end

    /**
     * Writes what there is, lets go of the node and ends the links. Completes in {@code atMost} and a little.
     *
     * @param forget whether its entry in Redis goes too
     */
    CompletionStage<?> close(Duration atMost, boolean forget) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        setup.loop().execute(() -> {
            closed = true;
            flush.close();
            ticks.cancel(false);
            String heir = forget ? null : setup.shared().members().heir(name());
            if (heir == null) {
                links.end(); // no more comes, so that all can be written
            }
            Tenure ending = tenure;
            if (ending == null) {
                end(done, heir, forget);
            } else if (heir != null || phase != Phase.RECORDING) {
                feed.stop();
                release(ending, atMost, heir, forget, done);
            } else {
                Once once = new Once(() -> release(ending, atMost.dividedBy(2), null, forget, done));
                feed.whenCaughtUp(once);
                later(atMost.dividedBy(2), once);
            }
        });
        return done;
    }

    private void release(
            Tenure ending, Duration atMost, @Nullable String heir, boolean forget, CompletableFuture<Object> done) {
        phase = Phase.LETTING_GO;
        CompletionStage<?> written = ending.release(atMost);
        if (forget) {
            written = written.thenCompose(all -> setup.forgetPositions(ending.bases()));
        }
        // The entry stays when its positions do: their epoch is what the next owner's must be above.
        written.whenCompleteAsync((all, fault) -> end(done, heir, forget && fault == null), setup.loop());
    }

    private void end(CompletableFuture<Object> done, @Nullable String heir, boolean forget) {
        NodeView last = tenure == null ? null : view();
        account.part(last == null || heir != null ? last : last.unseen());
        meters.close();
        figures.close();
        setup.shared().health().remove("node " + name());
        setup.shared().members().gone(name());
        if (ownership == null) {
            done.complete(true);
            return;
        }
        CompletionStage<?> ended = forget ? ownership.forget() : ownership.close(heir);
        ended.whenCompleteAsync(
                (none, fault) -> {
                    setup.shared().members().gone(name()); // losing it was reported
                    links.end();
                    feed.close();
                    done.complete(true);
                },
                setup.loop());
    }
}
