package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.EslEvent;
import dev.switchbook.recorder.simulated.FixtureReplay;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each captured scenario, through a real socket into a real Redis: the state after each step. All of them are nodes of one recorder,
 * each with keys of its own.
 */
final class ScenarioIT {
    private static final List<String> ALL = List.of(
            "C1", "C2", "C3", "C4", "C5", "C6", "C9", "C11", "C12", "C14", "C15", "C17", "C18", "R1", "R2", "R3", "R4",
            "R5", "R7", "A1", "A2", "E1", "O1");
    private static final String STARTUP = "startup";

    private static final Map<String, FixtureReplay> replays = new HashMap<>();
    private static TestRedis redis;
    private static SimulatedFreeSwitch startup;
    private static RunningRecorder recorder;
    private static RedisCommandLine commands;
    private static Book book;
    private static Published published;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        commands = redis.connect();
        book = new Book(commands::call);
        published = new Published(redis);
        for (String scenario : ALL) {
            replays.put(scenario, FixtureReplay.fromTheStart(scenario));
        }
        startup = SimulatedFreeSwitch.builder().switchname(STARTUP).seed(0).start();
        // The second phone of one extension makes the recorder ask which of them are left.
        String asked = "sofia xmlstatus profile internal user 123@pbx.example.test";
        SimulatedFreeSwitch two = replay("R2").server();
        two.answerApi(asked, FixtureReplay.reply("R2", "02_sofia_xmlstatus_profile_internal_reg.txt"));
        two.answerApi(asked, FixtureReplay.reply("R2", "04_sofia_xmlstatus_profile_internal_reg.txt"));
        recorder = RunningRecorder.on(config());
        await().until(() -> ALL.stream().allMatch(book::isLive) && book.isLive(STARTUP));
    }

    private static RunningRecorder.Config config() {
        Set<String> nodes = new HashSet<>(Set.of(RunningRecorder.node(STARTUP, startup.port())));
        replays.forEach((name, replay) -> nodes.add(RunningRecorder.node(name, replay.port())));
        return RunningRecorder.Config.of(redis.uri(), nodes.toArray(String[]::new))
                .registration(sinks("registrations"))
                .call(sinks("calls") + ", \"fields\": [\"" + String.join("\", \"", Expected.FIELDS) + "\"]");
    }

    private static String sinks(String base) {
        return "\"hash\": \"%1$s-<node>\", \"list\": \"%1$s-list-<node>\", \"stream\": \"%1$s-stream-<node>\", \"channel\": \"%1$s-channel-<node>\", \"key\": \"<user>@<domain>\""
                .formatted(base);
    }

    @AfterAll
    static void stop() {
        recorder.close();
        replays.values().forEach(FixtureReplay::close);
        startup.close();
        published.close();
        commands.close();
        redis.close();
    }

    private static FixtureReplay replay(String scenario) {
        return Objects.requireNonNull(replays.get(scenario));
    }

    private static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(3))
                .atMost(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "C1", "C2", "C3", "C4", "C5", "C6", "C9", "C11", "C12", "C14", "C15", "C18", "R1", "R2", "R3", "R4",
                "R5", "A1", "A2", "O1"
            })
    void theStateIsRightAfterEachStep(String name) {
        FixtureReplay replay = replay(name);
        Expected expected = new Expected();
        for (Scenario.Step step : Scenario.read(name).steps()) {
            expected.take(step, sendUpTo(step, replay, expected));
            soon().untilAsserted(() -> check(name, step.text(), expected));
            List<String> vouched = expected.vouched;
            if (vouched != null) {
                soon().untilAsserted(() -> checkVouched(name, replay, vouched));
            }
        }
        while (replay.left() > 0) {
            expected.sent(replay.next());
        }
        allRead(name, replay);
        check(name, "at the end", expected);
    }

    private static EslEvent sendUpTo(Scenario.Step step, FixtureReplay replay, Expected expected) {
        while (replay.left() > 0) {
            EslEvent event = replay.next();
            expected.sent(event);
            if (expected.is(step, event)) {
                return event;
            }
        }
        throw new AssertionError("no such event: " + step.text());
    }

    private static void check(String node, String step, Expected expected) {
        assertThat(book.hash("registrations-" + node)).as(step).isEqualTo(expected.registrations);
        assertThat(book.hash("calls-" + node)).as(step).isEqualTo(expected.calls());
        checkEntries("registrations", node, step, expected.registrationEntries);
        checkEntries("calls", node, step, expected.callEntries);
    }

    private static void checkEntries(String base, String node, String step, List<JsonNode> entries) {
        assertThat(book.entries(base + "-list-" + node))
                .as("%s: list of %s", step, base)
                .isEqualTo(entries);
        assertThat(book.stream(base + "-stream-" + node))
                .as("%s: stream of %s", step, base)
                .isEqualTo(entries.stream().map(entry -> Map.of("event", entry)).toList());
        assertThat(published.of(base + "-channel-" + node))
                .as("%s: channel of %s", step, base)
                .isEqualTo(entries);
    }

    private static void checkVouched(String node, FixtureReplay replay, List<String> counts) {
        JsonNode vouched = Objects.requireNonNull(book.vouched(node));
        assertThat(vouched.path("state").asText()).isEqualTo("live");
        assertThat(vouched.path("core-uuid").asText())
                .isEqualTo(replay.events().get(0).get("Core-UUID"));
        assertThat(System.currentTimeMillis() - vouched.path("as-of").asLong()).isBetween(-100L, 5000L);
        assertThat(vouched.path("owner").asText()).isNotEmpty();
        assertThat(List.of(
                        vouched.path("registrations").asText(),
                        vouched.path("channels").asText()))
                .isEqualTo(counts);
    }

    private static void allRead(String node, FixtureReplay replay) {
        long wanted = replay.events().stream()
                .filter(event -> !event.subclass().equals("sofia::pre_register"))
                .count();
        soon().untilAsserted(() -> assertThat(recorder.eventsOf(node)).isGreaterThanOrEqualTo((double) wanted));
        assertThat(recorder.metric("esl_unusable_total{node=\"" + node + "\"}")).isZero();
    }

    @Test
    void failedLogInsAreInAStreamOfTheirOwn() {
        FixtureReplay replay = replay("R4");
        if (replay.left() == replay.events().size()) { // else the scenario's own test has sent them
            replay.until(event -> event.subclass().equals("sofia::register_failure")
                    && String.valueOf(event.get("to-user")).equals("nobody-here"));
        }
        soon().untilAsserted(() -> assertThat(book.texts("cti_auth")).hasSize(3));
        List<String> users = book.texts("cti_auth").stream()
                .map(entry -> entry.get("user") + "@" + entry.get("domain") + " " + entry.get("reason") + " of "
                        + entry.get("node") + " from " + entry.get("address") + " by " + entry.get("user-agent"))
                .toList();
        assertThat(users)
                .containsExactly(
                        "121@127.0.0.1 forbidden of R4 from 127.0.0.1 by LabPhone/1.0",
                        "777@127.0.0.1 forbidden of R4 from 127.0.0.1 by LabPhone/1.0",
                        "nobody-here@pbx.example.test forbidden of R4 from 127.0.0.1 by LabPhone/1.0");
        assertThat(recorder.metric("sip_auth_failures_total{node=\"R4\",reason=\"forbidden\"}"))
                .isEqualTo(3);
    }

    @Test
    void fiveHundredPhonesRegisterInTwoSeconds() {
        FixtureReplay replay = replay("R7");
        replay.rest();
        Map<String, String> callIds = new TreeMap<>();
        List<String> order = replay.events().stream()
                .filter(event -> event.subclass().equals("sofia::register"))
                .map(event -> String.valueOf(event.get("call-id")))
                .toList();
        assertThat(order).hasSize(500);
        for (int i = 0; i < 500; i++) {
            callIds.put((2000 + i) + "@pbx.example.test", (i + 1) + "-9975@127.0.0.1");
        }
        soon().untilAsserted(() -> {
            Map<String, String> registered = new TreeMap<>();
            book.hash("registrations-R7")
                    .forEach((key, event) ->
                            registered.put(key, event.path("call-id").asText()));
            assertThat(registered).isEqualTo(callIds);
        });
        assertThat(book.entries("registrations-list-R7"))
                .extracting(entry -> entry.path("call-id").asText())
                .isEqualTo(order);
        assertThat(book.stream("registrations-stream-R7")).hasSize(500);
        soon().untilAsserted(() ->
                assertThat(published.of("registrations-channel-R7")).hasSize(500));
        soon().untilAsserted(() -> checkVouched("R7", replay, List.of("500", "0")));
    }

    /** Of 50 calls 9 have ended on both legs where the capture is cut, one more has hung up and is not complete. */
    @Test
    void fiftyCallsAtOnce() {
        FixtureReplay replay = replay("C17");
        replay.rest();
        soon().untilAsserted(() -> checkVouched("C17", replay, List.of("50", "80")));
        allRead("C17", replay);
        Map<String, JsonNode> calls = book.hash("calls-C17");
        assertThat(calls).hasSize(100);
        Map<String, Integer> counts = new TreeMap<>();
        calls.forEach((key, record) -> {
            int live = record.path("activity").size();
            JsonNode leg = record.path(record.path("current").asText());
            counts.merge(
                    record.path("notify").asText() + " " + live + " "
                            + leg.path("Answer-State").asText() + " billsec "
                            + leg.path("variable_billsec").asText(),
                    1,
                    Integer::sum);
        });
        assertThat(counts)
                .isEqualTo(Map.of(
                        "answer 1 answered billsec ",
                        80,
                        "hangup 0 hangup billsec 30",
                        18,
                        "hangup 0 hangup billsec ",
                        2));
        Map<String, Integer> entries = new TreeMap<>();
        book.entries("calls-list-C17")
                .forEach(entry -> entries.merge(entry.path("notify").asText(), 1, Integer::sum));
        assertThat(entries).isEqualTo(Map.of("callout", 50, "callin", 50, "answer", 100, "hangup", 18));
        assertThat(book.stream("calls-stream-C17")).hasSize(218);
        soon().untilAsserted(() -> assertThat(published.of("calls-channel-C17")).hasSize(218));
        assertThat(book.hash("registrations-C17")).hasSize(50);
    }

    /** The event socket's own protocol makes no event of a leg or a phone; nor does a start. */
    @ParameterizedTest
    @ValueSource(strings = {"E1", STARTUP})
    void nothingIsRecordedWhereNothingHappens(String name) {
        soon().untilAsserted(() -> assertThat(book.isLive(name)).isTrue());
        for (String base : List.of("registrations", "calls")) {
            assertThat(book.hash(base + "-" + name)).isEmpty();
            assertThat(book.entries(base + "-list-" + name)).isEmpty();
            assertThat(book.stream(base + "-stream-" + name)).isEmpty();
        }
    }
}
