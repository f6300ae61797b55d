package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.bytes;
import static dev.switchbook.common.redis.Links.get;
import static dev.switchbook.common.redis.Links.settings;
import static dev.switchbook.common.redis.Links.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.TestRedis;
import io.lettuce.core.RedisFuture;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HugeValueIT {
    private static final int HUGE = 100 << 20;

    private static TestRedis server;

    private final Links links = new Links();

    @BeforeAll
    static void fill() {
        server = TestRedis.start();
        server.call("EVAL", "redis.call('HSET', 'cti_exten@huge', '1', 'a', '2', string.rep('x', " + HUGE + "))", "0");
        server.call("EVAL", "redis.call('HSET', 'cti_exten@huge', '3', string.rep('y', 70000), '4', 'b')", "0");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void isCutAndTheLinkGoesOn() throws Exception {
        SingleRedis redis = (SingleRedis) links.connect(settings(server.uri()));
        long epoch = redis.epoch();
        long before = directMemory();

        List<RedisFuture<byte[]>> around = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            around.add(redis.async().hget("cti_exten@huge", "1"));
            assertThat(get(redis.async().hget("cti_exten@huge", "2"))).hasSize(Limits.MAX_STRING);
            around.add(redis.async().hget("cti_exten@huge", "4"));
        }

        for (int i = 0; i < around.size(); i++) {
            assertThat(text(get(around.get(i)))).isEqualTo(i % 2 == 0 ? "a" : "b");
        }
        assertThat(redis.epoch()).isEqualTo(epoch);
        assertThat(directMemory() - before).isLessThan(HUGE / 4);
    }

    @Test
    void isCutInAScan() {
        Redis redis = links.connect(settings(server.uri()));
        long before = directMemory();

        Map<String, byte[]> all = new HashMap<>();
        redis.hashPages("cti_exten@huge", 500, Duration.ofSeconds(10))
                .doOnNext(all::putAll)
                .blockLast();

        assertThat(all).containsOnlyKeys("1", "2", "3", "4");
        assertThat(all.get("1")).isEqualTo(bytes("a"));
        assertThat(all.get("2")).hasSize(Limits.MAX_STRING);
        assertThat(all.get("3")).hasSize(Limits.MAX_STRING);
        assertThat(all.get("4")).isEqualTo(bytes("b"));
        assertThat(directMemory() - before).isLessThan(HUGE / 4);
    }

    /** What Netty holds; it hardly ever gives any of it back. */
    private static long directMemory() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }
}
