package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestCluster;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.common.testing.TestSentinel;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cache follows Redis wherever that is, and whichever recorder has the node. */
final class FlushTopologyIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();

    @AfterEach
    void stop() {
        freeswitch.close();
    }

    @Test
    void onAClusterTheDomainsOfAllMastersAreWatched() {
        try (TestCluster cluster = TestCluster.start()) {
            for (int i = 0; i < 12; i++) {
                String key = "cti_exten@d" + i + ".test";
                cluster.nodeOf(key).call("HSET", key, "121", "{}", "122", "{}");
            }
            String uris = cluster.uris().stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
            try (RunningRecorder recorder =
                    RunningRecorder.on(Config.of(uris, RunningRecorder.node("fs1", freeswitch.port())))) {
                await().atMost(SOON).until(() -> recorder.metric("recorder_cache_flushes_total{node=\"fs1\"}") > 0);
                for (int i = 0; i < 12; i++) {
                    String key = "cti_exten@d" + i + ".test";
                    String command = "xml_flush_cache id 121 d" + i + ".test";
                    int[] written = {0};
                    await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
                        cluster.nodeOf(key).call("HSET", key, "121", "{\"n\":" + ++written[0] + "}");
                        return freeswitch.flushes().contains(command);
                    });
                }
            }
        }
    }

    @Test
    void afterAFailOverChangesAreHeardOfAgain() {
        try (TestSentinel servers = TestSentinel.start();
                RunningRecorder recorder =
                        RunningRecorder.on(Config.of(servers.uri(), RunningRecorder.node("fs1", freeswitch.port())))) {
            servers.master().call("HSET", "cti_exten@d.test", "121", "{}", "122", "{}");
            freeswitch.register(freeswitch.phone("121"));
            await().atMost(SOON).until(() -> recorder.metric("recorder_cache_flushes_total{node=\"fs1\"}") > 0);
            TestRedis old = servers.master();
            servers.failover();
            servers.awaitMasterOtherThan(old);
            int[] written = {0};
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(300))
                    .ignoreExceptions()
                    .until(() -> {
                        servers.master().call("HSET", "cti_exten@d.test", "121", "{\"n\":" + ++written[0] + "}");
                        return freeswitch.flushes().contains("xml_flush_cache id 121 d.test");
                    });
            assertThat(freeswitch.truth().registrations()).hasSize(1);
        }
    }

    @Test
    void whoTakesTheNodeOverFlushesItAndGoesOn() {
        try (WatchedExtensions at = new WatchedExtensions()) {
            RunningRecorder first = at.watching("5m");
            RunningRecorder second = at.run(at.config("5m"));
            await().until(() -> second.ops("/readyz").contains("not owned by this recorder"));
            int before = at.all();
            at.end(first);
            await().atMost(SOON).until(() -> at.all() > before);
            at.write("d.test", "121", "{}");
            await().until(() -> at.flushed("id 121 d.test") == 1);
            assertThat(second.sum("recorder_cache_flushes_total", "fs1")).isPositive();
        }
    }
}
