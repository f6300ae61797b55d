package dev.switchbook.recorder.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.Uuids;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the parts that {@link CallText} wrote, in another life. */
final class CallParts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LINES = 5;

    private final List<String> fields;

    CallParts(List<String> fields) {
        this.fields = fields;
    }

    /**
     * What a part says.
     *
     * @param pending the legs that hung up and whose entries were still to come
     * @param ended the leg that ended last, if it is still shown; it may be one of those
     */
    record Kept(
            List<KeptLeg> live,
            List<KeptLeg> pending,
            @Nullable Ended ended) {}

    /** A leg that is over, with its values as in {@link KeptLeg}. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Ended(String uuid, byte[] @Nullable [] values) {}

    /** One leg; values are JSON texts in the order of the fields, null where empty. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record KeptLeg(
            String uuid,
            byte[] @Nullable [] values,
            boolean inbound,
            boolean answered,
            boolean startTold,
            boolean answerTold,
            Extension whose) {}

    /** The last transition of a record, and whose leg it was. */
    record KeptHead(String uuid, String transition) {}

    /** Null when it is no head that can be understood. */
    static @Nullable KeptHead readHead(byte[] head) {
        try {
            JsonNode read = JSON.readTree("{" + new String(head, StandardCharsets.UTF_8) + "}");
            String uuid = read.path("current").asText();
            return Uuids.sound(uuid) ? new KeptHead(uuid, read.path("notify").asText()) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Null when it is no part that can be understood. */
    @Nullable Kept read(byte[] part) {
        String[] lines = new String(part, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != LINES) {
            return null;
        }
        try {
            return new Kept(live(lines[0], lines[3]), pending(lines[4]), ended(lines[2]));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return null;
        }
    }

    private List<KeptLeg> live(String byUuid, String facts) throws JsonProcessingException {
        Iterator<Map.Entry<String, JsonNode>> legs =
                JSON.readTree("{" + byUuid + "}").properties().iterator();
        List<KeptLeg> kept = new ArrayList<>();
        for (JsonNode fact : JSON.readTree("[" + facts + "]")) {
            if (!legs.hasNext()) {
                throw new IllegalArgumentException("fewer legs than facts");
            }
            kept.add(leg(legs.next(), fact));
        }
        return kept;
    }

    private List<KeptLeg> pending(String line) throws JsonProcessingException {
        List<KeptLeg> kept = new ArrayList<>();
        for (JsonNode pair : JSON.readTree("[" + line + "]")) {
            for (Map.Entry<String, JsonNode> leg : pair.path(1).properties()) {
                kept.add(leg(leg, pair.path(0)));
            }
        }
        return kept;
    }

    private @Nullable Ended ended(String line) throws JsonProcessingException {
        for (Map.Entry<String, JsonNode> leg : JSON.readTree("{" + line + "}").properties()) {
            return new Ended(leg.getKey(), values(leg.getValue()));
        }
        return null;
    }

    private KeptLeg leg(Map.Entry<String, JsonNode> leg, JsonNode fact) {
        Extension whose = Extension.of(fact.path(2).asText(), fact.path(3).asText());
        if (whose == null || !Uuids.sound(leg.getKey())) {
            throw new IllegalArgumentException("a leg without uuid or owner");
        }
        String told = fact.path(4).asText();
        return new KeptLeg(
                leg.getKey(),
                values(leg.getValue()),
                fact.path(0).asText().equals("in"),
                fact.path(1).asText().equals("answered"),
                told.contains("start"),
                told.contains("answer"),
                whose);
    }

    private byte[] @Nullable [] values(JsonNode leg) {
        byte[] @Nullable [] values = new byte[fields.size()][];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = leg.path(fields.get(i));
            boolean none = value.isMissingNode()
                    || (value.isTextual() && value.asText().isEmpty());
            values[i] = none ? null : value.toString().getBytes(StandardCharsets.UTF_8);
        }
        return values;
    }
}
