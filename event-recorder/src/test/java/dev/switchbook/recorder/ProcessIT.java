package dev.switchbook.recorder;

import static dev.switchbook.recorder.JarProcess.exitCode;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.Call;
import dev.switchbook.recorder.simulated.Phone;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Truth;
import dev.switchbook.recorder.simulated.Workload;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar as users start it. */
final class ProcessIT {
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Section 6 of the contract, without what belongs to the directory and the flush of caches, which is not made yet. */
    private static final List<String> METRICS = List.of(
            "redis_up",
            "esl_up{node=\"fs1\"}",
            "esl_events_total{event=\"HEARTBEAT\",node=\"fs1\"}",
            "esl_reconnects_total{node=\"fs1\"}",
            "recorder_lag_seconds_bucket{node=\"fs1\",le=",
            "recorder_lag_seconds_count{node=\"fs1\"}",
            "recorder_writes_total{outcome=\"ok\",sink=\"hash\"}",
            "recorder_writes_total{outcome=\"ok\",sink=\"list\"}",
            "recorder_writes_total{outcome=\"ok\",sink=\"stream\"}",
            "recorder_writes_total{outcome=\"failed\",sink=\"channel\"}",
            "recorder_writes_total{outcome=\"ok\",sink=\"auth\"}",
            "recorder_trimmed_total{sink=\"list\"}",
            "recorder_trimmed_total{sink=\"stream\"}",
            "recorder_buffer_bytes",
            "recorder_buffer_dropped_total",
            "recorder_gaps_total{node=\"fs1\"}",
            "recorder_resyncs_total{node=\"fs1\"}",
            "recorder_drift{kind=",
            "recorder_cache_flushes_total{node=\"fs1\"}",
            "recorder_revokes_withheld_total",
            "recorder_owner{node=\"fs1\"}",
            "sip_auth_failures_total{node=\"fs1\",reason=",
            "freeswitch_sessions{node=\"fs1\"}",
            "freeswitch_sessions_max{node=\"fs1\"}",
            "freeswitch_sessions_total{node=\"fs1\"}",
            "freeswitch_sessions_per_second{node=\"fs1\"}",
            "freeswitch_idle_cpu_ratio{node=\"fs1\"}",
            "freeswitch_uptime_seconds{node=\"fs1\"}");

    @TempDir
    private Path directory;

    private JarProcess recorder;
    private TestRedis redis;
    private SimulatedFreeSwitch freeswitch;
    private Book book;

    @BeforeEach
    void prepare() {
        recorder = new JarProcess(directory);
        redis = TestRedis.withPassword(JarProcess.REDIS_PASSWORD);
        freeswitch = SimulatedFreeSwitch.builder()
                .switchname("fs1")
                .domain("d.test")
                .password(JarProcess.ESL_PASSWORD)
                .start();
        book = new Book(redis);
    }

    @AfterEach
    void end() {
        recorder.close();
        freeswitch.close();
        redis.close();
    }

    /** The most talkative it can be, and in trouble with everybody. */
    @Test
    void showsNoSecretWhateverHappens() throws Exception {
        recorder.logLevel("TRACE");
        Process process = live();
        freeswitch.register(freeswitch.phone("121"));
        try (SimulatedFreeSwitch other = SimulatedFreeSwitch.builder()
                .switchname("fs2")
                .domain("d.test")
                .password("another-secret")
                .start()) {
            process.destroy();
            assertThat(exitCode(process)).isZero();
            String first = recorder.logged();
            recorder.config(redis.port(), other.port());
            process = recorder.start();
            await().atMost(SOON).until(() -> recorder.ops("/readyz").contains("away, password"));
            try (RedisCommandLine client = redis.connect()) {
                client.call("CONFIG", "SET", "requirepass", "changed-secret");
                client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            }
            await().atMost(SOON).until(() -> recorder.logged().contains("it refuses our user or password"));
            String told = recorder.ops("/readyz") + recorder.ops("/metrics");
            process.destroy();
            assertThat(exitCode(process)).isZero();
            assertThat(first).contains("fs1");
            assertThat(told).contains("redis_up");
            assertThat(first + recorder.logged() + told)
                    .doesNotContain(
                            JarProcess.REDIS_PASSWORD, JarProcess.ESL_PASSWORD, "another-secret", "changed-secret");
        }
    }

