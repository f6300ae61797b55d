package dev.switchbook.common.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.atomic.AtomicInteger;

/** The link to one node of a Cluster: Lettuce's connection, which outlives its channels, as long as the channel is the same. */
final class NodeLink {
    private final StatefulRedisConnection<String, byte[]> connection;
    private final Ends ends;
    private final int endsBefore;

    NodeLink(StatefulRedisConnection<String, byte[]> connection, Ends ends) {
        this.connection = connection;
        this.ends = ends;
        this.endsBefore = ends.count.get();
    }

    /** Not redirected: for a key that another node serves, MOVED or ASK is an error here. */
    RedisClusterAsyncCommands<String, byte[]> async() {
        return connection.async();
    }

    boolean ended() {
        return ends.count.get() != endsBefore || !connection.isOpen();
    }

    /** Counts the ends of a connection's channels. */
    static final class Ends implements RedisConnectionStateListener {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
            count.incrementAndGet();
        }
    }
}
