package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A master named {@code main}, one replica and one Sentinel that takes a master for dead after half a second. */
public final class TestSentinel implements AutoCloseable {
    public static final String MASTER = "main";

    private final TestRedis first;
    private final TestRedis second;
    private final RedisProcess sentinel;
    private final int sentinelPort;
    private final @Nullable String sentinelPassword;

    private TestSentinel(
            TestRedis first,
            TestRedis second,
            RedisProcess sentinel,
            int sentinelPort,
            @Nullable String sentinelPassword) {
        this.first = first;
        this.second = second;
        this.sentinel = sentinel;
        this.sentinelPort = sentinelPort;
        this.sentinelPassword = sentinelPassword;
    }

    /** Started; returns when the Sentinel knows the replica. */
    public static TestSentinel start() {
        return start(null);
    }

    /** As {@link #start()}, the Sentinel asking for a password. */
    public static TestSentinel start(@Nullable String sentinelPassword) {
        TestRedis first = TestRedis.start("--repl-diskless-sync-delay", "0");
        TestRedis second =
                TestRedis.start("--repl-diskless-sync-delay", "0", "--replicaof", "127.0.0.1 " + first.port());
        int port = TestPorts.free();
        RedisProcess sentinel = new RedisProcess(List.of("sentinel.conf", "--sentinel"));
        TestSentinel all = new TestSentinel(first, second, sentinel, port, sentinelPassword);
        try {
            all.configure(sentinel.directory().resolve("sentinel.conf"));
            sentinel.start();
            all.awaitReplica();
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    /** {@code redis-sentinel://127.0.0.1:port#main} */
    public String uri() {
        return "redis-sentinel://127.0.0.1:" + sentinelPort + "#" + MASTER;
    }

    /** The server that the Sentinel calls master at the moment. */
    public TestRedis master() {
        List<?> address = (List<?>) call("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        return address != null && address.get(1).equals(String.valueOf(first.port())) ? first : second;
    }

    /** Takes a master for dead after so long: half a second is little on a machine that has much to do. */
    public void downAfter(Duration time) {
        call("SENTINEL", "SET", MASTER, "down-after-milliseconds", Long.toString(time.toMillis()));
    }

    /** One more with each fail-over that was done. */
    public long failovers() {
        List<?> pairs = (List<?>) Objects.requireNonNull(call("SENTINEL", "MASTER", MASTER));
        return Long.parseLong(String.valueOf(after(pairs, "config-epoch")));
    }

    /** The other server. */
    public TestRedis replica() {
        return master() == first ? second : first;
    }

    /** Orders a fail-over, the old master alive; returns when the Sentinel names the other one. */
    public void failover() {
        TestRedis before = master();
        call("SENTINEL", "FAILOVER", MASTER);
        awaitMasterOtherThan(before);
    }

    /** Waits until the Sentinel names another master than this one, by an order or because it is dead. */
    public void awaitMasterOtherThan(TestRedis before) {
        Awaitility.await("fail-over").atMost(30, TimeUnit.SECONDS).until(() -> master() != before);
    }

    @Override
    public void close() {
        sentinel.close();
        second.close();
        first.close();
    }

    private void configure(Path file) {
        List<String> lines = new ArrayList<>(List.of(
                "port " + sentinelPort,
                "bind 127.0.0.1",
                "sentinel monitor " + MASTER + " 127.0.0.1 " + first.port() + " 1",
                "sentinel down-after-milliseconds " + MASTER + " 500",
                "sentinel failover-timeout " + MASTER + " 3000"));
        if (sentinelPassword != null) {
            lines.add("requirepass " + sentinelPassword);
        }
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReplica() {
        Awaitility.await("replica known to the Sentinel")
                .atMost(30, TimeUnit.SECONDS)
                .until(this::replicaIsInSync);
    }

    private boolean replicaIsInSync() {
        List<?> replicas = (List<?>) call("SENTINEL", "REPLICAS", MASTER);
        if (replicas == null || replicas.isEmpty()) {
            return false;
        }
        List<?> pairs = (List<?>) replicas.get(0);
        Map<?, ?> replica = Map.of("flags", after(pairs, "flags"), "link", after(pairs, "master-link-status"));
        return replica.equals(Map.of("flags", "slave", "link", "ok"));
    }

    private static Object after(List<?> pairs, String name) {
        return pairs.get(pairs.indexOf(name) + 1);
    }

    private @Nullable Object call(String... command) {
        try (RedisCommandLine client = new RedisCommandLine(sentinelPort)) {
            if (sentinelPassword != null) {
                client.call("AUTH", sentinelPassword);
            }
            return client.call(command);
        }
    }
}