    private Process live() throws Exception {
        recorder.config(redis.port(), freeswitch.port());
        Process process = recorder.start();
        await().atMost(SOON).until(() -> recorder.ops("/readyz").contains("node fs1: live"));
        await().atMost(SOON).until(() -> book.isLive("fs1"));
        return process;
    }

    @Test
    void writesWhatIsInFlightOnSigtermAndLetsGo() throws Exception {
        Process process = live();
        assertThat(recorder.ops("/livez")).startsWith("200");
        Phone anna = freeswitch.phone("121");
        Phone ben = freeswitch.phone("122");
        freeswitch.register(anna);
        await().atMost(SOON).until(() -> book.registrations().containsKey("121@d.test"));

        redis.pause();
        for (int i = 0; i < 50; i++) {
            freeswitch.calls().talk(anna, ben).hangup();
        }
        String destroyed = "esl_events_total{event=\"CHANNEL_DESTROY\",node=\"fs1\"}";
        await().atMost(SOON).until(() -> recorder.metric(destroyed) == 100);
        process.destroy(); // SIGTERM
        await().atMost(SOON).until(() -> recorder.ops("/readyz").startsWith("503 not ready: draining"));
        redis.resume();

        assertThat(exitCode(process)).as(recorder.logged()).isZero();
        assertThat(book.callEntries()).hasSize(300).doesNotHaveDuplicates();
        assertThat(book.activity()).isEmpty();
        JsonNode vouched = requireNonNull(book.vouched("fs1"));
        assertThat(vouched.path("owner").asText()).isEmpty();
        assertThat(vouched.path("state").asText()).isEqualTo("lost");
    }

    @Test
    void goesOnAfterItWasKilled() throws Exception {
        Process process = live();
        Workload workload = new Workload(List.of(freeswitch), "d.test", 20, 7);
        workload.registerAll();
        workload.run(300);
        process.destroyForcibly(); // SIGKILL, whatever is in flight
        exitCode(process);
        workload.run(100);
        Call away = freeswitch.calls().talk(freeswitch.phone("900"), freeswitch.phone("901"));

        live();
        await().atMost(SOON).untilAsserted(this::isTrue);
        workload.run(300);
        workload.settle();
        away.hangup();
        await().atMost(SOON).untilAsserted(this::isTrue);

        assertThat(book.activity()).isEmpty();
        assertThat(book.callEntries()).doesNotHaveDuplicates();
        for (String stream : List.of("{calls}:stream", "{registrations}:stream")) {
            assertThat(book.stream(stream))
                    .filteredOn(entry -> entry.containsKey("gap"))
                    .singleElement()
                    .satisfies(entry -> assertThat(requireNonNull(entry.get("gap"))
                                    .path("node")
                                    .asText())
                            .isEqualTo("fs1"));
        }
        assertThat(recorder.metric("recorder_gaps_total{node=\"fs1\"}")).isEqualTo(1);
    }

    private void isTrue() {
        Map<String, String> newest = freeswitch.truth().registrations().entrySet().stream()
                .collect(toMap(
                        Map.Entry::getKey,
                        contacts -> contacts.getValue()
                                .get(contacts.getValue().size() - 1)
                                .callId()));
        assertThat(book.registrations()).containsExactlyInAnyOrderEntriesOf(newest);
        Map<String, Set<String>> calls = new TreeMap<>();
        freeswitch
                .truth()
                .activity()
                .forEach((line, legs) ->
                        calls.put(line, legs.stream().map(Truth.Call::uuid).collect(toSet())));
        Map<String, Set<String>> recorded = new TreeMap<>();
        book.activity().forEach((line, uuids) -> recorded.put(line, Set.copyOf(uuids)));
        assertThat(recorded).isEqualTo(calls);
    }

    @Test
    void saysOfItsNodesAndFiguresWhatThereIs() throws Exception {
        live();
        freeswitch.register(freeswitch.phone("121"));
        freeswitch.failLogin(freeswitch.phone("122"));
        freeswitch.heartbeat();
        await().atMost(SOON).until(() -> recorder.metric("freeswitch_uptime_seconds{node=\"fs1\"}") > 0);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(recorder.ops("/metrics").lines())
                        .satisfies(lines -> METRICS.forEach(
                                metric -> assertThat(lines).anyMatch(line -> line.startsWith(metric)))));
        assertThat(recorder.ops("/readyz"))
                .startsWith("200 ready")
                .contains("freeswitch: 1 nodes", "redis: ok", "node fs1: live");
        assertThat(recorder.ops("/metrics").lines().map(line -> line.substring(0, Math.max(0, line.lastIndexOf(' ')))))
                .as("names and labels; a value may be any number")
                .noneMatch(line -> line.contains("121") || line.contains("122") || line.contains("d.test"));

