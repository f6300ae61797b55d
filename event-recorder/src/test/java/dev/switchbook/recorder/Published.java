package dev.switchbook.recorder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.testing.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/** Hears all that is published. */
final class Published implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedisClient client;
    private final Map<String, List<JsonNode>> heard = new ConcurrentHashMap<>();

    Published(TestRedis redis) {
        this(redis, (channel, message) -> {});
    }

    /** @param each called with each channel and message before anything else, on the thread that reads them */
    Published(TestRedis redis, BiConsumer<String, JsonNode> each) {
        client = RedisClient.create(redis.uri());
        var connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String pattern, String channel, String message) {
                JsonNode json = json(message);
                each.accept(channel, json);
                heard.computeIfAbsent(channel, c -> new CopyOnWriteArrayList<>())
                        .add(json);
            }
        });
        connection.sync().psubscribe("*");
    }

    List<JsonNode> of(String channel) {
        return heard.getOrDefault(channel, List.of());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
