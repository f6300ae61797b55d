package dev.switchbook.recorder.esl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class CodecFuzzTest {
    private static final HeaderName NAME = HeaderName.of("Event-Name");

    /** The first byte says where the rest, what a peer sends, is cut; where must make no difference. */
    @FuzzTest(maxDuration = "1m")
    void anyStreamIsReadTheSameWhereverItIsCut(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int stride = 1 + (input[0] & 0x1f);
        List<String> whole = read(input, input.length);
        assertThat(read(input, stride)).isEqualTo(whole);
    }

    private static List<String> read(byte[] input, int stride) {
        Told told = new Told();
        EmbeddedChannel channel = new EmbeddedChannel(new EslDecoder(told, new EslLimits(512, 1024, 4096)));
        List<String> faults = new ArrayList<>();
        for (int at = 1; at < input.length; at += stride) {
            ByteBuf piece = Unpooled.copiedBuffer(input, at, Math.min(stride, input.length - at));
            try {
                channel.writeInbound(piece);
            } catch (EslFormatException e) {
                faults.add("fault");
            }
            assertThat(piece.refCnt()).isZero();
        }
        channel.finishAndReleaseAll();
        assertThat(faults).as("told once").hasSizeLessThan(2);
        told.lines.addAll(faults);
        return told.lines;
    }

    /** What Jackson takes as it is means the same; all else is refused or mended. */
    @FuzzTest(maxDuration = "1m")
    void anyJsonIsRefusedOrMadeValid(byte[] body) throws IOException {
        EventHeaders headers = new EventHeaders();
        JsonNode flat = flat(body);
        try {
            headers.readJson(body, 0, body.length);
        } catch (EslFormatException e) {
            assertThat(flat).as("refused at " + e.getMessage()).isNull();
            return;
        }
        JsonNode whole = checked(headers);
        if (flat != null) {
            assertThat(whole).isEqualTo(flat);
        }
    }

    @FuzzTest(maxDuration = "1m")
    void anyPlainEventIsRefusedOrMadeValid(byte[] body) throws IOException {
        EventHeaders headers = new EventHeaders();
        try {
            headers.readPlain(body, 0, body.length);
        } catch (EslFormatException e) {
            return;
        }
        JsonNode whole = checked(headers);
        byte[] json = headers.toJson();
        EventHeaders again = new EventHeaders();
        again.readJson(json, 0, json.length);
        assertThat(again.size()).isEqualTo(headers.size());
        assertThat(CapturedEventsTest.STRICT.readTree(again.toJson())).isEqualTo(whole);
    }

    private static JsonNode checked(EventHeaders headers) throws IOException {
        byte[] json = headers.toJson();
        JsonNode whole = CapturedEventsTest.STRICT.readTree(json);
        assertThat(whole.isObject()).isTrue();
        assertThat(whole.size()).isEqualTo(headers.size());
        for (byte b : json) {
            assertThat(b).as("one line").isNotIn((byte) '\n', (byte) '\r');
        }
        headers.forEach((name, value) -> {
            JsonNode header = whole.path(name);
            assertThat(header.isArray() ? header.path(0).asText() : header.asText())
                    .isEqualTo(value);
            assertThat(headers.json(HeaderName.of(name))).isNotNull();
            assertThat(headers.get(HeaderName.of(name))).isNotNull();
        });
        headers.is(NAME, "HEARTBEAT");
        headers.number(NAME, 0);
        return whole;
    }

    /** The body if it is a flat object of strings and arrays of them, without half a surrogate pair. */
    @SuppressWarnings("NullAway") // a test's own answer
    private static JsonNode flat(byte[] body) throws IOException {
        JsonNode node;
        try {
            node = CapturedEventsTest.STRICT.readTree(body);
        } catch (JsonProcessingException | java.io.CharConversionException e) {
            return null;
        }
        if (node == null || !node.isObject() || body.length == 0 || (body[0] != '{' && body[0] > ' ')) {
            return null;
        }
        for (Map.Entry<String, JsonNode> header : node.properties()) {
            if (!isText(header.getKey()) || !isFlat(header.getValue())) {
                return null;
            }
        }
        return node;
    }

    private static boolean isFlat(JsonNode value) {
        if (value.isArray()) {
            for (JsonNode element : value) {
                if (!element.isTextual() || !isText(element.asText())) {
                    return false;
                }
            }
            return true;
        }
        return value.isTextual() && isText(value.asText());
    }

    private static boolean isText(String text) {
        return text.equals(JsonText.mended(text));
    }
}