        freeswitch.close();
        await().atMost(SOON).until(() -> recorder.ops("/readyz").startsWith("503"));
        assertThat(recorder.ops("/readyz")).contains("freeswitch: the events of none of 1 nodes come");
        await().atMost(SOON).until(() -> recorder.ops("/readyz").contains("node fs1: away, "));
    }

    @Test
    void waitsForRedisAndForFreeSwitchAndEndsWithZeroMeanwhile() throws Exception {
        recorder.config(TestPorts.free(), TestPorts.free());
        Process process = recorder.start();
        await().atMost(SOON).until(() -> recorder.ops("/livez").startsWith("200"));
        assertThat(recorder.ops("/readyz")).startsWith("503").contains("redis: away; what comes is buffered");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("spool"))))
                .isEqualTo("rwx------");
        process.destroy();
        assertThat(exitCode(process)).isZero();
    }

    @Test
    void aWrongPasswordIsNamedAndNotTold() throws Exception {
        recorder.config(redis.port(), freeswitch.port());
        Files.writeString(directory.resolve("esl-password"), "wrong-secret");
        recorder.start();
        await().atMost(SOON).until(() -> recorder.ops("/readyz").contains("node fs1: away, password"));
        assertThat(recorder.ops("/readyz") + recorder.logged()).doesNotContain("wrong-secret");
    }

    @Test
    void endsWithOneWhenItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            recorder.config(redis.port(), freeswitch.port(), taken.getLocalPort(), "spool");
            assertThat(exitCode(recorder.start())).isEqualTo(1);
            assertThat(recorder.logged())
                    .contains("cannot bind 127.0.0.1:" + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void endsWithOneWhenAnotherProcessHasItsSpool() throws Exception {
        live();
        recorder.config(redis.port(), freeswitch.port(), TestPorts.free(), "spool");
        assertThat(exitCode(recorder.start())).isEqualTo(1);
        assertThat(recorder.logged())
                .contains("spool is in use by another process")
                .doesNotContain("\tat ");
        assertThat(recorder.ops("/readyz")).contains("node fs1: live");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--check-config", "--config=cti.json"})
    void endsWithTwoAndAllProblemsOfItsConfiguration(String argument) throws Exception {
        recorder.json("""
                {
                  "recorder": {
                    "freeswitch": [ {"name": "fs 1", "address": "127.0.0.1:8021", "password": "top-secret"} ],
                    "revoke": "sometimes",
                    "lost-after": "soon",
                    "opps": "127.0.0.1:9102"
                  },
                  "gui": {"call": {"key": "<uuid>", "stream": "cti_recorder"}}
                }
                """);
        String[] arguments = argument.equals("--check-config") ? new String[] {argument} : argument.split("=", -1);
        assertThat(exitCode(recorder.start(arguments))).isEqualTo(2);
        assertThat(recorder.logged().lines())
                .anyMatch(line -> line.startsWith("cti.json:3: recorder.freeswitch[0].name: "))
                .anyMatch(line -> line.startsWith("cti.json:4: recorder.revoke: "))
                .anyMatch(line -> line.startsWith("cti.json:5: recorder.lost-after: "))
                .anyMatch(line -> line.startsWith("cti.json:6: recorder.opps: ") && line.contains("ops"))
                .anyMatch(line -> line.startsWith("cti.json:8: gui.call.key: "))
                .anyMatch(line -> line.startsWith("cti.json:8: gui.call.stream: "))
                .hasSize(6)
                .noneMatch(line -> line.contains("top-secret"));
    }

    @Test
    void checksAConfigurationAndDoesNothingElse() throws Exception {
        recorder.config(1, 1);
        assertThat(exitCode(recorder.start("--check-config"))).isZero();
        assertThat(recorder.logged()).isEqualTo("cti.json: ok\n");
        assertThat(directory.resolve("spool")).doesNotExist();
        assertThat(exitCode(recorder.start("--config", "nowhere.json"))).isEqualTo(2);
    }
}
