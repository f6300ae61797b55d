package dev.switchbook.recorder;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.switchbook.common.testing.TestRedis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a wallboard reads in Redis. */
final class Book {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<String[], @Nullable Object> redis;

    Book(TestRedis redis) {
        this(redis::call);
    }

    Book(Function<String[], @Nullable Object> redis) {
        this.redis = redis;
    }

    Map<String, JsonNode> hash(String name) {
        List<?> flat = list(redis.apply(new String[] {"HGETALL", name}));
        Map<String, JsonNode> hash = new TreeMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            hash.put(text(flat.get(i)), json(text(flat.get(i + 1))));
        }
        return hash;
    }

    /** The record of a key; a missing node when there is none. */
    JsonNode call(String key) {
        return hash("calls").getOrDefault(key, MissingNode.getInstance());
    }

    /** Extension to its live legs, for those that have some. */
    Map<String, List<String>> activity() {
        Map<String, List<String>> activity = new TreeMap<>();
        hash("calls").forEach((key, record) -> {
            List<String> uuids = new ArrayList<>();
            record.path("activity").forEach(uuid -> uuids.add(uuid.asText()));
            if (!uuids.isEmpty()) {
                activity.put(key, uuids);
            }
        });
        return activity;
    }

    /** Extension to the call-id of its newest contact. */
    Map<String, String> registrations() {
        Map<String, String> registrations = new TreeMap<>();
        hash("registrations")
                .forEach((key, event) ->
                        registrations.put(key, event.path("call-id").asText()));
        return registrations;
    }

    List<JsonNode> entries(String name) {
        return list(redis.apply(new String[] {"LRANGE", name, "0", "-1"})).stream()
                .map(entry -> json(text(entry)))
                .toList();
    }

    /** The field {@code event} or {@code gap} of each entry. */
    List<Map<String, JsonNode>> stream(String name) {
        List<Map<String, JsonNode>> entries = new ArrayList<>();
        for (Object entry : list(redis.apply(new String[] {"XRANGE", name, "-", "+"}))) {
            List<?> fields = list(list(entry).get(1));
            Map<String, JsonNode> named = new LinkedHashMap<>();
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                named.put(text(fields.get(i)), json(text(fields.get(i + 1))));
            }
            entries.add(named);
        }
        return entries;
    }

    /** A command's reply that is a list of names. */
    List<String> names(String... command) {
        return list(redis.apply(command)).stream().map(Book::text).toList();
    }

    /** The fields of each entry of a stream whose values are plain text. */
    List<Map<String, String>> texts(String name) {
        List<Map<String, String>> entries = new ArrayList<>();
        for (Object entry : list(redis.apply(new String[] {"XRANGE", name, "-", "+"}))) {
            List<?> fields = list(list(entry).get(1));
            Map<String, String> named = new LinkedHashMap<>();
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                named.put(text(fields.get(i)), text(fields.get(i + 1)));
            }
            entries.add(named);
        }
        return entries;
    }

    /** {@code extension notify uuid} of each call entry, with the source if it is none of FreeSWITCH's. */
    List<String> callEntries() {
        return entries("{calls}:list").stream().map(Book::line).toList();
    }

    /** {@code subclass call-id} of each registration entry. */
    List<String> registrationEntries() {
        return entries("{registrations}:list").stream().map(Book::line).toList();
    }

    /** An entry in short. */
    static String line(JsonNode entry) {
        return entry.has("notify")
                ? entry.path("username").asText() + " "
                        + entry.path("notify").asText() + " "
                        + entry.path("current").asText()
                        + source(entry)
                : entry.path("Event-Subclass").asText() + " "
                        + entry.path("call-id").asText() + source(entry);
    }

    /** What is said of a node; a missing one when nothing is. */
    JsonNode vouched(String node) {
        return hash("cti_recorder").getOrDefault(node, MissingNode.getInstance());
    }

    boolean isLive(String node) {
        return vouched(node).path("state").asText().equals("live");
    }

    private static String source(JsonNode entry) {
        return entry.has("cti_source") ? " (" + entry.path("cti_source").asText() + ")" : "";
    }

    private static List<?> list(@Nullable Object reply) {
        return reply instanceof List<?> list ? list : List.of();
    }

    private static String text(@Nullable Object reply) {
        return reply instanceof byte[] bytes ? new String(bytes, UTF_8) : String.valueOf(reply);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }
}
