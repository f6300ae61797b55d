package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a recorder knows, and what it does not know, of a node that it takes over or loses. */
final class TakeOverIT {
    private static final Duration LOST_AFTER = Duration.ofSeconds(2);

    private final TestRedis redis = TestRedis.start();
    private final Book book = new Book(redis);
    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Config config = Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()))
            .with("\"lost-after\": \"" + LOST_AFTER.toSeconds() + "s\"");

    @AfterEach
    void stop() {
        freeswitch.close();
        redis.close();
    }

    @Test
    void aNodeOutOfReachIsLetGoSoLongAfterItWasTakenOverAndNotSoLongAfterTheStart() {
        RunningRecorder first = RunningRecorder.on(config);
        await().until(() -> book.isLive("fs1"));
        try (RunningRecorder second = RunningRecorder.on(config)) {
            long started = System.nanoTime();
            freeswitch.register(freeswitch.phone("121"));
            freeswitch.calls().talk(freeswitch.phone("121"), freeswitch.phone("122"));
            await().until(() -> book.activity().size() == 2);
            await().until(() -> System.nanoTime() - started > LOST_AFTER.toNanos());

            freeswitch.stopListening();
            first.close();
            await().until(() -> second.metric("recorder_owner{node=\"fs1\"}") == 1);
            await().during(LOST_AFTER.minusMillis(700))
                    .atMost(LOST_AFTER)
                    .until(() ->
                            book.activity().size() == 2 && book.registrations().size() == 1);
            await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        }
    }
}
