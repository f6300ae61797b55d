package dev.switchbook.recorder.chaos;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Recorders as users run them, simulated nodes and a Redis, without proxies and faults of their own: for measuring. */
final class BoundsSetup implements AutoCloseable {
    private final TestRedis redis = TestRedis.start("--appendonly", "yes", "--appendfsync", "everysec");
    private final HandOvers vouched;
    private final List<SimulatedFreeSwitch> nodes = new ArrayList<>();
    private final List<RecorderProcess> recorders = new ArrayList<>();

    /** Nothing but Redis and the nodes is started. */
    BoundsSetup(int nodeCount, int recorderCount, Path directory, Path jar, List<String> jvm) throws IOException {
        vouched = new HandOvers(redis);
        for (int n = 0; n < nodeCount; n++) {
            SimulatedFreeSwitch node = SimulatedFreeSwitch.builder()
                    .switchname(Fleet.name(n))
                    .domain(Load.DOMAIN)
                    .seed(n + 1)
                    .start();
            node.truth().keepNoTransitions();
            nodes.add(node);
        }
        for (int r = 0; r < recorderCount; r++) {
            List<String> options = new ArrayList<>(jvm);
            options.add("-Xlog:gc:file=gc.log");
            RecorderProcess recorder = new RecorderProcess(r, directory.resolve("recorder-" + r), jar, options);
            recorder.configure(config(recorder.opsPort()));
            recorders.add(recorder);
        }
    }

    private String config(int ops) {
        List<String> peers = new ArrayList<>();
        for (SimulatedFreeSwitch node : nodes) {
            peers.add("{\"name\": \"" + node.switchname() + "\", \"address\": \"" + node.address()
                    + "\", \"password\": \"ClueCon\"}");
        }
        return """
                {"redis": {"uri": "%s"},
                 "recorder": {"freeswitch": [%s], "ops": "127.0.0.1:%d", "buffer": {"dir": "spool"}},
                 "gui": {"registration": {"hash": "registrations", "list": "{registrations}:list", "list-max": 10000000},
                         "call": {"hash": "calls", "list": "{calls}:list", "list-max": 10000000}}}
                """.formatted(redis.uri(), String.join(", ", peers), ops);
    }

    TestRedis redis() {
        return redis;
    }

    List<SimulatedFreeSwitch> nodes() {
        return nodes;
    }

    RecorderProcess recorder(int number) {
        return recorders.get(number);
    }

    List<RecorderProcess> recorders() {
        return recorders;
    }

    boolean allLive() {
        return nodes.stream().allMatch(node -> isLive(node.switchname()));
    }

    boolean isLive(String node) {
        return vouched.isLive(node);
    }

    /** How many entries a list has, or records a hash. */
    long count(String command, String key) {
        return redis.call(command, key) instanceof Long number ? number : 0;
    }

    /** Waits, looking every few milliseconds; returns how many have passed. */
    static long await(String what, Duration atMost, BooleanSupplier condition) {
        long from = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - from > atMost.toNanos()) {
                throw new IllegalStateException("waited " + atMost.toSeconds() + " s in vain: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
    }

    @Override
    public void close() {
        vouched.close();
        recorders.forEach(RecorderProcess::close);
        nodes.forEach(SimulatedFreeSwitch::close);
        redis.close();
    }
}
