package dev.switchbook.recorder.vouch;

import dev.switchbook.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The table in Redis. */
final class RedisOwnerTable implements OwnerTable {
    static final String KEY = "cti_recorder";

    /** Carries the name of a node that was let go. Redis keeps channels and keys apart. */
    static final String CHANNEL = KEY;

    /**
     * The whole old value is compared: no number in it has to be trusted, and a value of another program's hand counts as changed.
     * Whether the publication is allowed or not, the value was replaced: its fault would say the contrary.
     */
    private static final String REPLACE = """
            local actual = redis.call('HGET', KEYS[1], ARGV[1]) or ''
            if actual ~= ARGV[2] then
              return actual
            end
            if ARGV[3] == '' then
              redis.call('HDEL', KEYS[1], ARGV[1])
            else
              redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            end
            if ARGV[4] ~= '' then
              redis.pcall('PUBLISH', ARGV[4], ARGV[1])
            end
            return false
            """;

    private static final String[] KEYS = {KEY};
    private static final byte[] TELL = CHANNEL.getBytes(StandardCharsets.UTF_8);

    private final Redis redis;

    RedisOwnerTable(Redis redis) {
        this.redis = redis;
    }

    @Override
    public CompletionStage<byte[]> read(String node) {
        return redis.async().hget(KEY, node).thenApply(value -> Objects.requireNonNullElse(value, NONE));
    }

    @Override
    public CompletionStage<byte @Nullable []> replace(String node, byte[] expected, byte[] next) {
        return replace(node, expected, next, NONE);
    }

    @Override
    public CompletionStage<byte @Nullable []> replaceAndTell(String node, byte[] expected, byte[] next) {
        return replace(node, expected, next, TELL);
    }

    private CompletionStage<byte @Nullable []> replace(String node, byte[] expected, byte[] next, byte[] channel) {
        byte[] field = node.getBytes(StandardCharsets.UTF_8);
        return redis.async().eval(REPLACE, ScriptOutputType.VALUE, KEYS, field, expected, next, channel);
    }

    @Override
    public Duration sinceAway() {
        return redis.sinceAway();
    }

    @Override
    public CompletionStage<Map<String, byte[]>> readAll() {
        return redis.async().hgetall(KEY);
    }
}
