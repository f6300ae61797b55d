package dev.switchbook.common.redis;

import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** Links of one test, closed with it, and the short hand that all these tests use. */
final class Links implements AutoCloseable {
    private final RedisLoops loops = RedisLoops.own(2);
    private final List<Redis> opened = new ArrayList<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    static RedisSettings settings(String... uris) {
        return settings("", "", "", null, List.of(uris));
    }

    static RedisSettings login(String username, String password, String uri) {
        return settings(username, password, "", null, List.of(uri));
    }

    static RedisSettings tls(@Nullable Path ca, String uri) {
        return settings("", "", "", ca, List.of(uri));
    }

    static RedisSettings sentinelLogin(String sentinelPassword, String uri) {
        return settings("", "", sentinelPassword, null, List.of(uri));
    }

    private static RedisSettings settings(
            String username, String password, String sentinelPassword, @Nullable Path ca, List<String> uris) {
        return new RedisSettings(
                mode(uris),
                uris,
                username,
                Secret.of(password),
                Secret.of(sentinelPassword),
                ca,
                Duration.ofMillis(250));
    }

    /** As the configuration tells them apart: a list is a Cluster. */
    static RedisSettings.Mode mode(List<String> uris) {
        if (uris.size() > 1) {
            return RedisSettings.Mode.CLUSTER;
        }
        return uris.get(0).contains("-sentinel://") ? RedisSettings.Mode.SENTINEL : RedisSettings.Mode.STANDALONE;
    }

    /** A link that need not come up. */
    Redis open(RedisSettings settings) {
        Redis redis = Redis.connect(settings, loops, registry);
        opened.add(redis);
        return redis;
    }

    /** A link that is up. */
    Redis connect(RedisSettings settings) {
        Redis redis = open(settings);
        eventually().until(redis::isUp);
        return redis;
    }

    double gauge() {
        return registry.get("redis.up").gauge().value();
    }

    static ConditionFactory eventually() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte @Nullable [] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        opened.forEach(Redis::close);
        loops.close();
    }
}
