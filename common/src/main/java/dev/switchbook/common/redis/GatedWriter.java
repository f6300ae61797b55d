package dev.switchbook.common.redis;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.protocol.ConnectionFacade;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Leads the commands of one lasting front to the connection of the hour, or refuses them at once while there is none. */
final class GatedWriter implements RedisChannelWriter {
    private static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    private final ClientResources resources;
    private final boolean inOneCall;
    private volatile @Nullable RedisChannelWriter target;

    /** When Redis was found to be away last, {@link System#nanoTime}. */
    private volatile @Nullable Long awayAt;

    /**
     * @param inOneCall hands a collection on as one, to be flushed once. Not for a Cluster: Lettuce's writer waits there, on the
     *     caller's thread, for nodes that are not connected
     */
    GatedWriter(ClientResources resources, boolean inOneCall) {
        this.resources = resources;
        this.inOneCall = inOneCall;
    }

    void open(RedisChannelWriter connection) {
        if (awayAt != null) {
            away(); // up to now: the attempt that failed last may be seconds ago
        }
        target = connection;
    }

    void shut() {
        target = null;
        away();
    }

    /** Redis was found to be away. */
    void away() {
        awayAt = System.nanoTime();
    }

    /** As {@link Redis#sinceAway}. */
    Duration sinceAway() {
        Long at = awayAt;
        return at == null ? NEVER : Duration.ofNanos(System.nanoTime() - at);
    }

    @Override
    public <K, V, T> RedisCommand<K, V, T> write(RedisCommand<K, V, T> command) {
        GuardedCommand<K, V, T> guarded = new GuardedCommand<>(command, this::away);
        RedisChannelWriter now = target;
        if (now == null) {
            guarded.refuse(new RedisAwayException("Redis is away"));
            return guarded;
        }
        try {
            now.write(guarded);
        } catch (RuntimeException e) {
            guarded.completeExceptionally(e);
        }
        return guarded;
    }

    @Override
    public <K, V> Collection<RedisCommand<K, V, ?>> write(Collection<? extends RedisCommand<K, V, ?>> commands) {
        List<RedisCommand<K, V, ?>> written = new ArrayList<>(commands.size());
        RedisChannelWriter now = target;
        if (now == null || !inOneCall) {
            for (RedisCommand<K, V, ?> command : commands) {
                written.add(write(command));
            }
            return written;
        }
        for (RedisCommand<K, V, ?> command : commands) {
            written.add(new GuardedCommand<>(command, this::away));
        }
        try {
            now.write(written);
        } catch (RuntimeException e) {
            written.forEach(command -> command.completeExceptionally(e)); // no effect on one that is done
        }
        return written;
    }

    @Override
    public ClientResources getClientResources() {
        return resources;
    }

    /** The front is always active; the connection behind has a facade of its own. */
    @Override
    public void setConnectionFacade(ConnectionFacade facade) {}

    @Override
    public void setAutoFlushCommands(boolean autoFlush) {
        throw new UnsupportedOperationException("the link is shared: write a collection instead");
    }

    @Override
    public void flushCommands() {}

    @Override
    public void close() {
        shut();
    }

    @Override
    public CompletableFuture<Void> closeAsync() {
        shut();
        return CompletableFuture.completedFuture(null);
    }
}
