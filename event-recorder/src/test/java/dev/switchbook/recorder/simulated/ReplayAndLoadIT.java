package dev.switchbook.recorder.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayAndLoadIT {

    @ParameterizedTest
    @ValueSource(strings = {"C1", "C14", "R2", "C17"})
    void replaysTheCapturedBytes(String scenario) throws IOException {
        String captured = new String(Capture.bytes(scenario + "/events.json.raw"), StandardCharsets.UTF_8);
        String events = captured.substring(captured.indexOf("Content-Length: "));
        try (FixtureReplay replay = FixtureReplay.of(scenario);
                EslProbe probe = EslProbe.subscribed(replay.port(), "json ALL")) {
            replay.rest();
            assertThat(probe.bytes(events.length())).isEqualTo(events);
        }
    }

    @Test
    void replaysStepByStepAndAnswersCommandsInTurn() throws IOException {
        try (FixtureReplay replay = FixtureReplay.of("R2");
                EslProbe probe = EslProbe.subscribed(replay.port(), "plain CUSTOM sofia::register")) {
            assertThat(replay.until(e -> e.subclass().equals("sofia::register")))
                    .isEqualTo(3);
            assertThat(probe.frame()).contains("Event-Subclass: sofia%3A%3Aregister\n");
            assertThat(probe.api("show registrations as json")).isEqualTo("{\"row_count\": 0}\n");
            assertThat(probe.api("show registrations as json")).contains("\"row_count\":1");
            assertThat(probe.api("show channels as json")).isEqualTo("{\"row_count\": 0}\n");
            replay.play(1000);
            await().until(() -> replay.left() == 0);
        }
    }

    @Test
    void blastsFastWithUniqueUuidsAndSequences() throws IOException {
        try (SimulatedFreeSwitch fs = SimulatedFreeSwitch.builder().start();
                EslProbe probe = EslProbe.subscribed(fs.port(), "json ALL")) {
            Blast.Sent sent = fs.blast(40, Blast.Kind.CALLS);
            Set<String> ids = new HashSet<>();
            Set<Long> sequences = new HashSet<>();
            for (int i = 0; i < sent.events(); i++) {
                EslEvent event = probe.event();
                ids.add(String.valueOf(event.get("Unique-ID")));
                sequences.add(event.sequence());
            }
            assertThat(sequences).hasSize((int) sent.events());
            assertThat(ids).hasSize((int) sent.transitions() / 3);
            assertThat(fs.blast(5, Blast.Kind.REFRESHES).transitions()).isEqualTo(5);
            assertThat(probe.event().get("update-reg")).isEqualTo("true");
        }
    }

    @Test
    void runsTheSameWorkloadFromTheSameSeed() {
        try (SimulatedFreeSwitch a = SimulatedFreeSwitch.builder().start();
                SimulatedFreeSwitch b =
                        SimulatedFreeSwitch.builder().switchname("fs2").seed(2).start();
                SimulatedFreeSwitch c = SimulatedFreeSwitch.builder().start();
                SimulatedFreeSwitch d =
                        SimulatedFreeSwitch.builder().switchname("fs2").seed(2).start()) {
            Workload one = new Workload(List.of(a, b), "d.test", 500, 7);
            Workload two = new Workload(List.of(c, d), "d.test", 500, 7);
            one.registerAll();
            two.registerAll();
            one.run(2000);
            two.run(2000);
            assertThat(a.truth().transitions()).isEqualTo(c.truth().transitions());
            assertThat(b.truth().activity()).isEqualTo(d.truth().activity());
            assertThat(b.truth().activity()).isNotEmpty();
            one.settle();
            assertThat(a.truth().activity()).isEmpty();
            assertThat(b.truth().activity()).isEmpty();
            assertThat(one.run(2000, Duration.ofMillis(500))).isBetween(300L, 2000L);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void eventsOfAWorkloadSayWhatTheTruthSays(boolean cti) throws IOException {
        try (SimulatedFreeSwitch fs = SimulatedFreeSwitch.builder().cti(cti).start();
                EslProbe probe = EslProbe.subscribed(fs.port(), "json ALL CUSTOM")) {
            Workload workload = new Workload(List.of(fs), "d.test", 40, 3);
            workload.run(400);
            fs.giantEvent(1);
            Map<String, String> live = new HashMap<>();
            for (EslEvent event = probe.event(); !event.name().equals("HEARTBEAT"); event = probe.event()) {
                follow(live, event);
            }
            Map<String, String> truth = new HashMap<>();
            fs.truth()
                    .activity()
                    .forEach((line, calls) -> calls.forEach(c -> truth.put(c.uuid(), line + " " + c.answered())));
            assertThat(live).isEqualTo(truth).isNotEmpty();
        }
    }

    /** The contract's rules, by the events alone. */
    private static void follow(Map<String, String> live, EslEvent event) {
        String uuid = String.valueOf(event.get("Unique-ID"));
        switch (event.name()) {
            case "CHANNEL_CREATE" -> {
                String line = line(event);
                if (line != null) {
                    live.put(uuid, line + " false");
                }
            }
            case "CHANNEL_ANSWER" -> live.computeIfPresent(uuid, (u, line) -> line.replace("false", "true"));
            case "CHANNEL_UUID" -> {
                String line = live.remove(String.valueOf(event.get("Old-Unique-ID")));
                if (line != null) {
                    live.put(uuid, line);
                }
            }
            case "CHANNEL_HANGUP", "CHANNEL_HANGUP_COMPLETE" -> live.remove(uuid);
            default -> {}
        }
    }

    private static @Nullable String line(EslEvent event) {
        String extension = event.get("variable_cti_extension");
        if (extension != null) {
            return extension + "@" + event.get("variable_cti_domain");
        }
        if ("outbound".equals(event.get("Call-Direction"))) {
            return event.get("Channel-Presence-ID");
        }
        String user = event.get("variable_user_name");
        return user == null ? null : user + "@" + event.get("variable_domain_name");
    }
}
