package dev.switchbook.recorder.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.simulated.Templates.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedEventsTest {

    @ParameterizedTest
    @EnumSource(Role.class)
    void leavesNoIdentityOfTheCaptureBehind(Role role) {
        Set<String> captured = new TreeSet<>();
        for (String scenario : List.of("C1", "C2", "C3", "C5", "C6", "C9", "C12", "C14")) {
            Capture.events(scenario).forEach(event -> {
                captured.add(String.valueOf(event.get("Unique-ID")));
                captured.add(String.valueOf(event.get("Core-UUID")));
            });
        }
        captured.remove("null");
        for (String name : List.of("CHANNEL_CREATE", "CHANNEL_ANSWER", "CHANNEL_BRIDGE", "CHANNEL_HANGUP_COMPLETE")) {
            EslEvent event = Templates.get()
                    .leg(role, name, true)
                    .render(
                            Map.of(
                                    Template.Slot.SELF, "self",
                                    Template.Slot.OTHER, "other",
                                    Template.Slot.CALLER, "555",
                                    Template.Slot.CALLEE, "556",
                                    Template.Slot.DOMAIN, "other.test",
                                    Template.Slot.CORE, "core"),
                            Map.of(),
                            List.of());
            String text = EslWriter.json(event);
            assertThat(captured).noneMatch(text::contains);
            assertThat(event.get("Unique-ID")).isEqualTo("self");
            assertThat(text).doesNotContain("pbx.example.test").doesNotContain("@127.0.0.1\"");
        }
    }

    @Test
    void hasTheHeadersOfTheCapturedCall() {
        for (EslEvent captured : Capture.events("C1")) {
            String unique = captured.get("Unique-ID");
            if (unique != null) {
                Role role = "inbound".equals(captured.get("Call-Direction")) ? Role.CALLER : Role.CALLED;
                EslEvent written = Templates.get()
                        .leg(role, captured.name(), true)
                        .render(Map.of(Template.Slot.OTHER, "other"), Map.of(), List.of());
                assertThat(written.headers().stream().map(EslHeader::name))
                        .containsExactlyElementsOf(
                                captured.headers().stream().map(EslHeader::name).toList());
            }
        }
    }
}
