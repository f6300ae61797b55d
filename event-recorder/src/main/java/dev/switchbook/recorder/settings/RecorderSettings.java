package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.Block;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code recorder}.
 *
 * @param freeswitch the nodes that are named
 * @param discover null when no nodes are looked up by DNS
 * @param outbound null when FreeSWITCH's {@code socket} application is not served
 * @param xmlCurlTimeout how long an answer of the directory may be on its way to FreeSWITCH, mod_xml_curl's {@code timeout}
 * @param lostAfter an unreachable node's state is let go after this
 * @param authStream stream of failed SIP log-ins; empty for none
 */
public record RecorderSettings(
        List<EslPeer> freeswitch,
        @Nullable Discover discover,
        @Nullable Outbound outbound,
        boolean flushFreeswitchCache,
        Revoke revoke,
        Duration xmlCurlTimeout,
        Duration lostAfter,
        Buffer buffer,
        String authStream,
        HostPort ops) {
    public static final HostPort DEFAULT_OUTBOUND = new HostPort("127.0.0.1", 8084);
    public static final HostPort DEFAULT_OPS = new HostPort("127.0.0.1", 9102);
    public static final Duration DEFAULT_LOST_AFTER = Duration.ofMinutes(10);
    public static final Duration DEFAULT_XML_CURL_TIMEOUT = Duration.ofSeconds(10);
    public static final String DEFAULT_AUTH_STREAM = "cti_auth";

    private static final Duration MIN_XML_CURL_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_XML_CURL_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration MIN_LOST_AFTER = Duration.ofSeconds(1);
    private static final Duration MAX_LOST_AFTER = Duration.ofDays(365);
    private static final String AUTH_STREAM = "auth-stream";

    /** Nodes by DNS: one for each address record of the name. */
    public record Discover(HostPort dns, String user, Live<Secret> password) {}

    /**
     * The listener for FreeSWITCH's {@code socket} application.
     *
     * @param allow networks in CIDR notation that may connect, at least one
     */
    public record Outbound(HostPort listen, List<String> allow) {
        /** Who may connect to a loopback listener when the file does not say. */
        static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

        public Outbound {
            allow = List.copyOf(allow);
        }

        static Outbound read(Block block) {
            HostPort listen = block.listener("listen", DEFAULT_OUTBOUND);
            List<String> allow = block.strings("allow", LOOPBACK);
            if (!block.has("allow") && !listen.isLoopback()) {
                block.problem("listen", "is not a loopback address: needs allow, the networks that may connect");
            }
            if (!block.hasProblem("allow")) {
                checkAllow(block, allow);
            }
            return new Outbound(listen, allow);
        }

        private static void checkAllow(Block block, List<String> allow) {
            if (allow.isEmpty()) {
                block.problem("allow", "must name at least one network: nobody could connect");
            }
            for (int i = 0; i < allow.size(); i++) {
                if (!Networks.isCidr(allow.get(i))) {
                    block.problem("allow", i, "must be a network such as 10.0.0.0/8 or fd00::/8");
                }
            }
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
    public record Buffer(long memory, long disk, Path dir) {
        public static final Buffer DEFAULT = new Buffer(64L << 20, 1L << 30, Path.of("spool"));

        /** Less would not hold one batch of each of a few nodes. */
        private static final long MIN_MEMORY = 1L << 20;

        static Buffer read(Block block) {
            Path dir = block.path("dir");
            return new Buffer(
                    block.size("memory", DEFAULT.memory, MIN_MEMORY, Long.MAX_VALUE),
                    block.size("disk", DEFAULT.disk, 0, Long.MAX_VALUE),
                    dir == null ? DEFAULT.dir : dir.normalize());
        }
    }

    public RecorderSettings {
        freeswitch = List.copyOf(freeswitch);
    }

    /** The passwords of all event sockets. */
    public List<Live<Secret>> passwords() {
        Stream<Live<Secret>> named = freeswitch.stream().map(EslPeer::password);
        return Stream.concat(named, Stream.ofNullable(discover).map(Discover::password))
                .toList();
    }

    /**
     * Reads the block. Problems beyond those of single values: no node at all; a name or an address given twice; an open
     * outbound listener off loopback; one port for both listeners.
     */
    public static RecorderSettings read(Block block) {
        Block discover = block.optionalBlock("discover");
        Block outbound = block.optionalBlock("outbound");
        RecorderSettings settings = new RecorderSettings(
                Peers.read(block.blocks("freeswitch")),
                discover == null ? null : Peers.readDiscover(discover),
                outbound == null ? null : Outbound.read(outbound),
                block.bool("flush-freeswitch-cache", true),
                block.oneOf("revoke", Revoke.DELETED),
                block.duration(
                        "xml-curl-timeout", DEFAULT_XML_CURL_TIMEOUT, MIN_XML_CURL_TIMEOUT, MAX_XML_CURL_TIMEOUT),
                block.duration("lost-after", DEFAULT_LOST_AFTER, MIN_LOST_AFTER, MAX_LOST_AFTER),
                Buffer.read(block.block("buffer")),
                block.string(AUTH_STREAM, DEFAULT_AUTH_STREAM),
                block.listener("ops", DEFAULT_OPS));
        settings.checkNodes(block);
        settings.checkAuthStream(block);
        if (outbound != null) {
            settings.checkPorts(block, outbound);
        }
        return settings;
    }

    private void checkNodes(Block block) {
        boolean unsure = block.hasProblem("freeswitch") || block.hasProblem("discover") || block.hasProblem("outbound");
        if (freeswitch.isEmpty() && discover == null && outbound == null && !unsure) {
            block.problem("freeswitch", "names no node: needs one, or discover, or outbound");
        }
    }

    private void checkAuthStream(Block block) {
        String fault = SinkNames.faultOfPlainKey(authStream);
        if (fault != null) {
            block.problem(AUTH_STREAM, fault);
        }
    }

    private void checkPorts(Block block, Block listener) {
        boolean unsure = listener.hasProblem("listen") || block.hasProblem("ops");
        if (outbound != null && outbound.listen.port() == ops.port() && ops.port() != 0 && !unsure) {
            block.problem("ops", "must have another port than outbound.listen");
        }
    }
}
