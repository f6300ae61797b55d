package dev.switchbook.common.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A Redis Cluster of three masters, every slot assigned, on 127.0.0.1. */
public final class TestCluster implements AutoCloseable {
    private static final int SLOTS = 16_384;
    private static final int NODES = 3;

    private final List<TestRedis> nodes;

    private TestCluster(List<TestRedis> nodes) {
        this.nodes = nodes;
    }

    /** Started; returns when every node says that the cluster is ok. */
    public static TestCluster start() {
        List<TestRedis> nodes = new ArrayList<>();
        TestCluster cluster = new TestCluster(nodes);
        try {
            List<Integer> buses =
                    IntStream.range(0, NODES).mapToObj(i -> TestPorts.free()).toList();
            for (int bus : buses) {
                nodes.add(TestRedis.start(
                        "--cluster-enabled", "yes",
                        "--cluster-port", String.valueOf(bus),
                        "--cluster-node-timeout", "1000",
                        "--cluster-require-full-coverage", "no"));
            }
            cluster.join(buses);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public List<TestRedis> nodes() {
        return List.copyOf(nodes);
    }

    /** The addresses of all nodes, as the configuration takes them. */
    public List<String> uris() {
        return nodes.stream().map(TestRedis::uri).toList();
    }

    /** The node that serves the key, by an even split of the slots. */
    public TestRedis nodeOf(String key) {
        Object slot = nodes.get(0).call("CLUSTER", "KEYSLOT", key);
        return nodes.get(((Long) java.util.Objects.requireNonNull(slot)).intValue() * NODES / SLOTS);
    }

    @Override
    public void close() {
        nodes.forEach(TestRedis::close);
    }

    private void join(List<Integer> buses) {
        for (int i = 0; i < NODES; i++) {
            nodes.get(i).call("CLUSTER", "ADDSLOTSRANGE", "" + firstSlot(i), "" + (firstSlot(i + 1) - 1));
            nodes.get(i).call("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
        }
        for (int i = 1; i < NODES; i++) {
            nodes.get(0).call("CLUSTER", "MEET", "127.0.0.1", "" + nodes.get(i).port(), "" + buses.get(i));
        }
        Awaitility.await("cluster")
                .atMost(30, TimeUnit.SECONDS)
                .until(() -> nodes.stream().allMatch(this::isJoined));
    }

    /** The least slot whose share by {@link #nodeOf} is the node's. */
    private static int firstSlot(int node) {
        return (node * SLOTS + NODES - 1) / NODES;
    }

    private boolean isJoined(TestRedis node) {
        String info = String.valueOf(node.call("CLUSTER", "INFO"));
        return info.contains("cluster_state:ok")
                && info.contains("cluster_slots_ok:" + SLOTS)
                && info.contains("cluster_known_nodes:" + NODES);
    }
}
