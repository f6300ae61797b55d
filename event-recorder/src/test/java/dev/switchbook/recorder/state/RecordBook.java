package dev.switchbook.recorder.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.ChangeSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Redis would hold after the changes of one node: the script's rules, said again in Java. */
final class RecordBook implements ChangeSink {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One entry of list and stream. */
    record Entry(String key, JsonNode json) {
        String text(String name) {
            return json.path(name).asText();
        }
    }

    final Map<String, String> records = new HashMap<>();
    final Map<String, byte[]> parts = new HashMap<>();
    final List<Entry> entries = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    final Map<String, String> heads = new HashMap<>();
    private final Set<String> positions = new HashSet<>();

    static Base base(Block block, boolean removeHangup) {
        String name = block == Block.CALL ? "calls" : "registrations";
        return new Base(
                block,
                name,
                name,
                name + ":list",
                null,
                null,
                "{" + name + "}:parts",
                "{" + name + "}:pos",
                100,
                100,
                removeHangup);
    }

    @Override
    public void accept(Change change) {
        if (!positions.add(change.at().text())) {
            throw new AssertionError("one position twice: " + change.at());
        }
        changes.add(change);
        if (change.base().block() == Block.CALL) {
            call(change);
        } else {
            registration(change);
        }
    }

    private void call(Change change) {
        String key = change.key();
        if (change.head() != null) {
            heads.put(key, text(change.head()));
        }
        String part = text(change.part());
        boolean removed = change.base().removeHangup() && part.startsWith("\n\n");
        if (part.isEmpty()) {
            parts.remove("call " + key);
        } else {
            parts.put("call " + key, change.part());
        }
        if (part.isEmpty() || removed) {
            records.remove(key);
        } else {
            records.put(key, record(heads.getOrDefault(key, "\"username\":\"?\""), part, null, ""));
        }
        if (change.entry() != null) {
            String ended = text(change.entryEnded());
            entry(key, record(text(change.entry()), part, ended.isEmpty() ? null : ended, change.source()));
        }
    }

    private static String record(String head, String part, @Nullable String endedFields, String source) {
        String[] lines = (part.isEmpty() ? "\n\n\n\n" : part).split("\n", -1);
        String ended = endedFields == null ? lines[2] : endedFields;
        StringBuilder text = new StringBuilder("{").append(head);
        for (String fields : List.of(lines[0], ended)) {
            text.append(fields.isEmpty() ? "" : ",").append(fields);
        }
        text.append(",\"activity\":[").append(lines[1]).append(']');
        text.append(source.isEmpty() ? "" : ",\"cti_source\":\"" + source + "\"");
        return text.append('}').toString();
    }

    private void registration(Change change) {
        String key = "reg " + change.key();
        String part = text(change.part());
        if (part.isEmpty()) {
            parts.remove(key);
            records.remove(key);
        } else {
            String event = text(Objects.requireNonNull(change.head()));
            int second = part.indexOf('\n') + 1;
            assertThat(second == part.length() || part.charAt(second) == '\n').isTrue();
            part = part.substring(0, second) + event + part.substring(second);
            parts.put(key, part.getBytes(StandardCharsets.UTF_8));
            records.put(key, event);
        }
        if (change.entry() != null) {
            entry(change.key(), change.entry().length == 0 ? part.split("\n", -1)[1] : text(change.entry()));
        }
    }

    private void entry(String key, String text) {
        entries.add(new Entry(key, parse(text)));
    }

    JsonNode call(String key) {
        return parse(records.getOrDefault(key, "null"));
    }

    @Nullable String registration(String key) {
        return records.get("reg " + key);
    }

    /** Takes what has been entered since the last call: {@code key notify} of calls, {@code key subclass} of registrations. */
    List<String> told() {
        List<String> told = entries.stream()
                .map(entry -> entry.key() + " "
                        + (entry.json().has("notify") ? entry.text("notify") : entry.text("Event-Subclass"))
                        + (entry.json().has("cti_source") ? " (" + entry.text("cti_source") + ")" : ""))
                .toList();
        entries.clear();
        return told;
    }

    List<String> activity(String key) {
        List<String> uuids = new ArrayList<>();
        call(key).path("activity").forEach(uuid -> uuids.add(uuid.asText()));
        return uuids;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
