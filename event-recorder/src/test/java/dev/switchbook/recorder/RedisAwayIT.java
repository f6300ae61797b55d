package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.Call;
import dev.switchbook.recorder.simulated.Phone;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis goes, stands still, or forgets, while a FreeSWITCH is being recorded. */
@SuppressWarnings("NullAway.Init") // each begins with start()
final class RedisAwayIT {
    private static final String[] PERSISTENT = {"--appendonly", "yes", "--appendfsync", "always"};
    private static final int PHONES = 60;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Workload work = new Workload(List.of(freeswitch), "d.test", PHONES, 7);
    private TestRedis redis;
    private Book book;
    private Against truth;
    private RunningRecorder recorder;

    @AfterEach
    void stop() {
        recorder.close();
        freeswitch.close();
        redis.close();
    }

    @Test
    void eightSecondsWithoutRedisLoseNothingAndDoubleNothing() {
        start("64m", "64m", PERSISTENT);
        work.run(400, Duration.ofSeconds(1));
        redis.stop();
        work.run(400, Duration.ofSeconds(8));

        awaitAllRead();
        assertThat(recorder.metric("esl_up{node=\"fs1\"}")).isOne();
        assertThat(recorder.metric("recorder_buffer_bytes")).isPositive();
        assertThat(recorder.ops("/readyz")).startsWith("ready").contains("redis: away");

        redis.restart();
        work.run(400, Duration.ofSeconds(1));
        awaitStateIsTrue();
        truth.entriesAreExact();
        work.settle();
        awaitStateIsTrue();
        truth.entriesAreExact();
        assertNothingWaitsOrIsMissing();
    }

    @Test
    void aRedisThatStandsStillIsWaitedFor() {
        start("64m", "64m", PERSISTENT);
        work.run(200);
        redis.pause();
        work.run(400, Duration.ofSeconds(6));
        awaitAllRead();
        redis.resume();
        work.run(200);
        awaitStateIsTrue();
        truth.entriesAreExact();
        assertNothingWaitsOrIsMissing();
    }

    @Test
    void whatRedisForgetsIsWrittenAnewWithinFiveSeconds() {
        start("64m", "64m");
        work.run(600);
        awaitStateIsTrue();
        Map<String, JsonNode> calls = book.hash("calls");
        Map<String, JsonNode> registrations = book.hash("registrations");
        assertThat(book.activity()).isNotEmpty();

        redis.flush();
        awaitRebuilt(calls, registrations);

        redis.stop();
        redis.restart();
        awaitRebuilt(calls, registrations);

        // What happens now is an entry each, as ever, and nothing of before comes a second time.
        int before = freeswitch.truth().transitions().size();
        redis.call("DEL", "{calls}:list", "{calls}:stream", "{registrations}:list", "{registrations}:stream");
        work.run(200);
        awaitStateIsTrue();
        assertThat(book.callEntries().size() + book.registrationEntries().size())
                .isEqualTo(freeswitch.truth().transitions().size() - before);
    }

    @Test
    void whatARedisThatWasSetBackHasAgainAlthoughItIsOverGoes() {
        start("64m", "64m", "--dbfilename", "dump.rdb");
        Phone gone = freeswitch.phone("901");
        Phone caller = freeswitch.phone("902");
        freeswitch.register(gone);
        Call talk = freeswitch.calls().talk(caller, gone);
        awaitStateIsTrue();
        assertThat(book.activity()).containsKeys("901@d.test", "902@d.test");
        redis.call("SAVE");

        freeswitch.unregister(gone);
        talk.hangup();
        // Longer than the writer remembers what it has written.
        work.run(400, Duration.ofSeconds(6));
        awaitStateIsTrue();
        redis.stop();
        redis.restart();

        awaitStateIsTrue();
        assertThat(truth.gaps("{registrations}:stream")).isNotEmpty();
    }

