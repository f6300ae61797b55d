package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.monitoring.Questions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart with phones that it simulates. */
class QuickstartSimulatedIT {
    private final RunningQuickstart quickstart;

    QuickstartSimulatedIT(@TempDir Path dir) {
        quickstart = new RunningQuickstart(dir);
    }

    @AfterEach
    void end() {
        quickstart.close();
    }

    @Test
    void simulatedPhonesRegisterAndCallAndTheNextStartGoesOn() throws Exception {
        Process first = quickstart.start("--simulate");
        String printed = quickstart.awaitGuide(first);
        assertThat(printed)
                .contains("simulated, event socket on 127.0.0.1:" + (quickstart.base + 4))
                .contains("redis-cli -p " + (quickstart.base + 3) + " SUBSCRIBE registrations calls");
        try (RedisClient client = RedisServer.client(quickstart.base + 3);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            await().atMost(RunningQuickstart.PATIENCE).until(() -> redis.hlen("registrations") == 20);
            await().atMost(RunningQuickstart.PATIENCE).until(() -> redis.xlen("{calls}:stream") > 2);
            assertThat(redis.hget("registrations", "1000")).contains("\"from-host\":\"localhost\"");
            await().atMost(RunningQuickstart.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(redis.hget("cti_recorder", "fs1")).contains("\"state\":\"live\""));
            assertThat(Questions.withoutAnswer(List.of(
                            quickstart.ops(quickstart.base + 1, "/metrics"),
                            quickstart.ops(quickstart.base + 2, "/metrics"))))
                    .isEmpty();

            Process watch = quickstart.run("watch", "--data", quickstart.data().toString());
            await().atMost(RunningQuickstart.PATIENCE)
                    .until(() -> quickstart.output(watch).contains("{calls}:stream"));
            await().atMost(RunningQuickstart.PATIENCE)
                    .until(() -> quickstart.output(watch).contains(" -> "));
            assertThat(RunningQuickstart.kill(watch)).isNotZero();
        }
        List<ProcessHandle> children = first.descendants().toList();
        assertThat(RunningQuickstart.stop(first)).isZero();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);

        Process second = quickstart.start("--simulate");
        assertThat(quickstart.awaitGuide(second)).contains("as they are in Redis");
        try (RedisClient client = RedisServer.client(quickstart.base + 3);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            await().atMost(RunningQuickstart.PATIENCE)
                    .until(() -> connection.sync().xrange("{calls}:stream", Range.unbounded()).stream()
                            .anyMatch(entry -> entry.getBody().containsKey("gap")));
        }
        assertThat(RunningQuickstart.stop(second)).isZero();
    }

    @Test
    void aHardKillLeavesNobodyListening() throws Exception {
        Process process = quickstart.start("--simulate");
        quickstart.awaitGuide(process);

        process.destroyForcibly();

        for (int port = quickstart.base; port < quickstart.base + 5; port++) {
            int each = port;
            await().atMost(RunningQuickstart.PATIENCE).until(() -> isRefused(each));
        }
    }

    private static boolean isRefused(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }
}
