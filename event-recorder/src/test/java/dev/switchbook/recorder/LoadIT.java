package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a recorder reads what Redis has of a node. */
final class LoadIT {
    private static final String[] TELLING = {"--slowlog-log-slower-than", "0", "--slowlog-max-len", "10000"};

    @ParameterizedTest
    @ValueSource(strings = {"calls", "registrations"})
    void aBaseIsClaimedBeforeItIsReadSoThatNobodyChangesItMeanwhile(String base) {
        try (TestRedis redis = TestRedis.start(TELLING);
                SimulatedFreeSwitch freeswitch = SimulatedFreeSwitch.builder()
                        .switchname("fs1")
                        .domain("d.test")
                        .start();
                RunningRecorder recorder = RunningRecorder.on(
                        RunningRecorder.Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port())))) {
            Book book = new Book(redis);
            await().until(() -> book.isLive("fs1"));

            List<String> commands = commands(redis);
            List<String> touching = commands.stream()
                    .filter(command -> command.contains("{" + base + "}:parts"))
                    .toList();
            assertThat(touching).anyMatch(command -> command.contains("HSCAN"));
            assertThat(touching.get(0)).contains("EVAL").contains("claim");
            int lastClaim = touching.lastIndexOf(touching.stream()
                    .filter(command -> command.contains("claim"))
                    .reduce("", (before, after) -> after));
            int firstRead = touching.indexOf(touching.stream()
                    .filter(command -> command.contains("HSCAN"))
                    .findFirst()
                    .orElseThrow());
            assertThat(lastClaim).isLessThan(firstRead);
            assertThat(recorder.metric("recorder_owner{node=\"fs1\"}")).isOne();
        }
    }

    @Test
    void aKeyOfAnotherTypeDoesNotKeepTheOtherBlockFromBeingRecorded() {
        try (TestRedis redis = TestRedis.start()) {
            redis.call("SET", "calls", "no hash");
            try (SimulatedFreeSwitch freeswitch = SimulatedFreeSwitch.builder()
                            .switchname("fs1")
                            .domain("d.test")
                            .start();
                    RunningRecorder recorder = RunningRecorder.on(
                            RunningRecorder.Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port())))) {
                Book book = new Book(redis);
                await().until(() -> book.isLive("fs1"));
                freeswitch.register(freeswitch.phone("121"));
                await().untilAsserted(() -> assertThat(book.registrations()).containsOnlyKeys("121@d.test"));
                assertThat(recorder.metric("recorder_owner{node=\"fs1\"}")).isOne();
            }
        }
    }

    @Test
    void aRecordThatCannotBeUnderstoodGoesAndASnapshotTellsWhatIsSo() {
        try (TestRedis redis = TestRedis.start();
                SimulatedFreeSwitch freeswitch = SimulatedFreeSwitch.builder()
                        .switchname("fs1")
                        .domain("d.test")
                        .start()) {
            RunningRecorder.Config config =
                    RunningRecorder.Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()));
            Book book = new Book(redis);
            String callId = freeswitch.register(freeswitch.phone("121"));
            try (RunningRecorder recorder = RunningRecorder.on(config)) {
                await().until(() -> recorder.metric("recorder_owner{node=\"fs1\"}") == 1 && book.isLive("fs1"));
                assertThat(book.registrations()).containsEntry("121@d.test", callId);
                freeswitch.calls().talk(freeswitch.phone("121"), freeswitch.phone("122"));
                await().until(() -> book.activity().size() == 2);
            }
            for (String key : List.of("{registrations}:parts", "{calls}:parts")) {
                if (redis.call("HKEYS", key) instanceof List<?> parts) {
                    assertThat(parts).isNotEmpty();
                    parts.forEach(part -> redis.call("HSET", key, String.valueOf(part), "rubbish"));
                }
            }
            freeswitch.register(freeswitch.phone("123"));
            try (RunningRecorder recorder = RunningRecorder.on(config)) {
                await().until(() -> recorder.metric("recorder_owner{node=\"fs1\"}") == 1);
                await().untilAsserted(
                                () -> assertThat(book.registrations()).containsOnlyKeys("121@d.test", "123@d.test"));
                await().until(() -> book.isLive("fs1"));
                assertThat(book.registrations()).containsEntry("121@d.test", callId);
                assertThat(book.activity()).hasSize(2);
            }
        }
    }

    /** What Redis was asked, the oldest first. */
    private static List<String> commands(TestRedis redis) {
        List<String> commands = new ArrayList<>();
        if (redis.call("SLOWLOG", "GET", "10000") instanceof List<?> entries) {
            entries.forEach(entry -> commands.add(0, String.valueOf(((List<?>) entry).get(3))));
        }
        return commands;
    }
}
