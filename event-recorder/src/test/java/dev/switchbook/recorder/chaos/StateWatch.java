package dev.switchbook.recorder.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.testing.RedisCommandLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hashes and {@code cti_recorder} twice a second and compares them with what was so.
 *
 * <ul>
 *   <li>A node is <em>right</em> at a reading when each extension's live legs of that node, and its newest contact, are what they were at
 *       some moment of the last second before.
 *   <li>It <em>lies</em> when {@code cti_recorder} said {@code live} with an as-of of the last five seconds, and the hashes are not what they were at
 *       any moment since a second before that as-of; and this at each reading for more than five seconds. Each such stretch counts once.
 * </ul>
 */
final class StateWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 400;
    private static final long IN_FLIGHT = 1000;
    private static final long FRESH = 5000;
    private static final long LIE_AFTER = 5000;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A node at a reading. Wrong says which extension, empty: none. */
    record Reading(long at, String node, String wrong) {}

    private record Parsed(String text, JsonNode json) {}

    private final RedisStage redis;
    private final List<History> nodes;
    private final Map<String, RedisCommandLine> clients = new HashMap<>();
    private final Map<String, Parsed> parsed = new HashMap<>();
    private final List<Reading> readings = new ArrayList<>();
    private final Map<String, Long> lyingSince = new HashMap<>();
    private final List<String> lies = new ArrayList<>();
    private final Ticker ticker;

    StateWatch(RedisStage redis, List<History> nodes) {
        this.redis = redis;
        this.nodes = nodes;
        this.ticker = new Ticker("state-watch", EVERY_MILLIS, this::tick);
    }

    /** Each stretch of more than five seconds in which what was vouched for was not so. */
    synchronized List<String> lies() {
        return List.copyOf(lies);
    }

    /** The readings of that time. */
    synchronized List<Reading> readings(long from, long to) {
        return readings.stream().filter(r -> r.at() >= from && r.at() < to).toList();
    }

    private void tick() {
        Map<String, JsonNode> vouched;
        Map<String, JsonNode> calls;
        Map<String, JsonNode> registrations;
        long before = System.currentTimeMillis();
        try {
            vouched = hash("cti_recorder");
            before = System.currentTimeMillis();
            calls = hash("calls");
            registrations = hash("registrations");
        } catch (RuntimeException e) {
            clients.values().forEach(RedisCommandLine::close); // who cannot read is told nothing
            clients.clear();
            synchronized (this) {
                lyingSince.clear();
            }
            return;
        }
        long at = System.currentTimeMillis();
        for (History node : nodes) {
            look(node, vouched.get(node.node()), new Hashes(calls, registrations), before, at);
        }
    }

    private record Hashes(Map<String, JsonNode> calls, Map<String, JsonNode> registrations) {}

    private synchronized void look(History node, @Nullable JsonNode vouched, Hashes hashes, long before, long at) {
        readings.add(new Reading(at, node.node(), wrong(node, hashes, before - IN_FLIGHT, at)));
        long asOf = vouched == null ? 0 : vouched.path("as-of").asLong();
        boolean vouches = vouched != null && vouched.path("state").asText().equals("live") && before - asOf <= FRESH;
        String wrong = vouches ? wrong(node, hashes, Math.min(asOf, before) - IN_FLIGHT, at) : "";
        if (wrong.isEmpty()) {
            lyingSince.remove(node.node());
            return;
        }
        long since = lyingSince.computeIfAbsent(node.node(), n -> at);
        if (since > 0 && at - since > LIE_AFTER) {
            lies.add("lie: at " + at + " " + node.node() + " was vouched for as of " + asOf + ", for " + (at - since)
                    + " ms by now, but " + wrong);
            lyingSince.put(node.node(), -1L);
        }
    }

    /** What is not as it was at any moment of that time; empty when all is. */
    private static String wrong(History node, Hashes hashes, long from, long to) {
        Set<String> lines = new HashSet<>(node.lines());
        lines.addAll(hashes.calls().keySet());
        lines.addAll(hashes.registrations().keySet());
        for (String line : lines) {
            Set<String> live = new HashSet<>();
            JsonNode record = hashes.calls().get(line);
            if (record != null) {
                record.path("activity").forEach(uuid -> {
                    if (node.knows(uuid.asText())) {
                        live.add(uuid.asText());
                    }
                });
            }
            if (!node.hadLegs(line, live, from, to)) {
                return line + " has the legs " + live + "; now so: " + node.now(line) + node.story(live);
            }
            JsonNode event = hashes.registrations().get(line);
            String callId = event == null ? "" : event.path("call-id").asText();
            if (!node.hadContact(line, node.knows(callId) ? callId : "", from, to)) {
                return line + " has the contact " + callId + "; now so: " + node.now(line) + node.story(Set.of(callId));
            }
        }
        return "";
    }

    /** The records of calls, read now. */
    Map<String, JsonNode> calls() {
        Map<String, JsonNode> calls = new HashMap<>();
        try (RedisCommandLine client = redis.connect("calls")) {
            List<?> flat = (List<?>) java.util.Objects.requireNonNull(client.call("HGETALL", "calls"));
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                calls.put(String.valueOf(flat.get(i)), JSON.readTree(String.valueOf(flat.get(i + 1))));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return calls;
    }

    private Map<String, JsonNode> hash(String name) {
        RedisCommandLine client = clients.computeIfAbsent(name, redis::connect);
        List<?> flat = (List<?>) java.util.Objects.requireNonNull(client.call("HGETALL", name));
        Map<String, JsonNode> hash = new LinkedHashMap<>();
        for (int i = 0; i + 1 < flat.size(); i += 2) {
            String field = String.valueOf(flat.get(i));
            hash.put(field, json(name + " " + field, String.valueOf(flat.get(i + 1))));
        }
        return hash;
    }

    private JsonNode json(String field, String text) {
        Parsed known = parsed.get(field);
        if (known != null && known.text().equals(text)) {
            return known.json();
        }
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            json = JSON.createObjectNode();
        }
        parsed.put(field, new Parsed(text, json));
        return json;
    }

    @Override
    public void close() {
        ticker.close();
        clients.values().forEach(RedisCommandLine::close);
    }
}
