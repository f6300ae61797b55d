package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import org.junit.jupiter.api.Test;

final class DiscoveryIT {

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
