package dev.switchbook.recorder.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock") // bytes as they stand on the wire
final class FrameScannerTest {
    private static final String CORE = "0a1b2c3d-0000-4000-8000-0123456789ab";
    private static final String JSON =
            "{\"Event-Name\":\"HEARTBEAT\",\"Core-UUID\":\"" + CORE + "\",\"Event-Sequence\":\"4711\"}";
    private static final String PLAIN = "Event-Name: HEARTBEAT\nCore-UUID: " + CORE + "\nEvent-Sequence: 4712\n\n";
    private static final String STREAM = "Content-Type: auth/request\n\n"
            + "Content-Type: command/reply\nReply-Text: +OK event listener enabled json\n\n"
            + "Content-Length: " + JSON.length() + "\nContent-Type: text/event-json\n\n" + JSON
            + "Content-Length: " + PLAIN.length() + "\nContent-Type: text/event-plain\n\n" + PLAIN
            + "Content-Type: api/response\nContent-Length: " + JSON.length() + "\n\n" + JSON;

    private final List<String> found = new ArrayList<>();
    private final FrameScanner scanner = new FrameScanner(new FrameScanner.Found() {
        @Override
        public void subscribed() {
            found.add("subscribed");
        }

        @Override
        public void event(String core, long sequence) {
            found.add(core + " " + sequence);
        }
    });

    @Test
    void findsEventsWhereverTheStreamIsCut() {
        byte[] all = STREAM.getBytes(UTF_8);
        for (int cut = 0; cut <= all.length; cut++) {
            found.clear();
            scanner.add(all, cut);
            byte[] rest = Arrays.copyOfRange(all, cut, all.length);
            scanner.add(rest, rest.length);

            assertThat(found).as("cut at %d", cut).containsExactly("subscribed", CORE + " 4711", CORE + " 4712");
        }
    }
}
