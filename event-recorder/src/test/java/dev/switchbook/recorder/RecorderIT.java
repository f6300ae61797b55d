package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.Call;
import dev.switchbook.recorder.simulated.Phone;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RecorderIT {
    private final TestRedis redis = TestRedis.start();
    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Book book = new Book(redis);
    private RunningRecorder recorder;

    @BeforeEach
    void start() {
        recorder = RunningRecorder.on(
                RunningRecorder.Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port())));
        await().until(() -> book.isLive("fs1"));
    }

    @AfterEach
    void stop() {
        recorder.close();
        freeswitch.close();
        redis.close();
    }

    @Test
    void phonesAndCallsAreInRedis() {
        Phone anna = freeswitch.phone("121");
        Phone ben = freeswitch.phone("122");
        String callId = freeswitch.register(anna);
        await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
        freeswitch.register(ben);
        Call call = freeswitch.calls().talk(anna, ben);
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("121@d.test", "122@d.test"));
        assertThat(book.call("121@d.test").path("notify").asText()).isEqualTo("answer");
        call.hangup();
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        freeswitch.unregister(anna);
        await().untilAsserted(() -> assertThat(book.registrations()).containsOnlyKeys("122@d.test"));
        assertThat(book.callEntries()).hasSize(6);
        assertThat(book.stream("{calls}:stream")).hasSize(6);
        assertThat(book.registrationEntries()).hasSize(3);
        assertThat(recorder.metric("esl_up{node=\"fs1\"}")).isEqualTo(1);
    }
}
