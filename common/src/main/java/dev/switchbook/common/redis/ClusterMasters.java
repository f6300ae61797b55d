package dev.switchbook.common.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The masters that have slots, as Lettuce knows the topology at the moment, each by the connection its slots use. */
final class ClusterMasters {
    private final StatefulRedisClusterConnection<String, byte[]> connection;

    ClusterMasters(StatefulRedisClusterConnection<String, byte[]> connection) {
        this.connection = connection;
    }

    /** As {@code host:port}. */
    Set<String> names() {
        return masters().stream().map(ClusterMasters::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Begins to connect to those that are not; says which one is missing, null when all are there. */
    @Nullable String firstAway() {
        String away = null;
        List<RedisClusterNode> masters = masters();
        for (RedisClusterNode master : masters) {
            if (!isConnected(master) && away == null) {
                away = "no link to " + name(master);
            }
        }
        return masters.isEmpty() ? "no node has slots" : away;
    }

    /** The commands of each master's own connection. */
    CompletionStage<List<RedisClusterAsyncCommands<String, byte[]>>> commands() {
        List<CompletableFuture<StatefulRedisConnection<String, byte[]>>> connecting =
                masters().stream().map(this::connect).toList();
        return CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                .thenApply(all -> connecting.stream()
                        .<RedisClusterAsyncCommands<String, byte[]>>map(
                                each -> each.join().async())
                        .toList());
    }

    CompletionStage<Void> closeAsync() {
        return connection.closeAsync();
    }

    private boolean isConnected(RedisClusterNode master) {
        CompletableFuture<StatefulRedisConnection<String, byte[]>> node = connect(master);
        return node.isDone() && !node.isCompletedExceptionally() && node.join().isOpen();
    }

    /** By address, not by id: by id Lettuce would keep another connection than the one that slots use. */
    private CompletableFuture<StatefulRedisConnection<String, byte[]>> connect(RedisClusterNode master) {
        try {
            return connection.getConnectionAsync(
                    master.getUri().getHost(), master.getUri().getPort());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private List<RedisClusterNode> masters() {
        List<RedisClusterNode> masters = new ArrayList<>();
        for (RedisClusterNode node : connection.getPartitions()) {
            if (node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots()) {
                masters.add(node);
            }
        }
        return masters;
    }

    private static String name(RedisClusterNode node) {
        return node.getUri().getHost() + ":" + node.getUri().getPort();
    }
}
