package dev.switchbook.common.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The masters that have slots, as Lettuce knows the topology at the moment, each by the connection its slots use. */
final class ClusterMasters {
    private final StatefulRedisClusterConnection<String, byte[]> connection;

    /** One listener for each connection, as long as that is used. */
    private final Map<StatefulRedisConnection<String, byte[]>, NodeLink.Ends> ends =
            Collections.synchronizedMap(new WeakHashMap<>());

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

    /** To each master. */
    CompletionStage<List<NodeLink>> links() {
        List<CompletableFuture<NodeLink>> connecting = masters().stream()
                .map(master -> connect(master).thenApply(this::link))
                .toList();
        return CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                .thenApply(
                        all -> connecting.stream().map(CompletableFuture::join).toList());
    }

    /** To the master that serves the key. */
    CompletionStage<NodeLink> linkFor(String key) {
        RedisClusterNode master = connection.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
        return master == null
                ? CompletableFuture.failedStage(new RedisAwayException("nobody serves the slot"))
                : connect(master).thenApply(this::link);
    }

    private NodeLink link(StatefulRedisConnection<String, byte[]> node) {
        return new NodeLink(node, ends.computeIfAbsent(node, ClusterMasters::listen));
    }

    private static NodeLink.Ends listen(StatefulRedisConnection<String, byte[]> node) {
        NodeLink.Ends ends = new NodeLink.Ends();
        node.addListener(ends);
        return ends;
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
