package dev.switchbook.recorder.vouch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A recorder's field of {@code cti_recorder:members}:
 * {@code {"beat":7,"nodes":{"fs1":"owns","fs2":"covers","fs3":"sees"},"since":{"fs3":"<Core-UUID>:4711"},
 * "until":{"fs4":"<Core-UUID>:815"}}}.
 *
 * @param beat one more with each write
 * @param nodes those it is not {@link Standing#AWAY} from
 * @param owned how many of them it owns
 * @param since of those that it {@link Standing#SEES}: {@code core:sequence} of the first event of which it has all that followed
 * @param until of any node: {@code core:sequence} of the last event before a hole in what it has, where that may not be written yet
 */
record Member(long beat, Map<String, Standing> nodes, int owned, Map<String, String> since, Map<String, String> until) {
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_NODES = 10_000;

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MAX_NAME = 256;

    /** Around a name, with the longest standing. */
    private static final int PER_NODE = "\"\":\"covers\",".length();

    private static final int AROUND = 96;

    /** Of which it is not known since when it sees its nodes. */
    Member(long beat, Map<String, Standing> nodes, int owned) {
        this(beat, nodes, owned, Map.of(), Map.of());
    }

    Standing standing(String node) {
        return nodes.getOrDefault(node, Standing.AWAY);
    }

    /**
     * Of more nodes than a field holds, about 3 000, some that are not owned are left out: others do not count on this process for
     * them.
     */
    static byte[] toBytes(long beat, Map<String, Standing> nodes) {
        return toBytes(beat, nodes, Map.of(), Map.of());
    }

    /** As {@link #toBytes(long, Map)}, with what there is room for of what is known of {@code until} and {@code since}. */
    static byte[] toBytes(
            long beat, Map<String, Standing> nodes, Map<String, String> since, Map<String, String> until) {
        ObjectNode json = JSON.createObjectNode();
        json.put("beat", beat);
        ObjectNode names = json.putObject("nodes");
        int room = put(names, nodes, true, MAX_BYTES - AROUND);
        room = put(names, nodes, false, room);
        room = put(json, "until", until, room);
        put(json, "since", since, room);
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an object of texts and a number", e);
        }
    }

    /** The room left; the names of nodes are letters, digits and {@code . _ -}, a byte each. */
    private static int put(ObjectNode names, Map<String, Standing> nodes, boolean owned, int room) {
        int left = room;
        for (Map.Entry<String, Standing> node : nodes.entrySet()) {
            Standing standing = node.getValue();
            int need = node.getKey().length() + PER_NODE;
            if (standing != Standing.AWAY && (standing == Standing.OWNS) == owned && need <= left) {
                names.put(node.getKey(), standing.text());
                left -= need;
            }
        }
        return left;
    }

    private static int put(ObjectNode json, String name, Map<String, String> positions, int room) {
        int left = room;
        ObjectNode fitting = JSON.createObjectNode();
        for (Map.Entry<String, String> position : positions.entrySet()) {
            left -= position.getKey().length() + position.getValue().length() + PER_NODE;
            if (left > 0) {
                fitting.put(position.getKey(), position.getValue());
            }
        }
        if (!fitting.isEmpty()) {
            json.set(name, fitting);
        }
        return left;
    }

    /**
     * Null when it is not one that a recorder wrote: any program may write there.
     *
     * @param maxNodes the rest is left out
     */
    static @Nullable Member parse(byte[] raw, int maxNodes) {
        if (raw.length == 0 || raw.length > MAX_BYTES) {
            return null;
        }
        try {
            JsonNode json = JSON.readTree(raw);
            JsonNode beat = json.path("beat");
            return beat.isIntegralNumber() && beat.canConvertToLong() && beat.longValue() >= 0
                    ? read(beat.longValue(), json, maxNodes)
                    : null;
        } catch (IOException e) {
            return null; // nobody's sign of life
        }
    }

    private static Member read(long beat, JsonNode json, int maxNodes) {
        Map<String, Standing> nodes = new HashMap<>();
        int owned = 0;
        for (Map.Entry<String, JsonNode> name : json.path("nodes").properties()) {
            Standing standing = Standing.of(name.getValue().textValue());
            boolean known = standing != Standing.AWAY && name.getKey().length() <= MAX_NAME;
            if (known && nodes.size() < Math.min(maxNodes, MAX_NODES)) {
                nodes.put(name.getKey(), standing);
                owned += standing == Standing.OWNS ? 1 : 0;
            }
        }
        Map<String, String> since = positions(json.path("since"), maxNodes);
        since.keySet().removeIf(node -> nodes.get(node) != Standing.SEES);
        return new Member(
                beat, Map.copyOf(nodes), owned, Map.copyOf(since), Map.copyOf(positions(json.path("until"), maxNodes)));
    }

    private static Map<String, String> positions(JsonNode json, int most) {
        Map<String, String> positions = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : json.properties()) {
            String at = each.getValue().textValue();
            boolean sound =
                    at != null && at.length() <= MAX_NAME && each.getKey().length() <= MAX_NAME;
            if (sound && positions.size() < Math.min(most, MAX_NODES)) {
                positions.put(each.getKey(), at);
            }
        }
        return positions;
    }
}
