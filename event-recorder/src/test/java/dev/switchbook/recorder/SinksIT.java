package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.Call;
import dev.switchbook.recorder.simulated.Phone;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The options of the sinks, from a simulated FreeSWITCH to what a reader finds in Redis. */
final class SinksIT {
    private static final String KEY = "\"key\": \"<user>@<domain>\"";

    private static TestRedis redis;
    private static RedisCommandLine commands;
    private static Book book;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final SimulatedFreeSwitch node = freeswitch("fs1", 1);
    private final Phone anna = node.phone("121");
    private final Phone ben = node.phone("122");

    @BeforeAll
    static void startRedis() {
        redis = TestRedis.start();
        commands = redis.connect();
        book = new Book(commands::call);
    }

    @AfterAll
    static void stopRedis() {
        commands.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.flush();
    }

    @AfterEach
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.remove(open.size() - 1).close();
        }
    }

    private SimulatedFreeSwitch freeswitch(String name, long seed) {
        SimulatedFreeSwitch one = SimulatedFreeSwitch.builder()
                .switchname(name)
                .domain("d.test")
                .seed(seed)
                .start();
        open.add(one);
        return one;
    }

    private RunningRecorder run(String registration, String call, SimulatedFreeSwitch... more) {
        List<SimulatedFreeSwitch> nodes = new ArrayList<>(List.of(more));
        nodes.add(node);
        RunningRecorder recorder = RunningRecorder.on(RunningRecorder.Config.of(
                        redis.uri(),
                        nodes.stream()
                                .map(one -> RunningRecorder.node(one.switchname(), one.port()))
                                .toArray(String[]::new))
                .registration(registration)
                .call(call));
        open.add(recorder);
        await().until(() -> nodes.stream().allMatch(one -> book.isLive(one.switchname())));
        return recorder;
    }

    /** All four sinks of a block but one, with their names as values. */
    private static String sinksWithout(String off, String base) {
        Map<String, String> sinks = new TreeMap<>(
                Map.of("hash", base, "list", base + "-list", "stream", base + "-stream", "channel", base + "-channel"));
        sinks.put(off, "");
        StringBuilder text = new StringBuilder(KEY);
        sinks.forEach((sink, name) ->
                text.append(", \"").append(sink).append("\": \"").append(name).append('"'));
        return text.toString();
    }

    private static List<String> keys() {
        return book.names("KEYS", "*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "list", "stream", "channel"})
    void anySinkCanBeSwitchedOffAlone(String off) {
        Published published = new Published(redis);
        open.add(published);
        run(sinksWithout(off, "registrations"), sinksWithout(off, "calls"));
        node.register(anna);
        Call call = node.calls().talk(anna, ben);
        call.hangup();
        node.unregister(anna);
        for (String base : List.of("registrations", "calls")) {
            int entries = base.equals("calls") ? 6 : 2;
            await().untilAsserted(() -> {
                assertThat(book.entries(base + "-list")).hasSize(off.equals("list") ? 0 : entries);
                assertThat(book.stream(base + "-stream")).hasSize(off.equals("stream") ? 0 : entries);
                assertThat(published.of(base + "-channel")).hasSize(off.equals("channel") ? 0 : entries);
            });
        }
        List<String> notified = List.of("callout", "callin", "answer", "answer", "hangup", "hangup");
        if (off.equals("hash")) {
            assertThat(keys()).doesNotContain("registrations", "calls");
        } else {
            assertThat(book.hash("calls")).containsOnlyKeys("121@d.test", "122@d.test");
            assertThat(book.hash("registrations")).isEmpty();
        }
        List<JsonNode> calls = off.equals("list") ? published.of("calls-channel") : book.entries("calls-list");
        assertThat(calls).extracting(entry -> entry.path("notify").asText()).isEqualTo(notified);
        assertThat(calls.get(0).path("activity").size()).isEqualTo(1);
        assertThat(calls.get(5).path("activity").size()).isZero();
    }

    @Test
    void theKeyMayBeTheUserAlone() {
        run(
                "\"hash\": \"registrations\", \"key\": \"<user>\", \"list\": \"registrations-list\"",
                "\"hash\": \"calls\", \"key\": \"<user>\"");
        Phone other = Phone.of("121", "other.test", 20_777);
        node.register(anna);
        node.register(other);
        Call one = node.calls().talk(anna, ben);
        Call two = node.calls().talk(Phone.of("130", "other.test", 20_778), other);
        await().untilAsserted(() -> {
            assertThat(book.hash("calls")).containsOnlyKeys("121", "122", "130");
            assertThat(book.activity().get("121"))
                    .containsExactly(one.a().uuid(), two.b().uuid());
            assertThat(contact("121")).contains("@127.0.0.1:20777");
        });
        one.hangup();
        await().untilAsserted(() ->
                assertThat(book.activity().get("121")).containsExactly(two.b().uuid()));
        two.hangup();
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        node.unregister(other);
        await().untilAsserted(() -> assertThat(contact("121")).contains(anna.uri()));
        node.unregister(anna);
        await().untilAsserted(() -> assertThat(book.hash("registrations")).isEmpty());
        assertThat(book.entries("registrations-list")).hasSize(4);
    }

    private static String contact(String key) {
        JsonNode event = book.hash("registrations").get(key);
        return event == null ? "" : event.path("contact").asText();
    }

    @Test
    void namesHoldTheDomainAndTheNode() {
        SimulatedFreeSwitch second = freeswitch("fs2", 2);
        run(
                "\"hash\": \"registrations@<domain>\", \"stream\": \"registrations-stream@<domain>\", \"key\": \"<user>\"",
                "\"hash\": \"calls@<domain>/<node>\", \"list\": \"list@<domain>/<node>\", \"key\": \"<user>\"",
                second);
        Phone other = Phone.of("121", "other.test", 20_777);
        node.register(anna);
        second.register(other);
        Call here = node.calls().talk(anna, ben);
        Call there = second.calls().talk(other, ben);
        await().untilAsserted(() -> {
            assertThat(book.hash("registrations@d.test")).containsOnlyKeys("121");
            assertThat(book.hash("registrations@other.test")).containsOnlyKeys("121");
            assertThat(current("calls@d.test/fs1", "121")).isEqualTo(here.a().uuid());
            assertThat(current("calls@d.test/fs1", "122")).isEqualTo(here.b().uuid());
            assertThat(current("calls@other.test/fs2", "121"))
                    .isEqualTo(there.a().uuid());
            assertThat(current("calls@d.test/fs2", "122")).isEqualTo(there.b().uuid());
        });
        assertThat(keys()).doesNotContain("calls@other.test/fs1");
        assertThat(book.entries("list@d.test/fs1")).hasSize(4);
        assertThat(book.entries("list@d.test/fs2")).hasSize(2);
        assertThat(book.stream("registrations-stream@other.test")).hasSize(1);
    }

    private static String current(String hash, String key) {
        JsonNode record = book.hash(hash).get(key);
        return record == null ? "" : record.path("current").asText();
    }

    @Test
    void aRecordCanGoWithItsLastCall() {
        run("\"hash\": \"\"", "\"hash\": \"calls\", \"list\": \"list\", \"remove_hangup\": true, " + KEY);
        Call one = node.calls().talk(anna, ben);
        Call two = node.calls().talk(node.phone("123"), ben);
        await().untilAsserted(
                        () -> assertThat(book.activity().get("122@d.test")).hasSize(2));
        one.hangup();
        await().untilAsserted(() -> assertThat(book.hash("calls")).containsOnlyKeys("122@d.test", "123@d.test"));
        assertThat(book.call("122@d.test").path("notify").asText()).isEqualTo("hangup");
        two.hangup();
        await().untilAsserted(() -> {
            assertThat(book.hash("calls")).isEmpty();
            assertThat(book.entries("list")).hasSize(12);
        });
        JsonNode last = book.entries("list").get(11);
        assertThat(last.path("notify").asText()).isEqualTo("hangup");
        assertThat(last.path(last.path("current").asText()).path("Answer-State").asText())
                .isEqualTo("hangup");
    }

    @Test
    void fieldsAreWhatTheFileNames() {
        run(
                "\"hash\": \"\"",
                "\"hash\": \"calls\", \"fields\": [\"variable_never_seen\", \"Caller-Destination-Number\","
                        + " \"Hangup-Cause\"], "
                        + KEY);
        Call call = node.calls().talk(anna, ben);
        await().untilAsserted(() -> assertThat(fields("121@d.test", call.a().uuid()))
                .isEqualTo(Map.of("variable_never_seen", "", "Caller-Destination-Number", "122", "Hangup-Cause", "")));
        call.hangup();
        await().untilAsserted(() -> assertThat(fields("121@d.test", call.a().uuid()))
                .containsEntry("variable_never_seen", "")
                .containsEntry("Hangup-Cause", "NORMAL_CLEARING"));
    }

    private static Map<String, String> fields(String key, String uuid) {
        Map<String, String> fields = new TreeMap<>();
        book.call(key)
                .path(uuid)
                .properties()
                .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        return fields;
    }

    @Test
    void theOldestEntriesAreDroppedAndCounted() {
        RunningRecorder recorder = run(
                "\"hash\": \"\"",
                "\"hash\": \"calls\", \"list\": \"list\", \"list-max\": 3, \"stream\": \"stream\", \"stream-max\": 4, "
                        + KEY);
        node.calls().talk(anna, ben).hangup();
        Call last = node.calls().talk(ben, anna);
        await().untilAsserted(() ->
                assertThat(book.call("122@d.test").path("notify").asText()).isEqualTo("answer"));
        assertThat(book.entries("list"))
                .extracting(entry -> entry.path("notify").asText() + " "
                        + entry.path("current").asText())
                .containsExactly(
                        "callin " + last.b().uuid(),
                        "answer " + last.b().uuid(),
                        "answer " + last.a().uuid());
        assertThat(book.stream("stream")).hasSize(4);
        await().untilAsserted(() -> {
            assertThat(recorder.metric("recorder_trimmed_total{sink=\"list\"}")).isEqualTo(7);
            assertThat(recorder.metric("recorder_trimmed_total{sink=\"stream\"}"))
                    .isEqualTo(6);
        });
    }

    @Test
    void whoHearsOfATransitionFindsItInTheHashTheListAndTheStream() {
        List<String> missed = new CopyOnWriteArrayList<>();
        RedisCommandLine reader = redis.connect();
        open.add(reader);
        Book seen = new Book(reader::call);
        Published published = new Published(redis, (channel, entry) -> {
            JsonNode record = seen.call(entry.path("username").asText() + "@d.test");
            for (String member : List.of("username", "current", "notify", "activity")) {
                if (!record.path(member).equals(entry.path(member))) {
                    missed.add("hash: " + record + " for " + entry);
                }
            }
            if (!seen.entries("list").contains(entry) || !seen.stream("stream").contains(Map.of("event", entry))) {
                missed.add("list or stream: " + entry);
            }
        });
        open.add(published);
        run(
                "\"hash\": \"\"",
                "\"hash\": \"calls\", \"list\": \"list\", \"stream\": \"stream\", \"channel\": \"channel\", " + KEY);
        for (int i = 1; i <= 10; i++) {
            int before = 6 * (i - 1);
            Call call = node.calls().dial(anna, ben).ring();
            await().until(() -> published.of("channel").size() == before + 2);
            call.answer();
            await().until(() -> published.of("channel").size() == before + 4);
            call.hangup();
            await().until(() -> published.of("channel").size() == before + 6);
        }
        assertThat(missed).isEmpty();
    }

    @Test
    void twoNodesShareTheRecordOfAnExtension() {
        SimulatedFreeSwitch second = freeswitch("fs2", 2);
        run("\"hash\": \"registrations\", " + KEY, "\"hash\": \"calls\", \"list\": \"list\", " + KEY, second);
        Phone desk = Phone.of("121", "d.test", 20_999);
        node.register(anna);
        await().until(() -> book.hash("registrations").containsKey("121@d.test"));
        second.register(desk);
        Call here = node.calls().talk(anna, ben);
        await().until(() -> book.activity().containsKey("121@d.test"));
        Call there = second.calls().talk(second.phone("123"), desk);
        await().untilAsserted(() -> {
            assertThat(book.activity().get("121@d.test"))
                    .containsExactlyInAnyOrder(here.a().uuid(), there.b().uuid());
            assertThat(book.call("121@d.test").path("notify").asText()).isEqualTo("answer");
            assertThat(contact("121@d.test")).contains(desk.uri());
        });
        assertThat(book.entries("list"))
                .filteredOn(
                        entry -> entry.path("current").asText().equals(there.b().uuid()))
                .as("entries are the record with both nodes' legs")
                .hasSize(2)
                .allMatch(entry -> entry.path("activity").size() == 2
                        && entry.has(here.a().uuid())
                        && entry.has(there.b().uuid()));
        here.hangup();
        await().untilAsserted(() -> assertThat(book.activity().get("121@d.test"))
                .containsExactly(there.b().uuid()));
        assertThat(fields("121@d.test", there.b().uuid())).containsEntry("Answer-State", "answered");
        second.unregister(desk);
        await().untilAsserted(() -> assertThat(contact("121@d.test")).contains(anna.uri()));
        there.hangup();
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        assertThat(current("calls", "121@d.test")).isEqualTo(there.b().uuid());
    }
}
