package dev.switchbook.recorder.chaos;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestCluster;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.common.testing.TestSentinel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The redis-server processes of a run, the way to them, and what is done to them. */
final class RedisStage implements AutoCloseable {
    private final Topology topology;
    private final boolean persistent;
    private final @Nullable TestRedis single;
    private final @Nullable TestSentinel sentinel;
    private final @Nullable TestCluster cluster;
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final Spans down = new Spans();
    private long failOvers;

    /** Started. Only a standalone server can be persistent, and only to one there is a proxy for each recorder. */
    RedisStage(Topology topology, boolean persistent, int recorders) {
        this.topology = topology;
        this.persistent = persistent && topology == Topology.STANDALONE;
        single = topology == Topology.STANDALONE
                ? TestRedis.start("--appendonly", this.persistent ? "yes" : "no", "--appendfsync", "everysec")
                : null;
        sentinel = topology == Topology.SENTINEL ? TestSentinel.start() : null;
        if (sentinel != null) {
            sentinel.downAfter(Duration.ofSeconds(2));
        }
        cluster = topology == Topology.CLUSTER ? TestCluster.start() : null;
        if (single != null) {
            for (int i = 0; i < recorders; i++) {
                proxies.add(new FaultProxy(single.port()));
            }
        }
    }

    Topology topology() {
        return topology;
    }

    /** Whether what was acknowledged outlives the death of the process. */
    boolean persistent() {
        return persistent;
    }

    /** When nobody could write. */
    Spans down() {
        return down;
    }

    /** Of {@code redis.uri}, as JSON. */
    String uri(int recorder) {
        if (cluster != null) {
            return cluster.uris().stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
        }
        return sentinel != null
                ? "\"" + sentinel.uri() + "\""
                : "\"redis://127.0.0.1:" + proxies.get(recorder).port() + "\"";
    }

    /** The recorder's link to Redis; null where there is no proxy on it. */
    @Nullable FaultProxy link(int recorder) {
        return proxies.isEmpty() ? null : proxies.get(recorder);
    }

    /** A new connection to the server that has the key now. */
    RedisCommandLine connect(String key) {
        return server(key).connect();
    }

    private TestRedis server(String key) {
        if (cluster != null) {
            return cluster.nodeOf(key);
        }
        return sentinel != null ? sentinel.master() : java.util.Objects.requireNonNull(single);
    }

    /** Whether the Sentinel has made another server master without being made to: what is lost by that nobody knows. */
    boolean wentOverByItself() {
        return sentinel != null && sentinel.failovers() != failOvers;
    }

    /** The bases, those that live on one server together. */
    List<List<String>> groups(List<String> bases) {
        return cluster != null ? bases.stream().map(List::of).toList() : List.of(bases);
    }

    private List<TestRedis> masters() {
        return cluster != null ? cluster.nodes() : List.of(server(""));
    }

    void pause() {
        down.begin(System.currentTimeMillis());
        masters().forEach(TestRedis::pause);
    }

    void resume() {
        masters().forEach(TestRedis::resume);
        down.end(System.currentTimeMillis());
    }

    /** From now on nothing is written, until the server dies: what a reader sees then is all that was acknowledged. */
    void freeze() {
        down.begin(System.currentTimeMillis());
        masters().forEach(server -> server.call("CLIENT", "PAUSE", "5000", "WRITE"));
    }

    /** SIGKILL. */
    void kill() {
        masters().forEach(TestRedis::stop);
    }

    /** Runs again, with what it has kept; {@link #awaitServing} says from when on it serves. */
    void restart() {
        masters().forEach(TestRedis::restart);
    }

    /** A cluster's master that was started again refuses everything for two seconds, whoever asks. */
    void awaitServing() {
        if (cluster != null) {
            masters()
                    .forEach(master -> Awaitility.await("a master that serves")
                            .pollInterval(20, TimeUnit.MILLISECONDS)
                            .atMost(10, TimeUnit.SECONDS)
                            .until(() -> String.valueOf(master.call("CLUSTER", "INFO"))
                                    .contains("cluster_state:ok")));
        }
        down.end(System.currentTimeMillis());
    }

    /** All but the servers that have these keys. */
    void flushOthers(List<String> keys) {
        List<TestRedis> others = new ArrayList<>(masters());
        keys.forEach(key -> others.remove(server(key)));
        others.forEach(TestRedis::flush);
    }

    /**
     * From now on the replica hears nothing of its master: its link is cut, and it comes back with a password that the master does not want.
     * Nobody else notices.
     */
    void keepFromReplica() {
        TestSentinel servers = java.util.Objects.requireNonNull(sentinel);
        servers.replica().call("CONFIG", "SET", "masterauth", "unwanted");
        servers.master().call("CLIENT", "KILL", "TYPE", "replica");
    }

    /** The master dies, and the replica, which lacks what it was kept from, takes its place; the dead one comes back as replica. */
    void failOver() {
        TestSentinel servers = java.util.Objects.requireNonNull(sentinel);
        failOvers++;
        TestRedis old = servers.master();
        old.stop();
        servers.awaitMasterOtherThan(old);
        TestRedis master = servers.master();
        master.call("CONFIG", "SET", "masterauth", "");
        // a second master, be it for a moment, would take writes that it loses
        old.restartAsReplicaOf(master);
        down.end(System.currentTimeMillis());
    }

    @Override
    public void close() {
        proxies.forEach(FaultProxy::close);
        if (single != null) {
            single.close();
        }
        if (sentinel != null) {
            sentinel.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }
}
