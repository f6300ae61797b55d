package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.Listener;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiscoveryIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Kubernetes takes a FreeSWITCH that is to end out of DNS while its calls go on. */
    @Test
    void whoLeavesTheNameServerIsRecordedUntilItsLinkIsLost(@TempDir Path directory) throws IOException {
        Path names = directory.resolve("hosts");
        Files.writeString(names, "127.0.0.1 pool.test\n");
        try (TestRedis redis = TestRedis.start();
                SimulatedFreeSwitch freeswitch = SimulatedFreeSwitch.builder()
                        .switchname("fs-7.pool")
                        .domain("d.test")
                        .start();
                JarProcess recorder = new JarProcess(directory)) {
            recorder.javaOptions("-Djdk.net.hosts.file=" + names);
            recorder.json("""
                    {
                      "redis": {"uri": "%s"},
                      "recorder": {
                        "discover": {"dns": "pool.test:%d", "password": "ClueCon"},
                        "ops": "127.0.0.1:%d",
                      },
                      "gui": {"registration": {"key": "<user>@<domain>"}},
                    }
                    """.formatted(redis.uri(), freeswitch.port(), recorder.opsPort()));
            recorder.start();
            Book book = new Book(redis);
            await().atMost(SOON).until(() -> book.isLive("fs-7.pool"));

            Files.writeString(names, "127.0.0.9 pool.test\n");
            await().atMost(SOON)
                    .until(() -> recorder.logged().contains("node 127.0.0.1:" + freeswitch.port() + " disappeared"));
            String callId = freeswitch.register(freeswitch.phone("121"));
            await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
            assertThat(recorder.ops("/readyz")).startsWith("200 ready");

            freeswitch.listeners().forEach(Listener::close);
            await().atMost(SOON).until(() -> recorder.ops("/readyz").startsWith("503"));
            await().during(Duration.ofSeconds(2))
                    .atMost(SOON)
                    .until(() -> freeswitch.listeners().stream().noneMatch(Listener::isConnected));
        }
    }

    @Test
    void aNodeOfTheNameServerIsCalledWhatFreeSwitchIsCalled() {
        try (TestRedis redis = TestRedis.start();
                SimulatedFreeSwitch freeswitch = SimulatedFreeSwitch.builder()
                        .switchname("fs-7.pool")
                        .domain("d.test")
                        .start()) {
            String callId = freeswitch.register(freeswitch.phone("121"));
            Config config = Config.of(redis.uri())
                    .with("\"discover\": {\"dns\": \"localhost:" + freeswitch.port()
                            + "\", \"password\": \"ClueCon\"}");
            try (RunningRecorder recorder = RunningRecorder.on(config)) {
                Book book = new Book(redis);
                await().until(() -> book.isLive("fs-7.pool"));
                await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
                assertThat(recorder.ops("/readyz")).startsWith("ready").contains("node fs-7.pool: live");
                assertThat(recorder.metric("esl_up{node=\"fs-7.pool\"}")).isOne();
            }
        }
    }
}
