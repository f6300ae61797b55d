package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The recorders, the simulated nodes, and a proxy on each link between them. */
final class Fleet implements AutoCloseable {
    private static final String PASSWORD = "ClueCon";

    /** A recorder that has just begun to listen knows the others, and they it, after so long. */
    private static final long HEIR_AFTER = 2000;

    private final List<SimulatedFreeSwitch> nodes = new ArrayList<>();
    private final List<AtomicLong> clockSteps = new ArrayList<>();
    private final List<RecorderProcess> recorders = new ArrayList<>();
    /** By recorder, then by node. */
    private final List<List<FaultProxy>> links = new ArrayList<>();

    private final Hearings hearings = new Hearings();

    Fleet(ChaosOptions options, long seed, RedisStage redis, Path directory, Path jar, List<String> jvm)
            throws IOException {
        for (int n = 0; n < options.nodes(); n++) {
            AtomicLong step = new AtomicLong();
            clockSteps.add(step);
            nodes.add(SimulatedFreeSwitch.builder()
                    .switchname(name(n))
                    .domain(Load.DOMAIN)
                    .password(PASSWORD)
                    .seed(seed)
                    .heartbeat(Duration.ofSeconds(5))
                    .clock(() -> (System.currentTimeMillis() + step.get()) * 1000)
                    .start());
        }
        for (int r = 0; r < options.recorders(); r++) {
            RecorderProcess recorder = new RecorderProcess(r, directory.resolve("recorder-" + r), jar, jvm);
            if (options.setsClocks()) {
                recorder.keepClock();
            }
            recorders.add(recorder);
            links.add(new ArrayList<>());
            for (int n = 0; n < options.nodes(); n++) {
                String node = name(n);
                links.get(r).add(new FaultProxy(nodes.get(n).port(), () -> hearings.tap(node, recorder.life())));
            }
            recorder.configure(config(redis.uri(r), recorder, options));
        }
    }

    static String name(int node) {
        return "fs" + (node + 1);
    }

    private String config(String redis, RecorderProcess recorder, ChaosOptions options) {
        List<String> peers = new ArrayList<>();
        for (int n = 0; n < nodes.size(); n++) {
            peers.add("{\"name\": \"" + name(n) + "\", \"address\": \"127.0.0.1:"
                    + link(recorder, n).port() + "\", \"password\": \"" + PASSWORD + "\"}");
        }
        return """
                {"redis": {"uri": %s},
                 "recorder": {"freeswitch": [%s], "ops": "127.0.0.1:%d", "buffer": {"dir": "spool"%s}, "lost-after": "%ds"},
                 "gui": {"registration": {"hash": "registrations", "list": "{registrations}:list", "stream": "{registrations}:stream",
                                          "list-max": 10000000, "stream-max": 10000000, "key": "<user>@<domain>"},
                         "call": {"hash": "calls", "list": "{calls}:list", "stream": "{calls}:stream",
                                  "list-max": 10000000, "stream-max": 10000000, "key": "<user>@<domain>"}}}
                """.formatted(
                redis, String.join(", ", peers), recorder.opsPort(), options.buffer(), options.lostAfterSeconds());
    }

    List<SimulatedFreeSwitch> nodes() {
        return nodes;
    }

    List<RecorderProcess> recorders() {
        return recorders;
    }

    Hearings hearings() {
        return hearings;
    }

    FaultProxy link(RecorderProcess recorder, int node) {
        return links.get(recorder.number()).get(node);
    }

    /** The recorder whose metrics say that it owns the node; null when none does. */
    @Nullable RecorderProcess owner(int node) {
        for (RecorderProcess recorder : recorders) {
            if (recorder.owns(name(node))) {
                return recorder;
            }
        }
        return null;
    }

    /** Whether another recorder than this has heard the node long enough to be its heir. */
    boolean hasHeir(RecorderProcess owner, int node) {
        return recorders.stream().anyMatch(one -> one != owner && hearings.listens(name(node), one.life(), HEIR_AFTER));
    }

    /** Whether all that run could be heirs of all nodes. */
    boolean isComplete() {
        for (int n = 0; n < nodes.size(); n++) {
            String node = name(n);
            if (!recorders.stream().allMatch(one -> hearings.listens(node, one.life(), HEIR_AFTER))) {
                return false;
            }
        }
        return true;
    }

    /** What the metrics of all that run say of this one, summed. */
    double sum(String metric) {
        return recorders.stream().mapToDouble(one -> one.metric(metric)).sum();
    }

    /** Adds to a node's clock. */
    void stepClock(int node, long millis) {
        clockSteps.get(node).addAndGet(millis);
    }

    /** A recorder that ended though nobody told it to; null when there is none. */
    @Nullable RecorderProcess deserter() {
        for (RecorderProcess recorder : recorders) {
            if (!recorder.isRunning() && recorder.life().endedAt() == Spans.FOREVER) {
                return recorder;
            }
        }
        return null;
    }

    @Override
    public void close() {
        recorders.forEach(RecorderProcess::close);
        links.forEach(all -> all.forEach(FaultProxy::close));
        nodes.forEach(SimulatedFreeSwitch::close);
    }
}
