package dev.switchbook.recorder.node;

import dev.switchbook.common.ops.HealthCheck;
import dev.switchbook.recorder.flush.NodeFlush;
import dev.switchbook.recorder.vouch.NodeState;
import dev.switchbook.recorder.vouch.NodeView;
import dev.switchbook.recorder.vouch.Previous;
import dev.switchbook.recorder.vouch.Standing;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process says of a node: in {@code cti_recorder} while it owns the node, to the other recorders, in {@code /readyz}, and to
 * those here who depend on the node. On the node's event loop, unless said otherwise.
 */
final class Account {
    private final NodeSetup setup;
    private final NodeMeters meters;
    private final Links links;
    private final Feed feed;
    private final NodeFlush flush;

    /** More than an owner lets pass between two beats. */
    private static final long OWNER_SILENT_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** The last words of a tenure, while they are on their way to Redis. */
    private @Nullable NodeView parting;

    /** Of the FreeSWITCH that an owner before saw last; until this one has seen one, nobody is to forget it. */
    private String formerCore = "";

    /** Until when what Redis has was the truth, milliseconds since the epoch. */
    private long asOfMillis;

    /** Until when all events are in Redis, milliseconds since the epoch. */
    private long writtenMillis;

    /** When an owner elsewhere, whose events come, was heard last. */
    private @Nullable Long ownerHeardNanos;

    private volatile String report = "not connected yet";
    private volatile boolean healthy;
    private volatile String liveCore = "";

    Account(NodeSetup setup, NodeMeters meters, Links links, Feed feed, NodeFlush flush) {
        this.setup = setup;
        this.meters = meters;
        this.links = links;
        this.feed = feed;
        this.flush = flush;
        setup.shared().health().informational("node " + setup.name(), this::health);
    }

    /** A tenure begins where the owner before has stopped. */
    void begin(@Nullable Previous before) {
        parting = null;
        formerCore = before == null ? "" : before.coreUuid();
        asOfMillis = before == null ? 0 : before.asOfMillis();
        writtenMillis = before == null ? 0 : before.writtenMillis();
    }

    /** Until when all events are in Redis, milliseconds since the epoch; 0 when unknown. */
    long writtenMillis() {
        return writtenMillis;
    }

    /** Another recorder says that of the node now, as its owner. */
    void seen(NodeView view) {
        ownerHeardNanos = view.state() == NodeState.LOST ? null : System.nanoTime();
    }

    private boolean isSeenToElsewhere() {
        Long heard = ownerHeardNanos;
        return heard != null && System.nanoTime() - heard < OWNER_SILENT_NANOS;
    }

    /** No events come from here on. */
    void blind() {
        asOfMillis = Math.min(asOfMillis, links.lastHeardMillis());
    }

    /** A tenure ends, and this is the last that is said of it; null: nothing. */
    void part(@Nullable NodeView lastWords) {
        parting = lastWords;
    }

    /** What is said of the node in {@code cti_recorder}. */
    NodeView view(Phase phase, @Nullable Tenure current) {
        if (current == null) {
            return parting != null ? parting : NodeView.UNKNOWN;
        }
        boolean recording = phase == Phase.RECORDING;
        boolean lettingGo = phase == Phase.LETTING_GO;
        // who lets go leaves what it knew to be so to one who sees the node
        // and a snapshot that is taken to make sure takes nothing away from it
        boolean live = current.isWhole() && (lettingGo || (recording && links.isUp() && feed.isInStretch()));
        if ((lettingGo || recording) && links.lastHeardMillis() > 0) {
            // of a link that is half open nothing is known that was not heard
            long until = Math.min(current.asOfMillis(), links.lastHeardMillis());
            writtenMillis = feed.givenUntilMillis(until, writtenMillis);
        }
        if (live) {
            asOfMillis = writtenMillis;
        }
        boolean resync = lettingGo || (recording && links.isUp());
        NodeState state = live ? NodeState.LIVE : resync ? NodeState.RESYNC : NodeState.LOST;
        return new NodeView(
                state,
                current.core().isEmpty() ? formerCore : current.core(),
                asOfMillis,
                current.registrations(),
                current.channels(),
                feed.written(),
                writtenMillis);
    }

    /** Tells whoever asks, and those who depend on it, how it stands. */
    void tell(Phase phase, @Nullable Tenure current) {
        if (phase != Phase.RECORDING && isSeenToElsewhere()) {
            flush.elsewhere();
        } else if (phase != Phase.RECORDING || !links.isUp()) {
            flush.down();
        } else {
            flush.up();
            if (links.isLive() && current != null && current.isComplete()) {
                flush.known();
            }
        }
        tellOthers(phase, current);
    }

    /** As {@link #tell}, but to those who watch for changes of extensions. */
    void tellOthers(Phase phase, @Nullable Tenure current) {
        boolean up = links.isUp();
        boolean covers = feed.covers();
        healthy = up || (current == null && isSeenToElsewhere());
        liveCore = current != null && up ? current.core() : "";
        boolean owns = current != null && phase != Phase.LETTING_GO;
        Standing standing = owns ? Standing.OWNS : covers ? Standing.COVERS : up ? Standing.SEES : Standing.AWAY;
        setup.shared().members().report(setup.name(), standing, feed.since(), feed.until());
        meters.covers(current == null && covers);
        report = switch (phase) {
            case FOLLOWING ->
                "not owned by this recorder; followed, " + links.describe() + (covers ? ", no event missing" : "");
            case LOADING -> "reading what Redis has of it";
            case RECORDING, LETTING_GO ->
                links.describe() + (feed.waits() ? "; events wait until it is known who has more of them" : "");
        };
    }

    private HealthCheck.State health() {
        return healthy ? HealthCheck.State.ok(report) : HealthCheck.State.failed(report);
    }

    /** {@code Core-UUID} of the FreeSWITCH whose events come now; empty when none do. Any thread. */
    String liveCore() {
        return liveCore;
    }

    /** Whether its events come, or another recorder sees to it. Any thread. */
    boolean healthy() {
        return healthy;
    }
}
