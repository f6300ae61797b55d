package dev.switchbook.recorder;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.OutboundCall;
import dev.switchbook.recorder.simulated.OutboundCall.Fate;
import dev.switchbook.recorder.simulated.OutboundPlan;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls that run into the application {@code socket}, from FreeSWITCH to Redis. */
final class OutboundIT {
    private static final Logger log = LoggerFactory.getLogger(OutboundIT.class);
    private static final String ANYBODY = "\"outbound\": {\"listen\": \"127.0.0.1:0\"}";
    private static final Duration LONG = Duration.ofSeconds(30);

    private final TestRedis redis = TestRedis.start();
    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Book book = new Book(redis);
    private final List<RunningRecorder> recorders = new ArrayList<>();

    @AfterEach
    void stop() {
        recorders.forEach(RunningRecorder::close);
        freeswitch.close();
        redis.close();
    }

    private RunningRecorder recorder(String members, String... nodes) {
        RunningRecorder recorder =
                RunningRecorder.on(RunningRecorder.Config.of(redis.uri(), nodes).with(members));
        recorders.add(recorder);
        return recorder;
    }

    private OutboundCall call(RunningRecorder recorder, OutboundPlan plan, String from, String to) {
        return freeswitch.connectOutbound(
                "127.0.0.1", recorder.outboundPort(), plan, freeswitch.phone(from), freeswitch.phone(to));
    }

