package dev.switchbook.recorder.link;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.settings.EslPeer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The life of one link as log lines, its name first; what repeats is throttled. */
final class LinkLog {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final int KINDS = 64;

    private final ThrottledLog throttled = new ThrottledLog(LOG, PERIOD, KINDS, System::nanoTime);
    private final String name;

    /** Whether it was live on this connection: then another snapshot is no news, unless what came of it is. */
    private boolean settled;

    LinkLog(EslPeer peer) {
        String address = peer.address().toString();
        this.name = peer.name().isEmpty() ? address : peer.name() + " (" + address + ")";
    }

    /** How the node is called in log lines. */
    String name() {
        return name;
    }

    void changed(LinkStatus status) {
        String detail = OneLine.of(status.detail());
        settled = settled && (status.state() == LinkState.RESYNC || status.state() == LinkState.LIVE);
        switch (status.state()) {
            case RESYNC, LIVE -> {
                boolean news = !settled;
                settled = settled || status.state() == LinkState.LIVE;
                String state = status.state() == LinkState.LIVE ? "live" : "resync";
                throttled.log(news ? Level.INFO : Level.DEBUG, status.state(), "{}: {}, {}", name, state, detail);
            }
            case AWAY -> throttled.warn(status.cause(), "{}: away, {}: {}", name, status.cause(), detail);
            case CONNECTING ->
                throttled.info(status.state(), "{}: connecting{}", name, detail.isEmpty() ? detail : ", " + detail);
            case CLOSED -> LOG.info("{}: closed", name);
        }
    }

    void commandSocketLost(LinkStatus.Cause cause, String detail) {
        throttled.warn("command", "{}: command socket lost, {}: {}", name, cause, OneLine.of(detail));
    }

    void profileSkipped() {
        throttled.warn("profile", "{}: a SIP profile's name cannot stand in a command: left out of snapshots", name);
    }

    void identified(Identity identity) {
        throttled.info(
                "identified",
                "{}: FreeSWITCH {} with core {}",
                name,
                OneLine.of(identity.switchname()),
                identity.core());
    }
}