    @Test
    void whatMemoryCannotHoldWaitsOnDisk() throws IOException {
        start("1m", "64m", PERSISTENT);
        Path spool = recorder.spool();
        redis.stop();
        work.run(4000, Duration.ofSeconds(4)); // faster than the disk, what has no room would be dropped
        awaitAllRead();

        await().until(() -> !chunks(spool).isEmpty());
        assertThat(recorder.metric("recorder_buffer_bytes")).isGreaterThan(2e6);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool)))
                .isEqualTo("rwx------");
        for (Path chunk : chunks(spool)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(chunk)))
                    .isEqualTo("rw-------");
        }

        redis.restart();
        awaitStateIsTrue();
        assertNothingWaitsOrIsMissing();
        truth.entriesAreExact();
        await().untilAsserted(() -> assertThat(chunks(spool)).isEmpty());
    }

    @Test
    void whatNoBufferHoldsIsAGapAndTheStateIsRightAgain() {
        start("1m", "1m", PERSISTENT);
        awaitStateIsTrue();
        long from = System.currentTimeMillis();
        redis.stop();
        work.run(8000);
        awaitAllRead();
        assertThat(recorder.metric("recorder_buffer_dropped_total")).isPositive();

        redis.restart();
        work.run(100);
        awaitStateIsTrue();
        await().untilAsserted(() -> {
            assertPlausible(truth.gaps("{calls}:stream"), from);
            assertPlausible(truth.gaps("{registrations}:stream"), from);
        });
        // What is there is right and stands in order, and nothing is there twice.
        List<String> told = book.callEntries().stream()
                .filter(entry -> !entry.endsWith("(snapshot)"))
                .toList();
        assertThat(truth.calls(0)).containsSubsequence(told);
        List<String> corrected = book.callEntries().stream()
                .map(entry -> entry.replace(" (snapshot)", ""))
                .toList();
        assertThat(corrected).doesNotHaveDuplicates();
        // A leg that got another uuid within the gap ends under the old one, which FreeSWITCH never said.
        assertThat(legs(truth.calls(0))).containsAll(legs(corrected));
        assertThat(book.callEntries()).doesNotHaveDuplicates();
        assertThat(told.size()).isLessThan(truth.calls(0).size());
        await().untilAsserted(() ->
                assertThat(recorder.metric("recorder_buffer_bytes")).isZero());
    }

    private static Set<String> legs(List<String> entries) {
        return entries.stream()
                .map(entry -> entry.substring(entry.lastIndexOf(' ') + 1))
                .collect(Collectors.toSet());
    }

    private void start(String memory, String disk, String... options) {
        redis = TestRedis.start(options);
        book = new Book(redis);
        truth = new Against(book, freeswitch);
        recorder = RunningRecorder.on(Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()))
                .buffer(memory, disk));
        await().until(() -> book.isLive("fs1"));
        work.registerAll();
    }

    /** The event socket is read, whatever Redis does. */
    private void awaitAllRead() {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(freeswitch.listeners())
                        .hasSize(2)
                        .allSatisfy(listener -> assertThat(listener.waiting()).isZero()));
        assertThat(recorder.sum("esl_disconnects_total", "fs1")).isZero();
    }

    private void awaitStateIsTrue() {
        await().atMost(SOON).untilAsserted(truth::stateIsTrue);
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(recorder.metric("recorder_buffer_bytes")).isZero());
        await().atMost(SOON).untilAsserted(truth::stateIsTrue);
    }

    private void awaitRebuilt(Map<String, JsonNode> calls, Map<String, JsonNode> registrations) {
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(book.activity().keySet()).isEqualTo(live(calls).keySet());
            live(calls).forEach((key, record) -> assertThat(book.call(key)).isEqualTo(record));
            assertThat(book.hash("registrations")).isEqualTo(registrations);
            assertThat(book.isLive("fs1")).isTrue();
        });
    }

    /** What nobody asks for is forgotten: a record whose calls are all over comes back with the next call. */
    private static Map<String, JsonNode> live(Map<String, JsonNode> calls) {
        Map<String, JsonNode> live = new java.util.TreeMap<>(calls);
        live.values().removeIf(record -> record.path("activity").isEmpty());
        return live;
    }

    private void assertNothingWaitsOrIsMissing() {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(recorder.metric("recorder_buffer_bytes")).isZero());
        assertThat(recorder.metric("recorder_buffer_dropped_total")).isZero();
        assertThat(recorder.sum("recorder_gaps_total", "fs1")).isZero();
        assertThat(truth.gaps("{calls}:stream")).isEmpty();
        assertThat(truth.gaps("{registrations}:stream")).isEmpty();
    }

    private static void assertPlausible(List<JsonNode> gaps, long from) {
        assertThat(gaps).isNotEmpty().allSatisfy(gap -> {
            assertThat(gap.path("node").asText()).isEqualTo("fs1");
            assertThat(gap.path("from").asLong()).isGreaterThanOrEqualTo(from);
            assertThat(gap.path("to").asLong())
                    .isGreaterThanOrEqualTo(gap.path("from").asLong())
                    .isLessThanOrEqualTo(System.currentTimeMillis());
        });
    }

    private static List<Path> chunks(Path spool) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(file -> file.toString().endsWith(".chunk")).toList();
        }
    }
}
