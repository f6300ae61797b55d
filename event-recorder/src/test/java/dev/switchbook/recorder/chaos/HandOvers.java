package dev.switchbook.recorder.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures how long a node is without an owner that vouches for it, from a fault that took its owner away. */
final class HandOvers implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A node's owner was taken away then; {@code millis} is -1 while there is no other one. */
    record HandOver(String node, String how, long at, long limit, long millis) {
        @Override
        public String toString() {
            return node + " after " + how + ": " + (millis < 0 ? "never" : millis + " ms") + " (limit " + limit + ")";
        }
    }

    private record Waiting(HandOver since, String before) {}

    private final Supplier<RedisCommandLine> redis;
    private final Map<String, JsonNode> now = new HashMap<>();
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final List<HandOver> done = new ArrayList<>();
    private final Ticker ticker;
    private @Nullable RedisCommandLine client;
    private long changedAt = System.currentTimeMillis();

    HandOvers(RedisStage redis) {
        this(() -> redis.connect("cti_recorder"));
    }

    HandOvers(TestRedis redis) {
        this(redis::connect);
    }

    private HandOvers(Supplier<RedisCommandLine> redis) {
        this.redis = redis;
        this.ticker = new Ticker("hand-overs", EVERY_MILLIS, this::tick);
    }

    /** Somebody vouches for the node. */
    synchronized boolean isLive(String node) {
        JsonNode field = now.get(node);
        return field != null && field.path("state").asText().equals("live");
    }

    /** What {@code cti_recorder} said last. */
    synchronized String text(String node) {
        return String.valueOf(now.get(node));
    }

    /** As of when somebody vouched for the node last, by its own clock; 0 when nobody did. */
    synchronized long asOf(String node) {
        JsonNode field = now.get(node);
        return field == null ? 0 : field.path("as-of").asLong();
    }

    /** The owner of the node goes now. */
    synchronized void taken(String node, String how, long limit) {
        JsonNode field = now.get(node);
        String owner = field == null ? "" : field.path("owner").asText();
        waiting.put(node, new Waiting(new HandOver(node, how, System.currentTimeMillis(), limit, -1), owner));
    }

    /** What is measured by now is no measure any more: another fault is in its way. */
    synchronized void forget() {
        waiting.clear();
    }

    /** All so far; one that is not over yet is among them, with -1, if its limit is over. */
    synchronized List<HandOver> all() {
        List<HandOver> all = new ArrayList<>(done);
        for (Waiting one : waiting.values()) {
            if (System.currentTimeMillis() - one.since().at() > one.since().limit()) {
                all.add(one.since());
            }
        }
        return all;
    }

    private void tick() {
        Map<String, JsonNode> read = new HashMap<>();
        try {
            RedisCommandLine open = client == null ? redis.get() : client;
            client = open;
            List<?> flat = (List<?>) Objects.requireNonNull(open.call("HGETALL", "cti_recorder"));
            for (int i = 0; i + 1 < flat.size(); i += 2) {
                read.put(String.valueOf(flat.get(i)), JSON.readTree(String.valueOf(flat.get(i + 1))));
            }
        } catch (JsonProcessingException | RuntimeException e) {
            RedisCommandLine broken = client;
            client = null; // the next turn connects anew
            if (broken != null) {
                broken.close();
            }
            return;
        }
        take(read);
    }

    /** Whether each node has had the same owner for so long: none is on its way to another recorder. */
    synchronized boolean isSettled(long millis) {
        return System.currentTimeMillis() - changedAt >= millis;
    }

    private synchronized void take(Map<String, JsonNode> read) {
        long at = System.currentTimeMillis();
        read.forEach((node, field) -> {
            JsonNode before = now.get(node);
            if (before == null || !before.path("owner").equals(field.path("owner"))) {
                changedAt = at;
            }
        });
        now.clear();
        now.putAll(read);
        waiting.entrySet().removeIf(entry -> {
            Waiting one = entry.getValue();
            JsonNode field = now.get(entry.getKey());
            String owner = field == null ? "" : field.path("owner").asText();
            boolean over = isLive(entry.getKey()) && !owner.isEmpty() && !owner.equals(one.before());
            if (over) {
                HandOver since = one.since();
                done.add(new HandOver(since.node(), since.how(), since.at(), since.limit(), at - since.at()));
            }
            return over;
        });
    }

    @Override
    public void close() {
        ticker.close();
        RedisCommandLine open = client;
        if (open != null) {
            open.close();
        }
    }
}
