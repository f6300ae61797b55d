package dev.switchbook.recorder.vouch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A node's field of {@code cti_recorder}. Beside what the contract names it has {@code epoch}, one more with each owner,
 * {@code beat}, one more with each write of that owner, {@code released}, after an owner has let go of its own will, and
 * {@code written}.
 *
 * @param owner empty once released
 * @param to whom it was released to; empty for whoever comes first, and as long as it is owned
 */
record Entry(NodeView view, String owner, long epoch, long beat, boolean released, String to) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MAX_BYTES = 4096;
    private static final int MAX_TEXT = 256;

    /** What a double, and thus any reader's JSON, can tell apart. */
    private static final long MAX_NUMBER = 1L << 53;

    /** What changes with each sign of life; {@code unreadable} stands for a value that is no sound entry. */
    record Mark(String owner, long epoch, long beat, String unreadable) {}

    byte[] toBytes() {
        ObjectNode json = JSON.createObjectNode();
        json.put("state", view.state().text());
        json.put("core-uuid", view.coreUuid());
        json.put("as-of", view.asOfMillis());
        json.put("owner", owner);
        json.put("registrations", view.registrations());
        json.put("channels", view.channels());
        json.put("epoch", epoch);
        json.put("beat", beat);
        json.put("released", released);
        json.put("written", view.written());
        if (view.writtenMillis() != view.asOfMillis()) {
            json.put("written-at", view.writtenMillis());
        }
        if (!to.isEmpty()) {
            json.put("to", to);
        }
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of texts and numbers", e);
        }
    }

    /** Null when there is none, or it is not one that a recorder wrote: any program may write there. */
    static @Nullable Entry parse(byte[] raw) {
        if (raw.length == 0 || raw.length > MAX_BYTES) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(raw);
            long epoch = number(json, "epoch");
            long beat = number(json, "beat");
            return !json.isObject() || epoch < 0 || beat < 0 ? null : read(json, epoch, beat);
        } catch (IOException e) {
            return null; // the caller treats it as an owner that says nothing, and says so when it claims
        }
    }

    static Mark mark(byte[] raw, @Nullable Entry entry) {
        return entry != null
                ? new Mark(entry.owner, entry.epoch, entry.beat, "")
                : new Mark("", 0, 0, raw.length + ":" + Arrays.hashCode(raw));
    }

    Previous asPrevious() {
        return new Previous(
                owner, epoch, view.coreUuid(), view.asOfMillis(), view.written(), view.writtenMillis(), view.state());
    }

    private static Entry read(JsonNode json, long epoch, long beat) {
        NodeView view = new NodeView(
                NodeState.of(text(json, "state")),
                text(json, "core-uuid"),
                Math.max(0, number(json, "as-of")),
                Math.max(0, number(json, "registrations")),
                Math.max(0, number(json, "channels")),
                text(json, "written"),
                Math.max(0, number(json, json.has("written-at") ? "written-at" : "as-of")));
        boolean released = json.path("released").asBoolean(false);
        return new Entry(view, text(json, "owner"), epoch, beat, released, released ? text(json, "to") : "");
    }

    private static long number(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isIntegralNumber() && value.canConvertToLong() && value.longValue() <= MAX_NUMBER
                ? value.longValue()
                : -1;
    }

    private static String text(JsonNode json, String name) {
        String text = Objects.requireNonNullElse(json.path(name).textValue(), "");
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
