package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.bytes;
import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.get;
import static dev.switchbook.common.redis.Links.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.TestRedis;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ScanIT {
    private static final int FIELDS = 100_000;
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(5);

    private static TestRedis server;

    private final Links links = new Links();

    @BeforeAll
    static void fill() {
        server = TestRedis.start("--enable-debug-command", "local");
        server.call(
                "EVAL", "for i = 1, " + FIELDS + " do redis.call('HSET', 'big', 'field' .. i, 'value' .. i) end", "0");
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
    void readsEveryFieldOfALargeHash() {
        Redis redis = links.connect(settings(server.uri()));

        Set<String> fields = new HashSet<>();
        redis.hashPages("big", 500, PAGE_TIMEOUT)
                .doOnNext(page -> {
                    assertThat(page).hasSizeLessThan(1_000);
                    fields.addAll(page.keySet());
                })
                .blockLast(Duration.ofSeconds(20));

        assertThat(fields).hasSize(FIELDS).contains("field1", "field" + FIELDS);
    }

    @Test
    void readsNothingAheadOfASlowSubscriber() {
        Redis redis = links.connect(settings(server.uri()));
        server.call("CONFIG", "RESETSTAT");

        StepVerifier.create(redis.hashPages("big", 500, PAGE_TIMEOUT), 0)
                .thenRequest(1)
                .expectNextCount(1)
                .then(() -> assertThat(scans()).isEqualTo(1))
                .thenRequest(2)
                .expectNextCount(2)
                .then(() -> assertThat(scans()).isEqualTo(3))
                .thenCancel()
                .verify();
        assertThat(scans()).isEqualTo(3);
    }

    private static int scans() {
        String stats = String.valueOf(server.call("INFO", "commandstats"));
        int at = stats.indexOf("cmdstat_hscan:calls=");
        return at < 0 ? 0 : Integer.parseInt(stats.substring(at + 20, stats.indexOf(',', at)));
    }

    @Test
    void anAbsentHashHasOneEmptyPage() {
        Redis redis = links.connect(settings(server.uri()));

        StepVerifier.create(redis.hashPages("absent", 500, PAGE_TIMEOUT))
                .assertNext(page -> assertThat(page).isEmpty())
                .verifyComplete();
    }

    @Test
    void listsKeysOfAType() throws Exception {
        Redis redis = links.connect(settings(server.uri()));
        get(redis.async().hset("cti_exten@a", "1", bytes("x")));
        get(redis.async().set("cti_exten@b", bytes("x")));

        List<String> keys = redis.keyPages("cti_exten@*", "hash", 100, PAGE_TIMEOUT)
                .flatMap(Flux::fromIterable)
                .collectList()
                .block(PAGE_TIMEOUT);

        assertThat(keys).containsExactly("cti_exten@a");
    }

    @Test
    void aPageThatTakesTooLongEndsTheScan() {
        Redis redis = links.connect(settings(server.uri()));
        server.pause();
        try {
            StepVerifier.create(redis.hashPages("big", 500, Duration.ofMillis(100)))
                    .verifyError(TimeoutException.class);
        } finally {
            server.resume();
        }
    }

    @Test
    void aLinkRenewedBetweenTwoPagesEndsTheScan() {
        Redis redis = links.connect(settings(server.uri()));
        Flux<Map<String, byte[]>> pages = redis.hashPages("big", 500, PAGE_TIMEOUT);

        StepVerifier.create(pages, 1)
                .expectNextCount(1)
                .then(() -> {
                    double before = renewals(redis);
                    server.call("CLIENT", "KILL", "TYPE", "normal");
                    eventually().until(() -> renewals(redis) > before && redis.isUp());
                })
                .thenRequest(1)
                .verifyError(RedisAwayException.class);
    }

    private static double renewals(Redis redis) {
        return ((SingleRedis) redis).epoch();
    }

    @Test
    void aWrongTypeIsAFault() throws Exception {
        Redis redis = links.connect(settings(server.uri()));
        get(redis.async().set("text", bytes("x")));

        StepVerifier.create(redis.hashPages("text", 500, PAGE_TIMEOUT))
                .verifyErrorSatisfies(fault -> assertThat(fault).hasMessageContaining("WRONGTYPE"));
    }
}