    @Test
    void theCallIsMovedOnInMillisecondsAndBothItsLegsAreRecorded() {
        RunningRecorder recorder = recorder(ANYBODY);
        OutboundCall call = call(recorder, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() == Fate.MOVED);
        assertThat(call.movedTo()).isEqualTo("guard-122 XML default");
        assertThat(call.waited()).isLessThan(Duration.ofSeconds(2));
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("121@d.test", "122@d.test"));
        await().until(() -> lane().path("state").asText().equals("live"));
        call.answer();
        await().untilAsserted(() ->
                assertThat(book.call("122@d.test").path("notify").asText()).isEqualTo("answer"));
        JsonNode caller = book.call("121@d.test").path(call.a().uuid());
        assertThat(caller.path("Caller-Destination-Number").asText()).isNotEmpty();
        assertThat(caller.path("Caller-Caller-ID-Number").asText()).isEqualTo("121");
        call.hangup();
        await().untilAsserted(() -> assertThat(book.callEntries()).containsExactlyInAnyOrderElementsOf(expected()));
        assertThat(book.activity()).isEmpty();
        assertThat(call.commands())
                .noneMatch(command -> command.contains("resume"))
                .first()
                .isEqualTo("connect");
        await().atMost(LONG).until(() -> recorder.metric("esl_outbound_connections") == 0);
        assertThat(book.callEntries()).containsExactlyInAnyOrderElementsOf(expected());
        assertThat(recorder.metric("esl_outbound_total{outcome=\"started\"}")).isEqualTo(1);
        assertThat(recorder.metric("esl_outbound_total{outcome=\"fault\"}")).isZero();
        assertThat(recorder.metric("esl_events_total{event=\"CHANNEL_DATA\",node=\"fs1\"}"))
                .isEqualTo(1);
        assertThat(recorder.ops("/readyz")).contains("outbound fs1");
    }

    @Test
    void manyCallsAtATimeAreMovedOnAndRecordedOnce() {
        RunningRecorder recorder = recorder(ANYBODY);
        OutboundCall first = call(recorder, OutboundPlan.guarded("999"), "998", "999");
        await().until(() -> first.fate() == Fate.MOVED); // warm
        List<OutboundCall> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            OutboundCall call =
                    call(recorder, OutboundPlan.guarded("x"), Integer.toString(1000 + i), Integer.toString(2000 + i));
            await().pollInterval(Duration.ofMillis(1)).until(() -> call.fate() != Fate.PARKED);
            calls.add(call);
        }
        assertThat(calls).allMatch(call -> call.fate() == Fate.MOVED);
        long[] millis = calls.stream()
                .mapToLong(call -> call.waited().toMillis())
                .sorted()
                .toArray();
        log.info("moved on after {} ms (median), {} ms (most), of which 20 ms are the park's", millis[50], millis[99]);
        calls.forEach(OutboundCall::answer);
        calls.forEach(OutboundCall::hangup);
        first.hangup();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(book.callEntries()).containsExactlyInAnyOrderElementsOf(expected()));
        assertThat(book.activity()).isEmpty();
    }

    @Test
    void theCallDoesNotWaitForRedisAndIsRecordedWhenThatIsBack() {
        RunningRecorder recorder = recorder(ANYBODY);
        redis.stop();
        OutboundCall call = call(recorder, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() != Fate.PARKED);
        assertThat(call.fate()).isEqualTo(Fate.MOVED);
        call.answer();
        call.hangup();
        redis.restart();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(book.callEntries()).containsExactlyInAnyOrderElementsOf(expected()));
        assertThat(book.activity()).isEmpty();
    }

    @Test
    void aCallWithoutAPlaceToGoOnIsLetGo() {
        RunningRecorder recorder = recorder(ANYBODY);
        OutboundCall call = call(recorder, OutboundPlan.bare(""), "121", "122");
        await().until(() -> call.fate() == Fate.WENT_ON);
        assertThat(call.commands()).containsExactly("connect", "exit");
        assertThat(recorder.metric("esl_outbound_total{outcome=\"no_continue\"}"))
                .isEqualTo(1);
        assertThat(book.activity()).isEmpty();
    }

    @Test
    void anAddressThatIsNotAllowedIsRefused() {
        RunningRecorder recorder =
                recorder("\"outbound\": {\"listen\": \"127.0.0.1:0\", \"allow\": [\"192.0.2.0/24\", \"::1/128\"]}");
        OutboundCall call = call(recorder, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() == Fate.GUARDED);
        assertThat(call.commands()).isEmpty();
        assertThat(recorder.metric("esl_outbound_total{outcome=\"refused_address\"}"))
                .isEqualTo(1);
    }

    @Test
    void aSilentPeerIsClosed() throws IOException {
        RunningRecorder recorder = recorder(ANYBODY);
        try (Socket peer = peer(recorder)) {
            assertThat(new String(peer.getInputStream().readAllBytes(), UTF_8)).isEqualTo("connect\n\n");
        }
        assertThat(recorder.metric("esl_outbound_total{outcome=\"silent\"}")).isEqualTo(1);
    }

    @Test
    void aPeerMayDieAtEachStep() throws IOException {
        RunningRecorder recorder = recorder(ANYBODY);
        byte[] data = channelData();
        for (int sent : new int[] {0, 1, data.length / 2, data.length - 1}) {
            try (Socket peer = peer(recorder)) {
                readCommand(peer, "connect\n\n");
                peer.getOutputStream().write(data, 0, sent);
            }
        }
        await().until(() -> recorder.metric("esl_outbound_total{outcome=\"fault\"}") == 4);
        assertThat(book.callEntries()).isEmpty();
        try (Socket peer = peer(recorder)) {
            readCommand(peer, "connect\n\n");
            peer.getOutputStream().write(data);
            readCommand(peer, "transfer");
            await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("121@pbx.example.test"));
        }
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        String uuid = "ea18f5b8-52b0-42bc-a48e-6283fbbd7d7b";
        assertThat(book.callEntries()).containsExactly("121 callout " + uuid, "121 hangup " + uuid + " (snapshot)");
        OutboundCall call = call(recorder, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() == Fate.MOVED);
    }

    @Test
    void aFreeSwitchThatALinkSeesIsNotRecordedTwice() {
        RunningRecorder recorder = recorder(ANYBODY, RunningRecorder.node("fs1", freeswitch.port()));
        await().until(() -> book.isLive("fs1"));
        await().until(() -> recorder.metric("esl_up{node=\"fs1\"}") == 1);
        OutboundCall call = call(recorder, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() == Fate.MOVED);
        call.answer();
        call.hangup();
        await().untilAsserted(() -> assertThat(book.callEntries()).containsExactlyInAnyOrderElementsOf(expected()));
        assertThat(recorder.metric("esl_outbound_total{outcome=\"ignored\"}")).isEqualTo(1);
        assertThat(book.hash("cti_recorder")).containsOnlyKeys("fs1");
        assertThat(call.commands()).hasSize(2).last().asString().contains("transfer");
    }

    @Test
    void aLinkOfAnotherRecorderTakesTheCallsOverWithoutAWord() {
        RunningRecorder recorder = recorder(ANYBODY);
        OutboundCall call = call(recorder, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() == Fate.MOVED);
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("121@d.test", "122@d.test"));
        recorder("\"auth-stream\": \"\"", RunningRecorder.node("fs1", freeswitch.port()));
        await().atMost(LONG)
                .until(() -> book.isLive("fs1") && lane().path("channels").asInt(-1) == 0);
        Map<String, List<String>> both = book.activity();
        assertThat(both.get("121@d.test")).containsExactly(call.a().uuid());
        assertThat(both.get("122@d.test")).containsExactly(call.b().uuid());
        assertThat(book.callEntries()).noneMatch(entry -> entry.contains("hangup"));
        call.hangup();
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        assertThat(book.callEntries().stream().filter(entry -> entry.contains("hangup")))
                .hasSize(2);
    }

    @Test
    void aRecorderThatDiedFindsTheCallsOfItsLaneOver() {
        diedWithACall(name -> name);
        recorder(ANYBODY);
        await().atMost(LONG).untilAsserted(() -> assertThat(book.activity()).isEmpty());
        await().untilAsserted(
                        () -> assertThat(lane().path("channels").asInt(-1)).isZero());
        assertThat(book.callEntries().stream().filter(entry -> entry.contains("hangup") && entry.contains("snapshot")))
                .hasSize(2);
    }

    @Test
    void theLaneOfAHostThatIsGoneIsEmptiedAndRemovedByAnotherRecorder() {
        diedWithACall(name -> "fs1~gone");
        recorder(ANYBODY + ", \"lost-after\": \"1s\"");
        await().atMost(LONG).untilAsserted(() -> assertThat(book.activity()).isEmpty());
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(book.hash("cti_recorder")).doesNotContainKey("fs1~gone"));
    }

    /** As a recorder that was killed leaves Redis behind, its lane called by another name. */
    private void diedWithACall(UnaryOperator<String> renamed) {
        RunningRecorder dying = recorder(ANYBODY);
        OutboundCall call = call(dying, OutboundPlan.guarded("122"), "121", "122");
        await().until(() -> call.fate() == Fate.MOVED);
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("121@d.test", "122@d.test"));
        await().untilAsserted(() -> assertThat(lane().path("channels").asInt()).isEqualTo(2));
        List<String> keys = List.of("calls", "{calls}:parts", "{calls}:pos", "cti_recorder");
        Map<String, List<String>> kept = keys.stream().collect(Collectors.toMap(key -> key, this::flat));
        String name = laneName();
        String other = renamed.apply(name);
        dying.close();
        recorders.remove(dying);
        redis.flush();
        kept.forEach((key, flat) -> {
            List<String> command = new ArrayList<>(List.of("HSET", key));
            for (int i = 0; i < flat.size(); i += 2) {
                command.add(flat.get(i).replace(name, other));
                command.add(
                        flat.get(i).endsWith("|")
                                ? flat.get(i + 1).replace(name + "\n", other + "\n")
                                : flat.get(i + 1));
            }
            redis.call(command.toArray(String[]::new));
        });
        assertThat(book.activity()).containsOnlyKeys("121@d.test", "122@d.test");
    }

    private List<String> flat(String key) {
        Object reply = Objects.requireNonNull(redis.call("HGETALL", key));
        return ((List<?>) reply).stream().map(String::valueOf).toList();
    }

    private String laneName() {
        return book.hash("cti_recorder").keySet().stream()
                .filter(name -> name.startsWith("fs1~"))
                .findFirst()
                .orElse("");
    }

    private JsonNode lane() {
        return book.vouched(laneName());
    }

    private List<String> expected() {
        return freeswitch.truth().transitions().stream()
                .map(entry -> entry.line().substring(0, entry.line().indexOf('@')) + " "
                        + entry.kind().name().toLowerCase(Locale.ROOT) + " " + entry.id())
                .toList();
    }

    private static Socket peer(RunningRecorder recorder) throws IOException {
        Socket peer = new Socket(InetAddress.getLoopbackAddress(), recorder.outboundPort());
        peer.setSoTimeout(10_000);
        return peer;
    }

    private static void readCommand(Socket peer, String part) throws IOException {
        StringBuilder read = new StringBuilder();
        InputStream in = peer.getInputStream();
        while (read.indexOf(part) < 0) {
            int next = in.read();
            assertThat(next).as("after %s", read).isNotNegative();
            read.append((char) next);
        }
    }

    /** What FreeSWITCH answered to {@code connect}, with the variable that says where the call goes on. */
    private static byte[] channelData() throws IOException {
        try (InputStream captured = OutboundIT.class.getResourceAsStream("/fixtures/O1/outbound2.in.raw")) {
            String text = new String(Objects.requireNonNull(captured).readAllBytes(), UTF_8);
            String answer = text.substring(0, text.indexOf("\n\n") + 2);
            return answer.replace(
                            "\nContent-Type:", "\nvariable_cti_continue: guard-122%20XML%20default\nContent-Type:")
                    .getBytes(UTF_8);
        }
    }
}
