package dev.switchbook.recorder.vouch;

import dev.switchbook.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The table in Redis. */
final class RedisMemberTable implements MemberTable {
    static final String KEY = "cti_recorder:members";

    private static final String REMOVE_IF = """
            if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then
              return redis.call('HDEL', KEYS[1], ARGV[1])
            end
            return 0
            """;

    private static final String[] KEYS = {KEY};

    private final Redis redis;

    RedisMemberTable(Redis redis) {
        this.redis = redis;
    }

    @Override
    public CompletionStage<?> write(String member, byte[] value) {
        return redis.async().hset(KEY, member, value);
    }

    @Override
    public CompletionStage<Map<String, byte[]>> readAll() {
        return redis.async().hgetall(KEY);
    }

    @Override
    public Duration sinceAway() {
        return redis.sinceAway();
    }

    @Override
    public CompletionStage<?> remove(String member) {
        return redis.async().hdel(KEY, member);
    }

    @Override
    public CompletionStage<?> removeIf(String member, byte[] value) {
        byte[] field = member.getBytes(StandardCharsets.UTF_8);
        return redis.async().eval(REMOVE_IF, ScriptOutputType.INTEGER, KEYS, field, value);
    }
}
