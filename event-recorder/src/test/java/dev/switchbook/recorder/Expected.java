package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.switchbook.recorder.simulated.EslEvent;
import dev.switchbook.recorder.simulated.EslHeader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What Redis must hold by a {@link Scenario} so far: who has which record and what has been entered, by the table; the values of a leg's
 * fields, the last that its events had, and those of the table besides.
 */
final class Expected {
    static final List<String> FIELDS = List.of(
            "Caller-Destination-Number",
            "Caller-Caller-ID-Number",
            "Caller-Callee-ID-Number",
            "Caller-Profile-Created-Time",
            "Caller-Channel-Progress-Time",
            "Caller-Channel-Progress-Media-Time",
            "Caller-Channel-Answered-Time",
            "Caller-Channel-Hangup-Time",
            "Answer-State",
            "variable_signal_bond",
            "variable_billsec");

    private static final Map<String, String> SHORT = Map.of(
            "dest", "Caller-Destination-Number",
            "caller", "Caller-Caller-ID-Number",
            "callee", "Caller-Callee-ID-Number",
            "progress", "Caller-Channel-Progress-Time",
            "media", "Caller-Channel-Progress-Media-Time",
            "answered", "Caller-Channel-Answered-Time",
            "hungup", "Caller-Channel-Hangup-Time",
            "state", "Answer-State",
            "bond", "variable_signal_bond",
            "billsec", "variable_billsec");

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Call(String what, String leg, List<String> live) {}

    final List<JsonNode> callEntries = new ArrayList<>();
    final List<JsonNode> registrationEntries = new ArrayList<>();
    final Map<String, JsonNode> registrations = new TreeMap<>();

    /** Registrations and channels; null when the last step says nothing of them. */
    @Nullable List<String> vouched;

    private final Map<String, Call> calls = new LinkedHashMap<>();
    private final Map<String, String> uuids = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> seen = new HashMap<>();
    private final Map<String, Map<String, String>> said = new HashMap<>();

    /** An event is sent. */
    void sent(EslEvent event) {
        String uuid = event.get("Unique-ID");
        if (uuid == null) {
            return;
        }
        if (!uuids.containsValue(uuid)) {
            uuids.put("L" + (uuids.size() + 1), uuid);
        }
        Map<String, String> values = seen.computeIfAbsent(uuid, u -> new HashMap<>());
        for (String field : FIELDS) {
            String value = event.get(field);
            if (value != null) {
                values.put(field, value);
            }
        }
    }

    boolean is(Scenario.Step step, EslEvent event) {
        String name = event.subclass().isEmpty() ? event.name() : event.subclass();
        return name.equals(step.event())
                && (step.who().equals("-") || step.who().equals(who(event)));
    }

    private @Nullable String who(EslEvent event) {
        String uuid = event.get("Unique-ID");
        if (uuid != null) {
            return uuids.entrySet().stream()
                    .filter(leg -> leg.getValue().equals(uuid))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(null);
        }
        return event.get(event.subclass().equals("sofia::expire") ? "user" : "from-user");
    }

    /** The last event of the step is sent. */
    void take(Scenario.Step step, EslEvent last) {
        vouched = null;
        for (Scenario.Effect effect : step.effects()) {
            if (effect.kind().matches("L[0-9]+")) {
                said(effect);
            }
        }
        for (Scenario.Effect effect : step.effects()) {
            switch (effect.kind()) {
                case "register", "unregister", "expire", "one-less" -> registration(effect, last);
                case "callout", "callin", "answer", "hangup", "ended" -> call(effect);
                case "vouched" -> vouched = effect.words();
                default -> assertThat(effect.kind()).as(step.text()).matches("L[0-9]+");
            }
        }
        said.forEach((leg, values) -> values.forEach((field, value) -> {
            String has = fields(leg).path(field).asText();
            assertThat(value.equals("*") ? Long.parseLong(has) > 0 : has.equals(value))
                    .as("%s: %s of %s is %s", step.text(), field, leg, has)
                    .isTrue();
        }));
    }

    private void said(Scenario.Effect effect) {
        Map<String, String> values = said.computeIfAbsent(effect.kind(), leg -> new HashMap<>());
        for (String word : effect.words()) {
            String[] sides = word.split("=", 2);
            values.put(SHORT.getOrDefault(sides[0], sides[0]), sides[1]);
        }
    }

    private void registration(Scenario.Effect effect, EslEvent last) {
        JsonNode event = json(last);
        assertThat(event.path("call-id").asText()).isEqualTo(effect.words().get(0));
        registrationEntries.add(event);
        if (effect.kind().equals("register")) {
            registrations.put(effect.extension(), event);
        } else if (!effect.kind().equals("one-less")) {
            registrations.remove(effect.extension());
        }
    }

    private void call(Scenario.Effect effect) {
        String text = effect.words().get(1);
        String inside = text.substring(1, text.length() - 1);
        List<String> live = inside.isEmpty() ? List.of() : List.of(inside.split(",", -1));
        String what = effect.kind().equals("ended") ? "hangup" : effect.kind();
        Call call = new Call(what, effect.words().get(0), live);
        calls.put(effect.extension(), call);
        if (!effect.kind().equals("hangup")) {
            callEntries.add(record(effect.extension(), call));
        }
    }

    /** The hash of calls. */
    Map<String, JsonNode> calls() {
        Map<String, JsonNode> records = new TreeMap<>();
        calls.forEach((extension, call) -> records.put(extension, record(extension, call)));
        return records;
    }

    private ObjectNode record(String extension, Call call) {
        ObjectNode record = JSON.createObjectNode();
        record.put("username", extension.substring(0, extension.indexOf('@')));
        record.put("current", uuids.get(call.leg()));
        record.put("notify", call.what());
        var activity = record.putArray("activity");
        for (String leg : call.live()) {
            activity.add(uuids.get(leg));
            record.set(uuids.get(leg), fields(leg));
        }
        if (call.what().equals("hangup")) {
            record.set(uuids.get(call.leg()), fields(call.leg()));
        }
        return record;
    }

    private ObjectNode fields(String leg) {
        Map<String, String> values = seen.getOrDefault(uuids.get(leg), Map.of());
        ObjectNode fields = JSON.createObjectNode();
        FIELDS.forEach(field -> fields.put(field, values.getOrDefault(field, "")));
        return fields;
    }

    /** All its headers, the first of those that stand twice. */
    static JsonNode json(EslEvent event) {
        ObjectNode json = JSON.createObjectNode();
        for (EslHeader header : event.headers()) {
            if (!json.has(header.name())) {
                json.put(header.name(), header.value());
            }
        }
        return json;
    }
}
