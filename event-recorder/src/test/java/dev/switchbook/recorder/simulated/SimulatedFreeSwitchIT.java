package dev.switchbook.recorder.simulated;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.recorder.simulated.Truth.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedFreeSwitchIT {
    private static final String ALL =
            "json CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_BRIDGE CHANNEL_UNBRIDGE"
                    + " CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_UUID CALL_UPDATE CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE"
                    + " CHANNEL_DESTROY HEARTBEAT CUSTOM sofia::register sofia::unregister sofia::expire"
                    + " sofia::register_attempt sofia::register_failure sofia::pre_register";

    private final AtomicLong clock = new AtomicLong(1_795_361_737_000_000L);
    private final SimulatedFreeSwitch fs =
            SimulatedFreeSwitch.builder().clock(() -> clock.addAndGet(1000)).start();
    private final Phone p121 = fs.phone("121");
    private final Phone p122 = fs.phone("122");
    private final Phone p123 = fs.phone("123");

    @AfterEach
    void stop() {
        fs.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"esl1", "esl2", "esl3"})
    void answersTheCapturedDialogueByteForByte(String dialogue) throws IOException {
        String sent = new String(Capture.bytes("E1/" + dialogue + ".sent.txt"), UTF_8);
        String expected = new String(Capture.bytes("E1/" + dialogue + ".raw"), UTF_8);
        try (EslProbe probe = new EslProbe(fs.port())) {
            probe.send(sent);
            assertThat(probe.bytes(expected.length())).isEqualTo(expected);
        }
    }

    @Test
    void makesTheEventsOfTheCapturedCall() throws IOException {
        try (EslProbe probe = EslProbe.subscribed(fs.port(), ALL)) {
            fs.register(p121);
            fs.register(p122);
            fs.calls().talk(p121, p122).hangup(Call.Ending.HANGUPS_FIRST);
            List<String> expected = names(Capture.events("C1"));
            List<EslEvent> events = readAll(probe);
            assertThat(withoutUpdates(names(events)))
                    .startsWith(withoutUpdates(expected).toArray(String[]::new));
            assertThat(events).allMatch(e -> fs.coreUuid().equals(e.get("Core-UUID")));
            EslEvent create = first(events, "CHANNEL_CREATE");
            assertThat(create.get("variable_cti_extension")).isEqualTo("121");
            assertThat(create.get("Channel-Presence-ID")).isEqualTo("121@127.0.0.1");
            assertThat(create.get("Event-Date-Timestamp")).startsWith("17953617");
        }
        assertThat(fs.truth().transitions().stream().map(t -> t.kind() + " " + t.line()))
                .containsExactly(
                        "REGISTER 121@127.0.0.1",
                        "REGISTER 122@127.0.0.1",
                        "CALLOUT 121@127.0.0.1",
                        "CALLIN 122@127.0.0.1",
                        "ANSWER 122@127.0.0.1",
                        "ANSWER 121@127.0.0.1",
                        "HANGUP 122@127.0.0.1",
                        "HANGUP 121@127.0.0.1");
        assertThat(fs.truth().activity()).isEmpty();
        assertThat(fs.truth().registrations()).containsOnlyKeys("121@127.0.0.1", "122@127.0.0.1");
    }

    @Test
    void makesTheEventsOfTheCapturedRegistrations() throws IOException {
        try (EslProbe probe = EslProbe.subscribed(fs.port(), ALL)) {
            fs.register(p121);
            fs.register(p121);
            fs.register(p121);
            fs.unregister(p121);
            fs.register(p122);
            fs.unregisterAll(p122);
            List<EslEvent> expected = Capture.events("R1");
            List<EslEvent> events = readAll(probe);
            assertThat(names(events)).startsWith(names(expected).subList(0, 12).toArray(String[]::new));
            for (int i = 0; i < 12; i++) {
                List<String> headers = new ArrayList<>(headers(expected.get(i)));
                if (events.get(i).get("cti_extension") != null) {
                    headers.addAll(List.of("cti_extension", "cti_domain"));
                }
                assertThat(headers(events.get(i))).containsExactlyElementsOf(headers);
            }
        }
        assertThat(fs.truth().registrations()).isEmpty();
    }

    @Test
    void takesAStarForTheContactsText() throws IOException {
        Phone other = Phone.of("121", "127.0.0.1", 30_001);
        fs.register(p121);
        fs.register(other);
        try (EslProbe probe = EslProbe.subscribed(fs.port(), "json CUSTOM sofia::unregister")) {
            fs.unregisterAll(p121);
            assertThat(probe.event().get("contact")).isEqualTo("\"\" <sip:(null)@(null)>");
        }
        assertThat(fs.truth().registrations().get("121@127.0.0.1"))
                .extracting(Truth.Contact::uri)
                .containsExactly(other.uri());
    }

    @ParameterizedTest
    @EnumSource(Call.Ending.class)
    void knowsWhatIsSoAfterEveryEnding(Call.Ending ending) {
        Call call = fs.calls().talk(p121, p122);
        assertThat(fs.truth().activity().get("121@127.0.0.1"))
                .containsExactly(new Truth.Call("121@127.0.0.1", call.a().uuid(), true, true));
        call.hangup(ending);
        assertThat(fs.truth().activity()).isEmpty();
        assertThat(fs.truth().transitions().stream().filter(t -> t.kind() == Kind.HANGUP))
                .hasSize(2);
        assertThat(fs.api("show channels as json")).isEqualTo("{\"row_count\": 0}\n");
    }

    @Test
    void runsEveryKindOfCallToItsEnd() {
        fs.calls().dial(p121, p122).busy();
        fs.calls().dial(p121, p122).decline();
        fs.calls().dial(p121, p122).ring().cancel();
        fs.calls().dial(p121, p122).ring().noAnswer();
        fs.calls().dial(p121, p122).notRegistered();
        fs.calls().dial(p121, p122).earlyMedia().answer().hangup();
        fs.calls().external("0049301234567", p122).ring().answer().hangup();
        fs.calls().clickToCall(p121, p122).hangup();
        fs.calls().clickToCallBusy(p121, p122);
        fs.calls().fork(p121, List.of(p122, p123)).hangup();
        fs.calls().conference(List.of(p121, p122, p123)).forEach(fs.calls()::end);
        fs.calls().pickUp(fs.calls().alone(p121, "5557"), p122).hangup();
        fs.calls().loopback(p121, p122);
        Call call = fs.calls().talk(p121, p122);
        fs.calls().blindTransfer(call, call.b(), p123).hangup();
        call = fs.calls().talk(p121, p122);
        fs.calls().attendedTransfer(call, call.b(), p122, p123).hangup();
        call = fs.calls().talk(p121, p122);
        fs.calls().rename(call.a());
        call.hold(call.a()).unhold(call.a()).hangup();
        assertThat(fs.truth().activity()).isEmpty();
        assertThat(fs.api("show channels as json")).isEqualTo("{\"row_count\": 0}\n");
        long begun = fs.truth().transitions().stream()
                .filter(t -> t.kind() == Kind.CALLIN || t.kind() == Kind.CALLOUT)
                .count();
        assertThat(fs.truth().transitions().stream().filter(t -> t.kind() == Kind.HANGUP))
                .hasSize((int) begun);
    }

    @Test
    void repeatsItselfFromItsSeed() throws IOException {
        AtomicLong other = new AtomicLong(1_795_361_737_000_000L);
        try (SimulatedFreeSwitch twin = SimulatedFreeSwitch.builder()
                        .clock(() -> other.addAndGet(1000))
                        .start();
                EslProbe one = EslProbe.subscribed(fs.port(), ALL);
                EslProbe two = EslProbe.subscribed(twin.port(), ALL)) {
            for (SimulatedFreeSwitch each : List.of(fs, twin)) {
                each.register(p121);
                each.calls().talk(p121, p122).hangup();
                each.heartbeat();
            }
            String frame;
            do {
                frame = one.frame();
                assertThat(two.frame()).isEqualTo(frame);
            } while (!frame.contains("HEARTBEAT"));
        }
    }

    @Test
    void snapshotsAgreeWithTheTruth() throws IOException {
        fs.register(p121);
        fs.register(p122.overTcp());
        Call call = fs.calls().talk(p121, p122);
        String ghost = fs.addGhost();
        try (EslProbe probe = EslProbe.in(fs.port())) {
            assertThat(probe.api("sofia xmlstatus profile internal reg"))
                    .contains("<user>121@127.0.0.1</user>")
                    .contains("&lt;sip:122@127.0.0.1:" + p122.port() + ";transport=tcp&gt;");
            assertThat(probe.api("sofia xmlstatus profile internal user 121@127.0.0.1"))
                    .contains("<user>121@")
                    .doesNotContain("<user>122@");
            assertThat(probe.api("sofia xmlstatus")).contains("<name>internal</name>");
            assertThat(probe.api("show channels as json"))
                    .startsWith(
                            "{\"row_count\":3,\"rows\":[{\"uuid\":\"" + call.a().uuid())
                    .contains(ghost);
            assertThat(probe.api("uuid_exists " + ghost)).isEqualTo("false");
            EslEvent dump = EslEvent.ofJson(
                    probe.api("uuid_dump " + call.b().uuid() + " json").getBytes(UTF_8));
            assertThat(dump.get("Channel-Presence-ID")).isEqualTo("122@127.0.0.1");
            assertThat(dump.get("Answer-State")).isEqualTo("answered");
            assertThat(probe.api("global_getvar core_uuid")).isEqualTo(fs.coreUuid());
            assertThat(probe.api("no_such_command")).isEqualTo("-ERR no_such_command Command not found!\n");
        }
    }

    @Test
    void flushesRegistrationsAndCache() throws IOException {
        fs.register(p121);
        fs.cacheUser("121", "127.0.0.1");
        try (EslProbe probe = EslProbe.subscribed(fs.port(), "json CUSTOM sofia::expire")) {
            assertThat(probe.api("xml_flush_cache id 121 127.0.0.1")).isEqualTo("+OK cleared 1 entry\n");
            assertThat(probe.api("xml_flush_cache id 121 127.0.0.1")).isEqualTo("+OK cleared 0 entries\n");
            probe.send("api sofia profile internal flush_inbound_reg 121@127.0.0.1\n\n");
            assertThat(probe.event().get("user")).isEqualTo("121");
            assertThat(probe.frame()).endsWith("+OK flushing all registrations matching specified call_id\n");
        }
        assertThat(fs.truth().registrations()).isEmpty();
        assertThat(fs.api("show registrations as json")).contains("\"row_count\":1");
    }

    @Test
    void sendsEventsOfOthersInOrder() throws IOException {
        try (EslProbe one = EslProbe.subscribed(fs.port(), "plain CUSTOM cti::mark");
                EslProbe two = EslProbe.in(fs.port())) {
            String reply = two.ask("sendevent CUSTOM\nEvent-Subclass: cti::mark\nx: 1");
            assertThat(reply).startsWith("Content-Type: command/reply\nReply-Text: +OK ");
            assertThat(one.frame()).contains("Event-Subclass: cti%3A%3Amark").contains("x: 1");
            two.ask("bgapi version");
            assertThat(two.ask("filter x")).contains("-ERR invalid syntax");
        }
    }

    @Test
    void refusesByAclAndByTime() throws IOException {
        fs.faults().reject(true);
        try (EslProbe probe = new EslProbe(fs.port())) {
            assertThat(probe.rest())
                    .isEqualTo("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n");
        }
        try (SimulatedFreeSwitch hasty = SimulatedFreeSwitch.builder()
                        .loginTimeout(Duration.ofMillis(50))
                        .start();
                EslProbe probe = new EslProbe(hasty.port())) {
            assertThat(probe.rest()).isEqualTo("Content-Type: auth/request\n\n");
        }
    }

    @Test
    void halfACommandStopsTheEvents() throws IOException {
        try (EslProbe probe = EslProbe.subscribed(fs.port(), "json HEARTBEAT")) {
            probe.send("noop\n");
            org.awaitility.Awaitility.await().until(() -> fs.listeners().get(0).holdsHalfACommand());
            fs.heartbeat();
            probe.socket().setSoTimeout(100);
            assertThatThrownBy(probe::frame).isInstanceOf(SocketTimeoutException.class);
            probe.socket().setSoTimeout(5000);
            probe.send("\n");
            assertThat(probe.frame()).contains("HEARTBEAT");
            assertThat(probe.frame()).contains("-ERR command not found");
        }
    }

    @Test
    void misbehavesOnRequest() throws IOException {
        try (EslProbe probe = EslProbe.subscribed(fs.port(), "json HEARTBEAT CALL_UPDATE CHANNEL_HANGUP")) {
            Listener listener = fs.listeners().get(0);
            listener.split(1);
            fs.heartbeat();
            assertThat(probe.event().name()).isEqualTo("HEARTBEAT");
            listener.splitRandomly(7, 1);
            fs.giantEvent(10_000);
            assertThat(probe.event().get("Event-Info")).hasSize(10_000);
            listener.split(0);

            fs.faults().loseNext(1);
            fs.heartbeat();
            fs.faults().delayEvents(Duration.ofMillis(50));
            fs.heartbeat();
            assertThat(probe.api("uptime")).isNotEmpty();
            assertThat(probe.event().sequence()).isNotEqualTo(fs.faults().lost().get(0));
            fs.faults().delayEvents(Duration.ZERO);

            fs.faults().repeatHangup(true);
            fs.calls().dial(p121, p122).busy();
            assertThat(names(read(probe, 4))).containsOnly("CHANNEL_HANGUP");

            String core = fs.coreUuid();
            fs.restart(true);
            assertThat(probe.rest()).endsWith("The system is being shut down.\n");
            assertThat(fs.coreUuid()).isNotEqualTo(core);
        }
        fs.faults().refuseSubscriptions(true);
        try (EslProbe probe = EslProbe.in(fs.port())) {
            assertThat(probe.ask("event json ALL")).contains("-ERR permission denied");
            fs.crash(false);
            assertThatThrownBy(probe::frame).isInstanceOfAny(SocketException.class, EOFException.class);
        }
    }

    @Test
    void sendsOutOfOrderOnAllConnectionsAlike() throws IOException {
        try (EslProbe one = EslProbe.subscribed(fs.port(), ALL);
                EslProbe two = EslProbe.subscribed(fs.port(), ALL)) {
            fs.faults().disorder(10, false);
            for (int i = 0; i < 5; i++) {
                fs.calls().talk(p121, p122).hangup();
            }
            fs.faults().disorder(0, false);
            List<EslEvent> first = read(one, 80);
            List<EslEvent> second = read(two, 80);
            List<Long> sequences = first.stream().map(EslEvent::sequence).toList();
            assertThat(second.stream().map(EslEvent::sequence)).containsExactlyElementsOf(sequences);
            assertThat(sequences).isNotEqualTo(sequences.stream().sorted().toList());
            String leg = first(first, "CHANNEL_CREATE").get("Unique-ID");
            List<Long> own = first.stream()
                    .filter(e -> leg != null && leg.equals(e.get("Unique-ID")))
                    .map(EslEvent::sequence)
                    .toList();
            assertThat(own).isSorted();
        }
    }

    @Test
    void stallsAndGoesOnWithoutLoss() throws IOException {
        try (EslProbe probe = EslProbe.subscribed(fs.port(), "json HEARTBEAT")) {
            Listener listener = fs.listeners().get(0);
            listener.stall();
            for (int i = 0; i < 50; i++) {
                fs.heartbeat();
            }
            probe.socket().setSoTimeout(100);
            assertThatThrownBy(probe::frame).isInstanceOf(SocketTimeoutException.class);
            probe.socket().setSoTimeout(5000);
            listener.resume();
            assertThat(read(probe, 50).stream().map(EslEvent::sequence).toList())
                    .isSorted();
        }
    }

    @Test
    void breaksTextAndOrderOnRequest() throws IOException {
        try (EslProbe probe = EslProbe.subscribed(fs.port(), ALL)) {
            fs.faults().brokenText(true);
            Call call = fs.calls().talk(p121, p122);
            fs.faults().brokenText(false);
            fs.heartbeat();
            String frame = probe.frame();
            while (!frame.contains("CHANNEL_CREATE")) {
                frame = probe.frame();
            }
            assertThat(frame).contains("variable_sip_from_display\":\"M\uFFFD");
            while (!frame.contains("HEARTBEAT")) {
                frame = probe.frame();
            }
            call.hangup(Call.Ending.HANGUP_LATE);
            assertThat(names(readAll(probe)))
                    .containsSubsequence("CHANNEL_HANGUP_COMPLETE", "CHANNEL_HANGUP", "CHANNEL_DESTROY");
        }
    }

    @Test
    void knowsAliasesAndSingleRegistration() throws IOException {
        try (SimulatedFreeSwitch single = SimulatedFreeSwitch.builder()
                        .multipleRegistrations(false)
                        .start();
                EslProbe probe = EslProbe.subscribed(single.port(), "json CUSTOM sofia::register")) {
            single.register(p121.underAlias("9121"));
            EslEvent event = probe.event();
            assertThat(event.get("from-user")).isEqualTo("9121");
            assertThat(event.get("cti_extension")).isEqualTo("121");
            single.register(Phone.of("122", "127.0.0.1", 30_001));
            single.register(Phone.of("122", "127.0.0.1", 30_002));
            assertThat(single.truth().registrations().get("122@127.0.0.1"))
                    .extracting(Truth.Contact::uri)
                    .containsExactly("sip:122@127.0.0.1:30002");
            assertThat(single.truth().registrations()).containsKey("121@127.0.0.1");
        }
    }

    private static List<EslEvent> read(EslProbe probe, int count) throws IOException {
        List<EslEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(probe.event());
        }
        return events;
    }

    /** What was fired until now. */
    private List<EslEvent> readAll(EslProbe probe) throws IOException {
        fs.heartbeat();
        List<EslEvent> events = new ArrayList<>();
        for (EslEvent event = probe.event(); !event.name().equals("HEARTBEAT"); event = probe.event()) {
            events.add(event);
        }
        return events;
    }

    private static EslEvent first(List<EslEvent> events, String name) {
        return events.stream().filter(e -> e.name().equals(name)).findFirst().orElseThrow();
    }

    private static List<String> names(List<EslEvent> events) {
        return events.stream().map(e -> e.name() + e.subclass()).toList();
    }

    private static List<String> withoutUpdates(List<String> names) {
        return names.stream().filter(n -> !n.equals("CALL_UPDATE")).toList();
    }

    private static List<String> headers(EslEvent event) {
        return event.headers().stream().map(EslHeader::name).toList();
    }
}
