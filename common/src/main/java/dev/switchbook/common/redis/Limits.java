package dev.switchbook.common.redis;

import java.time.Duration;

/** How long and how much a link waits before it gives up. */
final class Limits {
    /** Commands that one connection holds without an answer; more fail at once. */
    static final int REQUEST_QUEUE = 16_384;

    /** Of a string in a reply this many bytes are kept: one more than a record may have, so that one too long is seen to be so. */
    static final int MAX_STRING = 64 * 1024 + 1;

    /** The same for texts for people, of which Lettuce reads one: CLUSTER NODES, 250 bytes a node and 12 a lone slot at most. */
    static final int MAX_TEXT = 1024 * 1024;

    /** No line of a reply, an error message for one, is longer. */
    static final int MAX_LINE = 64 * 1024;

    /** Each of: a TCP connect, a TLS handshake, the Redis handshake. */
    static final Duration CONNECT = Duration.ofSeconds(2);

    /** A whole attempt, with Sentinel look-ups; a net under the ones above. */
    static final Duration ATTEMPT = Duration.ofSeconds(15);

    /** The backstop of every command, later than the end of a link that is stalled. A caller with less patience bounds its own wait. */
    static final Duration COMMAND = Duration.ofSeconds(4);

    static final Duration PING_EVERY = Duration.ofSeconds(1);

    /** No byte at all for so long after a PING: the link is half-open or Redis is stalled. */
    static final Duration PING_DUE = Duration.ofSeconds(2);

    /** No PONG for so long, whatever else came: each command sent after the PING has timed out too. */
    static final Duration PONG_DUE = COMMAND;

    static final Duration BACKOFF_MIN = Duration.ofMillis(10);
    static final Duration BACKOFF_MAX = Duration.ofSeconds(1);

    /** How often the nodes of a Cluster are gone through: are they all connected, have the masters changed? */
    static final Duration CLUSTER_LOOK = Duration.ofMillis(250);

    static final Duration TOPOLOGY_EVERY = Duration.ofSeconds(5);
    static final Duration TOPOLOGY_ADAPTIVE = Duration.ofMillis(500);

    /** How often a Sentinel is asked who the master is. */
    static final Duration SENTINEL_LOOK = Duration.ofSeconds(1);

    /** Each step of a close. */
    static final Duration CLOSE_STEP = Duration.ofSeconds(1);

    private Limits() {}
}
