package dev.switchbook.recorder.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.Secret;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthStreamIT {
    private static final AuthFailure FAILURE = new AuthFailure(
            "fs1", "121", "d.example", "122@d.example", "192.0.2.1", "5060", "phöne", "forbidden", 1_795_362_169_081L);

    private final TestRedis server = TestRedis.start();
    private final RedisLoops loops = RedisLoops.own(1);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Redis redis = Redis.connect(
            new RedisSettings(
                    RedisSettings.Mode.STANDALONE,
                    List.of(server.uri()),
                    "",
                    Secret.EMPTY,
                    Secret.EMPTY,
                    null,
                    Duration.ofMillis(250)),
            loops,
            registry);
    private final Consumer<AuthFailure> stream = AuthStream.to(redis, "cti_auth", registry);

    @AfterEach
    void close() {
        redis.close();
        loops.close();
        server.close();
    }

    private static ConditionFactory eventually() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20));
    }

    private double count(String outcome) {
        return registry.get("recorder.writes")
                .tags("sink", "auth", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void writesOneEntryEach() {
        eventually().until(redis::isUp);
        stream.accept(FAILURE);
        eventually().until(() -> count("ok") == 1);
        assertThat(String.valueOf(server.call("XRANGE", "cti_auth", "-", "+")))
                .endsWith(
                        "[node, fs1, user, 121, domain, d.example, aor, 122@d.example, address, 192.0.2.1, port, 5060, "
                                + "user-agent, phöne, reason, forbidden, time, 1795362169081]]]");
    }

    @Test
    void theStreamIsCapped() {
        eventually().until(redis::isUp);
        for (int i = 0; i < 12_000; i++) {
            int before = i;
            if (i % 500 == 0) {
                eventually().until(() -> count("ok") == before);
            }
            stream.accept(FAILURE);
        }
        eventually().until(() -> count("ok") == 12_000);
        // about 10 000: Redis lets whole nodes of 100 entries go
        assertThat((Long) server.call("XLEN", "cti_auth")).isBetween(10_000L, 10_100L);
    }

    @Test
    void dropsWhileRedisIsAwayAndGoesOn() {
        eventually().until(redis::isUp);
        server.stop();
        eventually().until(() -> !redis.isUp());
        stream.accept(FAILURE);
        eventually().until(() -> count("dropped") == 1);
        server.restart();
        eventually().until(redis::isUp);
        stream.accept(FAILURE);
        eventually().until(() -> count("ok") == 1);
        assertThat(server.call("XLEN", "cti_auth")).isEqualTo(1L);
    }

    @Test
    void dropsWhatDoesNotFitWhileRedisStandsStill() {
        eventually().until(redis::isUp);
        server.pause();
        for (int i = 0; i < AuthStream.MAX_IN_FLIGHT + 10; i++) {
            stream.accept(FAILURE);
        }
        assertThat(count("dropped")).isEqualTo(10);
        server.resume();
        eventually().until(() -> count("ok") + count("dropped") + count("failed") == AuthStream.MAX_IN_FLIGHT + 10);
        eventually().until(redis::isUp);
        double before = count("ok");
        stream.accept(FAILURE);
        eventually().until(() -> count("ok") == before + 1);
    }

    @Test
    void aKeyOfAnotherTypeIsCountedAsFailed() {
        eventually().until(redis::isUp);
        server.call("SET", "cti_auth", "x");
        stream.accept(FAILURE);
        eventually().until(() -> count("failed") == 1);
    }

    @Test
    void withoutANameNothingIsWritten() {
        eventually().until(redis::isUp);
        AuthStream.to(redis, "", registry).accept(FAILURE);
        assertThat(server.call("DBSIZE")).isEqualTo(0L);
    }
}
