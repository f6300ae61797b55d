package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchCommandTest {
    private static final String ID = "1700000000123-0";

    @Test
    void aCallSaysWhoDoesWhat() {
        String record = "{\"username\":\"1003\",\"current\":\"u1\",\"notify\":\"answer\",\"activity\":[\"u1\",\"u2\"],"
                + "\"u1\":{\"Caller-Caller-ID-Number\":\"1003\",\"Caller-Destination-Number\":\"1007\"}}";

        assertThat(WatchCommand.line(ID, Map.of("event", record)))
                .matches("\\d\\d:\\d\\d:20\\.123  1003   answer             1003 -> 1007, 2 up");
    }

    @Test
    void aRegistrationSaysWhere() {
        String event = "{\"Event-Subclass\":\"sofia::register\",\"from-user\":\"1003\",\"contact\":\"<sip:x>\"}";

        assertThat(WatchCommand.line(ID, Map.of("event", event))).endsWith("1003   sofia::register    <sip:x>");
    }

    @Test
    void aGapIsSaid() {
        assertThat(WatchCommand.line(ID, Map.of("gap", "{\"node\":\"fs1\"}")))
                .endsWith("nobody looked: {\"node\":\"fs1\"}");
    }

    @Test
    void whatAnybodyWroteDoesNotSteerTheTerminal() {
        assertThat(WatchCommand.line(ID, Map.of("event", "\u001b[2J{"))).endsWith("?[2J{");
        assertThat(WatchCommand.line(ID, Map.of())).endsWith("  ");
    }
}
