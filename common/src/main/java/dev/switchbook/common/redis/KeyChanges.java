package dev.switchbook.common.redis;

import java.time.Duration;
import java.util.List;

/**
 * Tells of changes of keys, by Redis' own broadcast of invalidations (CLIENT TRACKING BCAST, RESP3), and of published messages. On
 * a Cluster there is one connection to each master.
 *
 * <p>After each (re)connect, tracking is switched on first, then {@link Listener#everything()} is called, then
 * {@link #trusted()} becomes true: what is read from Redis after {@code everything()} and not told as changed is current as far as
 * {@link #provenSince} goes.
 */
public interface KeyChanges extends AutoCloseable {

    /**
     * What to tell of.
     *
     * @param prefixes of keys; none may be the start of another (Redis refuses that). Without any, nothing is tracked, and only
     *     messages are told
     * @param channels of messages
     * @param proof how often the link is asked to prove itself for {@link #provenSince}
     */
    record Interest(List<String> prefixes, List<String> channels, Duration proof) {
        public Interest {
            prefixes = List.copyOf(prefixes);
            channels = List.copyOf(channels);
            if ((prefixes.isEmpty() && channels.isEmpty()) || proof.isNegative() || proof.isZero()) {
                throw new IllegalArgumentException("nothing to tell of, or no time between proofs");
            }
        }

        /** Proves itself each second. */
        public static Interest in(List<String> prefixes, List<String> channels) {
            return new Interest(prefixes, channels, Duration.ofSeconds(1));
        }

        /** Of messages alone, which prove nothing: the question of a minute is for form's sake. */
        public static Interest inMessages(List<String> channels) {
            return new Interest(List.of(), channels, Duration.ofMinutes(1));
        }
    }

    /**
     * Told on several threads, at times at once (one event loop a master, one thread for {@code everything} and {@code lost}).
     * Must not block. What it throws is logged.
     */
    interface Listener {
        /** The key was written, deleted, renamed from or to, expired or evicted. */
        void changed(String key);

        /** Any key may have changed: a (re)connect, a fail-over, and unless told apart a FLUSHALL or FLUSHDB. */
        void everything();

        /** Every key of a server is gone: FLUSHALL or FLUSHDB. */
        default void flushed() {
            everything();
        }

        /** Changes are no longer heard of: what is known ages. */
        default void lost() {}

        /** {@link KeyChanges#provenSince} has moved on. */
        default void proven() {}

        default void message(String channel, byte[] payload) {}
    }

    /** Whether every master is connected with tracking on. */
    boolean trusted();

    /**
     * Whether {@link #trusted()} and every master has answered a question that was put at {@code nanoTime} (of
     * {@link System#nanoTime()}) or later: each change whose writer had Redis' OK by then has been told. Costs two volatile reads.
     */
    boolean provenSince(long nanoTime);

    /**
     * Has each master asked to prove itself. At most one question a master is under way; one that is asked for meanwhile follows
     * behind its answer. {@link Listener#proven()} tells of answers.
     */
    void prove();

    /** Whether Redis refuses CLIENT TRACKING (an ACL, a version before 6): never trusted then, callers have to poll. */
    boolean refused();

    /** Ends the connections; nothing is told after a moment. */
    @Override
    void close();
}
