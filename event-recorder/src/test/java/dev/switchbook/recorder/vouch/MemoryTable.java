package dev.switchbook.recorder.vouch;

import dev.switchbook.common.redis.RedisAwayException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The table in memory; it can be away, lose its answers to writes, or hold answers back. */
final class MemoryTable implements OwnerTable {
    final Map<String, byte[]> values = new HashMap<>();
    boolean away;
    Duration sinceAway = Duration.ofNanos(Long.MAX_VALUE);
    boolean losesAnswers;

    /** Which nodes were told to be let go. */
    final List<String> told = new ArrayList<>();

    @Nullable CompletableFuture<@Nullable Void> held;

    @Override
    public CompletionStage<byte[]> read(String node) {
        return answer(away ? NONE : values.getOrDefault(node, NONE));
    }

    @Override
    public CompletionStage<byte @Nullable []> replace(String node, byte[] expected, byte[] next) {
        byte[] actual = values.getOrDefault(node, NONE);
        if (away || !Arrays.equals(actual, expected)) {
            return refused(actual);
        }
        if (next.length == 0) {
            values.remove(node);
        } else {
            values.put(node, next);
        }
        return losesAnswers ? fault() : refused(null);
    }

    @Override
    public CompletionStage<byte @Nullable []> replaceAndTell(String node, byte[] expected, byte[] next) {
        if (!away && Arrays.equals(values.getOrDefault(node, NONE), expected)) {
            told.add(node);
        }
        return replace(node, expected, next);
    }

    @Override
    public CompletionStage<Map<String, byte[]>> readAll() {
        return answer(Map.copyOf(values));
    }

    private <T extends @Nullable Object> CompletionStage<T> answer(T value) {
        if (away) {
            return fault();
        }
        return held == null ? CompletableFuture.completedFuture(value) : held.thenApply(nothing -> value);
    }

    /** {@link #answer} in words that NullAway follows. */
    @SuppressWarnings("FutureReturnValueIgnored") // it completes the other one
    private CompletionStage<byte @Nullable []> refused(byte @Nullable [] actual) {
        if (away) {
            return fault();
        }
        CompletableFuture<byte @Nullable []> done = new CompletableFuture<>();
        if (held == null) {
            done.complete(actual);
        } else {
            held.thenRun(() -> done.complete(actual));
        }
        return done;
    }

    private static <T extends @Nullable Object> CompletionStage<T> fault() {
        return CompletableFuture.failedFuture(new RedisAwayException("away"));
    }

    void put(String node, String text) {
        values.put(node, text.getBytes(StandardCharsets.UTF_8));
    }

    @Nullable Entry entry(String node) {
        return Entry.parse(values.getOrDefault(node, NONE));
    }

    @Override
    public Duration sinceAway() {
        return sinceAway;
    }
}
