package dev.switchbook.recorder.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.simulated.Capture.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EslWriterTest {

    @ParameterizedTest
    @ValueSource(strings = {"C1", "C2", "C3", "C6", "C9", "C14", "C18", "R1", "R3", "R4", "R5", "R7"})
    void writesCapturedEventsByteForByte(String scenario) throws IOException {
        for (Frame frame : Capture.frames(scenario + "/events.json.raw")) {
            if (frame.isEvent()) {
                EslEvent event = EslEvent.ofJson(frame.body());
                assertThat(text(event.frame(EslFormat.JSON))).isEqualTo(text(frame.bytes()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C1", "C6", "C9", "C14", "C18", "R1", "R4", "R5"})
    void writesTheSameEventsInPlainByteForByte(String scenario) throws IOException {
        Map<String, EslEvent> events = new HashMap<>();
        for (EslEvent event : Capture.events(scenario)) {
            events.put(Long.toString(event.sequence()), event);
        }
        int compared = 0;
        List<Frame> frames = Capture.frames(scenario + "/events.plain.raw");
        for (Frame frame : frames) {
            String expected = text(frame.bytes());
            EslEvent event = events.get(Capture.headerOf(expected, "Event-Sequence"));
            if (frame.isEvent() && event != null) {
                assertThat(text(event.frame(EslFormat.PLAIN))).isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(frames.size() / 2);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
