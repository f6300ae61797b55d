package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CapturedEventsTest {
    static final ObjectMapper STRICT = new ObjectMapper()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    static List<String> scenarios() {
        return Fixtures.scenariosWith("events.json.raw");
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void bothFormsOfACaptureHoldTheSameEvents(String scenario) throws IOException {
        Told json = Pieces.whole(Fixtures.bytes(scenario + "/events.json.raw"));
        Told plain = Pieces.whole(Fixtures.bytes(scenario + "/events.plain.raw"));
        assertThat(json.lines).noneMatch(line -> line.startsWith("unreadable"));
        assertThat(plain.lines).noneMatch(line -> line.startsWith("unreadable"));
        int both = Math.min(json.events.size(), plain.events.size());
        assertThat(both > 0).isEqualTo(!scenario.equals("E1"));
        for (int i = 0; i < both; i++) {
            assertThat(compared(plain.events.get(i))).isEqualTo(compared(json.events.get(i)));
        }
    }

    // Plain is lossy: its encoder leaves what looks encoded as it is.
    private static JsonNode compared(String event) throws IOException {
        ObjectNode node = (ObjectNode) STRICT.readTree(event);
        for (Map.Entry<String, JsonNode> header : node.properties()) {
            if (header.getValue().isTextual() && header.getValue().asText().contains("%")) {
                header.setValue(node.textNode("lossy"));
            }
        }
        return node;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void headersAreFoundByName(String scenario) throws IOException {
        for (String event : Pieces.whole(Fixtures.bytes(scenario + "/events.json.raw")).events) {
            EventHeaders headers = new EventHeaders();
            byte[] bytes = event.getBytes(UTF_8);
            headers.readJson(bytes, 0, bytes.length);
            JsonNode node = STRICT.readTree(event);
            assertThat(headers.size()).isEqualTo(node.size());
            for (Map.Entry<String, JsonNode> header : node.properties()) {
                HeaderName name = HeaderName.of(header.getKey());
                JsonNode value = header.getValue();
                String first = value.isArray() ? value.path(0).asText() : value.asText();
                assertThat(headers.get(name)).as(header.getKey()).isEqualTo(first);
                assertThat(headers.is(name, first)).as(header.getKey()).isTrue();
                assertThat(STRICT.readTree(headers.json(name))).isEqualTo(value);
            }
        }
    }

    @Test
    void theEventSocketsOwnFramesAreTold() {
        assertThat(Pieces.whole(Fixtures.bytes("E1/esl1.raw")).lines)
                .containsExactly(
                        "auth",
                        "reply -ERR invalid",
                        "notice [] Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/");
        Told told = Pieces.whole(Fixtures.bytes("E1/esl3.raw"));
        assertThat(told.lines).contains("api {\"row_count\": 0}\n", "reply +OK bye");
        assertThat(told.replies)
                .anySatisfy(reply ->
                        assertThat(reply.headers()).containsEntry("Job-UUID", "11111111-2222-3333-4444-555555555555"));
        assertThat(Pieces.whole(Fixtures.bytes("E1/esl4.raw")).lines)
                .contains("unreadable an event in XML, which was not asked for");
        Told shutdown = Pieces.whole(Fixtures.bytes("E1/esl5.raw"));
        assertThat(shutdown.events).hasSize(1);
        assertThat(shutdown.lines).last().isEqualTo("notice [] The system is being shut down.");
    }

    @Test
    void theAnswerToAnOutboundConnectIsTheChannel() throws IOException {
        for (int dialogue = 1; dialogue <= 4; dialogue++) {
            Told told = Pieces.whole(Fixtures.bytes("O1/outbound" + dialogue + ".in.raw"));
            assertThat(told.lines).noneMatch(line -> line.startsWith("unreadable"));
            EslReply connect = told.replies.get(0);
            assertThat(connect.text()).isEqualTo("+OK");
            assertThat(connect.ok()).isTrue();
            assertThat(connect.headers())
                    .containsEntry("Event-Name", "CHANNEL_DATA")
                    .containsEntry("Channel-Presence-ID", "121@pbx.example.test")
                    .containsKey("Socket-Mode");
            assertThat(told.channels).hasSize(1);
            assertThat(STRICT.readTree(told.channels.get(0))
                            .path("Channel-Destination-Number")
                            .asText())
                    .isEqualTo("5599");
        }
        assertThat(Pieces.whole(Fixtures.bytes("O1/outbound2.in.raw")).lines)
                .anyMatch(line -> line.equals("notice [linger] "))
                .anyMatch(line -> line.startsWith("notice [disconnect] Disconnected"));
    }
}
