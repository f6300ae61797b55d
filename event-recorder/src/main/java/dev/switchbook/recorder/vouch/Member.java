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
 * A recorder's field of {@code cti_recorder:members}: {@code {"beat":7,"nodes":{"fs1":"owns","fs2":"covers","fs3":"sees"}}}.
 *
 * @param beat one more with each write
 * @param nodes those it is not {@link Standing#AWAY} from
 * @param owned how many of them it owns
 */
record Member(long beat, Map<String, Standing> nodes, int owned) {
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_NODES = 10_000;

    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final int MAX_NAME = 256;

    /** Around a name, with the longest standing. */
    private static final int PER_NODE = "\"\":\"covers\",".length();

    private static final int AROUND = 64;

    Standing standing(String node) {
        return nodes.getOrDefault(node, Standing.AWAY);
    }

    /**
     * Of more nodes than a field holds, about 3 000, some that are not owned are left out: others do not count on this process for
     * them.
     */
    static byte[] toBytes(long beat, Map<String, Standing> nodes) {
        ObjectNode json = JSON.createObjectNode();
        json.put("beat", beat);
        ObjectNode names = json.putObject("nodes");
        int room = put(names, nodes, true, MAX_BYTES - AROUND);
        put(names, nodes, false, room);
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
                    ? read(beat.longValue(), json.path("nodes"), maxNodes)
                    : null;
        } catch (IOException e) {
            return null; // nobody's sign of life
        }
    }

    private static Member read(long beat, JsonNode names, int maxNodes) {
        Map<String, Standing> nodes = new HashMap<>();
        int owned = 0;
        for (Map.Entry<String, JsonNode> name : names.properties()) {
            Standing standing = Standing.of(name.getValue().textValue());
            boolean known = standing != Standing.AWAY && name.getKey().length() <= MAX_NAME;
            if (known && nodes.size() < Math.min(maxNodes, MAX_NODES)) {
                nodes.put(name.getKey(), standing);
                owned += standing == Standing.OWNS ? 1 : 0;
            }
        }
        return new Member(beat, Map.copyOf(nodes), owned);
    }
}
