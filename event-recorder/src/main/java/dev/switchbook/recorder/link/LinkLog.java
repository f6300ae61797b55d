package dev.switchbook.recorder.link;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.settings.EslPeer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one link as log lines, its name first; what repeats is throttled. */
final class LinkLog {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final int KINDS = 64;

    private final ThrottledLog throttled = new ThrottledLog(LOG, PERIOD, KINDS, System::nanoTime);
    private final String name;

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
        switch (status.state()) {
            case AWAY -> throttled.warn(status.cause(), "{}: away, {}: {}", name, status.cause(), detail);
            case CONNECTING ->
                throttled.info(status.state(), "{}: connecting{}", name, detail.isEmpty() ? detail : ", " + detail);
            case RESYNC -> throttled.info(status.state(), "{}: resync, {}", name, detail);
            case LIVE -> throttled.info(status.state(), "{}: live, {}", name, detail);
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
