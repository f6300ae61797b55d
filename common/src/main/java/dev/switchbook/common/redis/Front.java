package dev.switchbook.common.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The lasting commands: Lettuce's own, over a {@link GatedWriter} in place of a channel. */
final class Front {
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final GatedWriter gate;
    private final StatefulRedisConnectionImpl<String, byte[]> facade;

    Front(ClientResources resources, boolean batches) {
        this.gate = new GatedWriter(resources, batches);
        this.facade = new StatefulRedisConnectionImpl<>(gate, new NoPush(), CODEC, Limits.COMMAND);
        facade.setOptions(ClientOptions.create());
    }

    RedisClusterAsyncCommands<String, byte[]> async() {
        return facade.async();
    }

    void open(StatefulConnection<String, byte[]> connection) {
        gate.open(((RedisChannelHandler<?, ?>) connection).getChannelWriter());
    }

    /** An attempt to connect failed. */
    void missed() {
        gate.away();
    }

    /** As {@link Redis#sinceAway}. */
    Duration sinceAway() {
        return gate.sinceAway();
    }

    void shut() {
        gate.shut();
    }

    /** Nothing is pushed to a link that tracks nothing. */
    private static final class NoPush implements PushHandler {
        @Override
        public void addListener(PushListener listener) {
            throw new UnsupportedOperationException("the link for commands tracks nothing: use Redis.watch");
        }

        @Override
        public void removeListener(PushListener listener) {}

        @Override
        public Collection<PushListener> getPushListeners() {
            return List.of();
        }
    }
}
