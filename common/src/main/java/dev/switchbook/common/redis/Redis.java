package dev.switchbook.common.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;

/**
 * The shared Redis: standalone, behind Sentinel or a Cluster, in one shape. Keys and fields are UTF-8 strings, values bytes.
 *
 * <p>The objects given out last: they lead to whatever connection there is at the moment of a command. A command ends
 * <ul>
 *   <li>with {@link RedisAwayException}, at once while there is no link, or when the link goes down under it;
 *   <li>with Lettuce's {@code RedisCommandTimeoutException} after four seconds, the backstop: bound a shorter wait yourself;
 *   <li>with Lettuce's {@code RedisCommandExecutionException} (or a subclass) for any other error reply.
 * </ul>
 * The link itself never sends a command twice, except where a Cluster node answered that another one serves the key.
 * Completions come on an event loop: never block there.
 *
 * <p>On a Cluster a command goes to the master that serves its first key, and all its keys must be in one slot; one without a key
 * goes to any node. A slot that nobody serves fails the commands for its keys alone.
 *
 * <p>The connection is shared: no MULTI, WATCH, SELECT, SUBSCRIBE or blocking command belongs on it.
 */
public interface Redis extends AutoCloseable {

    /** Told of each change of {@link #isUp()}. Must neither block nor throw. */
    @FunctionalInterface
    interface StateListener {
        void changed(boolean up);
    }

    /**
     * Begins to connect and returns at once; it goes on trying for ever, 10 ms to 1 s apart.
     *
     * @param loops carry the connections; still the caller's to close, after this link
     * @param registry gets the gauge {@code redis_up}; one link a registry
     */
    static Redis connect(RedisSettings settings, RedisLoops loops, MeterRegistry registry) {
        return settings.mode() == RedisSettings.Mode.CLUSTER
                ? ClusterRedis.start(settings, loops, registry)
                : SingleRedis.start(settings, loops, registry);
    }

    RedisClusterAsyncCommands<String, byte[]> async();

    /** Whether the master, on a Cluster every master that has slots, is connected and answers. */
    boolean isUp();

    /**
     * How long ago it was last found to be away: an attempt to reach it failed, the link went down, or a command found that it cannot
     * serve. Longer than any wait when it never was, also while the first attempt is under way.
     */
    Duration sinceAway();

    /** Adds a listener; what is returned takes it off again. */
    Runnable onStateChange(StateListener listener);

    /**
     * Tells of changed keys and published messages, on connections of its own, until closed. On a Cluster a message is told once
     * for each master.
     *
     * @param listeners each is told everything, whatever the others do
     */
    KeyChanges watch(KeyChanges.Interest interest, List<? extends KeyChanges.Listener> listeners);

    /**
     * Reads a hash page by page (HSCAN). A page is asked for when one is requested and the one before was taken; nothing is read
     * ahead. A field may come twice; one that is there all the time comes at least once.
     *
     * @param count about how many fields a page has; Redis gives a small hash in one page
     * @param pageTimeout how long a page may take; then {@link java.util.concurrent.TimeoutException}
     * @return fails with {@link RedisAwayException} also when the link was renewed between two pages: begin again
     */
    Flux<Map<String, byte[]>> hashPages(String key, int count, Duration pageTimeout);

    /**
     * Reads the names of all keys of a type page by page (SCAN), on a Cluster one master after the other. Pages may be empty, a
     * key may come twice. As for the rest like {@link #hashPages}.
     *
     * @param pattern Redis' glob
     * @param type as the command TYPE names it, {@code hash} for one
     */
    Flux<List<String>> keyPages(String pattern, String type, int count, Duration pageTimeout);

    /** Where it leads to, without secrets: {@code redis://127.0.0.1:6379}. */
    String describe();

    /** Ends watches, connections and threads, in this order, in a few seconds at most. Not to be called on an event loop. */
    @Override
    void close();
}
