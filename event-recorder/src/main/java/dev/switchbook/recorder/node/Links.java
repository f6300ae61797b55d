package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.link.LinkState;
import dev.switchbook.recorder.link.LinkStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The addresses of one node, and which link counts: one at a time. All of it is on the node's event loop. */
final class Links {
    private static final ThrottledLog throttled = new ThrottledLog(LoggerFactory.getLogger(Links.class));
    private static final LinkStatus NOT_CONNECTED =
            new LinkStatus(LinkState.AWAY, LinkStatus.Cause.NONE, "not connected yet");

    private static final Duration STOPPED = Duration.ofSeconds(2);

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final List<Peer> peers = new ArrayList<>();
    private @Nullable Peer active;
    private LinkStatus status = NOT_CONNECTED;
    private long awaySinceNanos = System.nanoTime();
    private boolean reached;
    private long lastHeardMillis;
    private long lastHeardNanos;
    private long tickedNanos = System.nanoTime();
    private long stoppedUntilNanos = System.nanoTime();

    /** {@code Core-UUID} of the FreeSWITCH that is this node's and no other's now; empty for none. */
    private String core = "";

    Links(NodeSetup setup, NodeMeters meters) {
        this.setup = setup;
        this.meters = meters;
    }

    void add(Peer peer) {
        peers.add(peer);
    }

    /** Whether the link that counted is gone with it. */
    boolean remove(Peer peer) {
        peers.remove(peer);
        boolean counted = active == peer;
        if (counted) {
            active = null;
        }
        return counted;
    }

    boolean isEmpty() {
        return peers.isEmpty();
    }

    @Nullable Peer active() {
        return active;
    }

    /** Whether the link of this peer counts from now on. */
    boolean choose(Peer peer, String coreUuid) {
        Peer other = active;
        if (other != null && other != peer && other.connected()) {
            if (!coreUuid.equals(core)) {
                throttled.warn(
                        setup.name(),
                        "{}: {} says that it is this node too, but it is another FreeSWITCH: give them names",
                        setup.name(),
                        peer.address());
            }
            return false;
        }
        if (!serve(coreUuid, peer)) {
            return false;
        }
        active = peer;
        reached = true;
        return true;
    }

    /** Whether this FreeSWITCH is no other node's: two links with one {@code Core-UUID} are one node. */
    private boolean serve(String coreUuid, Peer peer) {
        if (!coreUuid.equals(core)) {
            unserve();
        }
        String holder = setup.shared().cores().putIfAbsent(coreUuid, setup.name());
        if (holder != null && !holder.equals(setup.name())) {
            throttled.warn(
                    setup.name(),
                    "{}: {} is the FreeSWITCH that is node {} already, and is recorded as that alone",
                    setup.name(),
                    peer.address(),
                    holder);
            return false;
        }
        core = coreUuid;
        return true;
    }

    private void unserve() {
        if (!core.isEmpty()) {
            setup.shared().cores().remove(core, setup.name());
            core = "";
        }
    }

    /** To be called each half second: who was stopped meanwhile knows it by this. */
    void ticked() {
        long now = System.nanoTime();
        if (now - tickedNanos > STOPPED.toNanos()) {
            stoppedUntilNanos = now + STOPPED.toNanos();
        }
        tickedNanos = now;
    }

    /** Something was read. A process that was stopped reads what came long ago: that proves nothing of now. */
    void heard() {
        long now = System.nanoTime();
        boolean old = now - tickedNanos > STOPPED.toNanos() || now - stoppedUntilNanos < 0;
        if (old && lastHeardMillis > 0) {
            return;
        }
        lastHeardMillis = System.currentTimeMillis();
        lastHeardNanos = System.nanoTime();
    }

    /** When the node was last heard, milliseconds since the epoch; 0 for never. */
    long lastHeardMillis() {
        if (lastHeardMillis == 0) {
            return 0;
        }
        // The wall clock may have been set back meanwhile. That it was set forward looks like a machine that slept, of
        // which the other clock
        // knows nothing: the longer time is told.
        long since = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastHeardNanos);
        return Math.min(lastHeardMillis, System.currentTimeMillis() - since);
    }

    /** Whether the link that counts, or was to count, has changed; {@link #isUp} says what it is now. */
    boolean changed(Peer peer, LinkStatus now) {
        if (now.state() == LinkState.AWAY && now.cause() != LinkStatus.Cause.NONE) {
            meters.lost(now.cause());
        }
        if (active != null && active != peer) {
            return false;
        }
        if (now.state() == LinkState.AWAY && active == peer && (reached || status.state() != LinkState.AWAY)) {
            away(now);
        } else {
            status = now;
            meters.link(now.state());
        }
        return true;
    }

    /** Nothing is heard of the node any more. */
    void away(LinkStatus now) {
        unserve();
        status = now;
        if (reached) {
            reached = false; // attempts that fail do not count as having had it
            awaySinceNanos = System.nanoTime();
        }
        meters.link(LinkState.AWAY);
    }

    /** Others have seen it until now. */
    void seenElsewhere() {
        awaySinceNanos = System.nanoTime();
    }

    /** Whether events come. */
    boolean isUp() {
        return status.state() == LinkState.RESYNC || status.state() == LinkState.LIVE;
    }

    boolean isLive() {
        return status.state() == LinkState.LIVE;
    }

    /** For how long no events have come. */
    Duration awayFor() {
        return isUp() ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - awaySinceNanos);
    }

    /** Ends all. */
    void end() {
        unserve();
        peers.forEach(Peer::end);
    }

    /** For people. */
    String describe() {
        String cause = status.cause() == LinkStatus.Cause.NONE
                ? ""
                : ", " + status.cause().name().toLowerCase(Locale.ROOT);
        return status.state().name().toLowerCase(Locale.ROOT)
                + cause
                + (status.detail().isEmpty() ? "" : ": " + status.detail());
    }
}
