package dev.switchbook.recorder.vouch;

import dev.switchbook.common.redis.RedisAwayException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The members' table in memory; it can be away. */
final class MemoryMembers implements MemberTable {
    final Map<String, byte[]> values = new HashMap<>();
    boolean away;
    Duration sinceAway = Duration.ofNanos(Long.MAX_VALUE);

    @Override
    public CompletionStage<?> write(String member, byte[] value) {
        return done(() -> values.put(member, value));
    }

    @Override
    public CompletionStage<Map<String, byte[]>> readAll() {
        return away
                ? CompletableFuture.failedFuture(new RedisAwayException("away"))
                : CompletableFuture.completedFuture(Map.copyOf(values));
    }

    @Override
    public CompletionStage<?> remove(String member) {
        return done(() -> values.remove(member));
    }

    @Override
    public CompletionStage<?> removeIf(String member, byte[] value) {
        return done(() -> {
            if (Arrays.equals(values.get(member), value)) {
                values.remove(member);
            }
        });
    }

    private CompletionStage<?> done(Runnable write) {
        if (away) {
            return CompletableFuture.failedFuture(new RedisAwayException("away"));
        }
        write.run();
        return CompletableFuture.completedFuture(null);
    }

    String text(String member) {
        return new String(values.getOrDefault(member, OwnerTable.NONE), StandardCharsets.UTF_8);
    }

    @Override
    public Duration sinceAway() {
        return sinceAway;
    }
}
