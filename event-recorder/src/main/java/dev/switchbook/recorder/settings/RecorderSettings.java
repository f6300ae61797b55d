package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code recorder}.
 *
 * @param freeswitch the nodes that are named
 * @param discover null when no nodes are looked up by DNS
 * @param outbound null when FreeSWITCH's {@code socket} application is not served
 * @param lostAfter an unreachable node's state is let go after this
 * @param authStream stream of failed SIP log-ins; empty for none
 */
public record RecorderSettings(
        List<EslPeer> freeswitch,
        @Nullable Discover discover,
        @Nullable Outbound outbound,
        boolean flushFreeswitchCache,
        Revoke revoke,
        Duration lostAfter,
        Buffer buffer,
        String authStream,
        HostPort ops) {

    /** Nodes by DNS: one for each address record of the name. */
    public record Discover(HostPort dns, String user, Secret password) {}

    /**
     * The listener for FreeSWITCH's {@code socket} application.
     *
     * @param allow networks in CIDR notation that may connect
     */
    public record Outbound(HostPort listen, List<String> allow) {
        public Outbound {
            allow = List.copyOf(allow);
        }
    }

    /** When the live registration of an extension is dropped. */
    public enum Revoke {
        NEVER,
        DELETED,
        CHANGED
    }

    /**
     * What may wait for Redis.
     *
     * @param memory bytes
     * @param disk bytes; 0 for none
     * @param dir made if absent, readable by its owner alone, emptied at start
     */
    public record Buffer(long memory, long disk, Path dir) {}

    public RecorderSettings {
        freeswitch = List.copyOf(freeswitch);
    }
}
