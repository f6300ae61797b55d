package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.directory.RawHttp.Response;
import dev.switchbook.directory.http.HttpLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis away, paused, restarted: each request is answered in time, and the answers are right again at once. */
class RedisFaultIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private RunningDirectory on(TestRedis redis, String timeout) {
        return RunningDirectory.on(
                new TestConfig(directory),
                "{\"redis\": {\"uri\": \"" + redis.uri() + "\", \"timeout\": \"" + timeout
                        + "\"}, \"directory\": {\"listen\": \"127.0.0.1:0\", \"ops\": \"127.0.0.1:0\","
                        + " \"cache\": {\"max-bytes\": 0}}}",
                HttpLimits.DEFAULT);
    }

    private static void addExtension(TestRedis redis) {
        redis.call("HSET", "cti_exten@d.test", "121", "{\"param\":{\"password\":\"pw\"}}");
    }

    private static boolean isFound(RunningDirectory service) {
        Response response = service.user("121", "d.test");
        return response.status() == 200 && response.text().contains("<user id=\"121\">");
    }

    private static Duration timeOf(Callable<Response> request, int status) throws Exception {
        long begin = System.nanoTime();
        assertThat(request.call().status()).isEqualTo(status);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void startsWithoutRedisAndAnswersWhenItIsThere() throws Exception {
        try (TestRedis redis = TestRedis.notStarted(TestPorts.free());
                RunningDirectory service = on(redis, "2s")) {
            Response away = service.user("121", "d.test");
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.headers().get("retry-after")).isEqualTo("1");
            assertThat(timeOf(() -> service.user("121", "d.test"), 503)).isLessThan(Duration.ofSeconds(1));
            for (String purpose : List.of("network-list&domain=d.test", "gateways")) {
                assertThat(service.post("section=directory&purpose=" + purpose).status())
                        .isEqualTo(503);
            }
            assertThat(service.post("section=directory&action=group_call&group_name=g&domain=d.test")
                            .status())
                    .isEqualTo(503);
            assertThat(service.post("section=dialplan").status()).isEqualTo(200);
            assertThat(service.ops("/readyz")).startsWith("ready").contains("redis: away");
            assertThat(service.metric("redis_up")).isZero();
            await().untilAsserted(() -> assertThat(
                            service.metric("directory_requests_seconds_count{kind=\"user\",outcome=\"unavailable\"}"))
                    .isEqualTo(2)); // counted behind its answer
            assertThat(service.explain("121", "d.test").get("outcome").asText()).isEqualTo("unavailable");
            redis.restart();
            addExtension(redis);
            await().atMost(SOON).until(() -> isFound(service));
            assertThat(service.metric("redis_up")).isEqualTo(1);
        }
    }

    @Test
    void answersAgainAfterRedisWasKilled() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = on(redis, "2s")) {
            addExtension(redis);
            assertThat(isFound(service)).isTrue();
            redis.stop();
            await().atMost(SOON).until(() -> service.user("121", "d.test").status() == 503);
            redis.restart();
            addExtension(redis);
            await().atMost(SOON).until(() -> isFound(service));
            redis.call("HSET", "cti_exten@d.test", "122", "{\"attribute\":{\"number-alias\":\"9122\"}}");
            await().atMost(SOON)
                    .until(() -> service.user("9122", "d.test").text().contains("<user id=\"122\""));
        }
    }

    @Test
    void answersWithinTheTotalTimeOutWhileRedisIsStopped() throws Exception {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = on(redis, "250ms")) {
            addExtension(redis);
            await().atMost(SOON).until(() -> isFound(service)); // the first answers of a JVM are slow
            redis.pause();
            try {
                Duration wait = timeOf(() -> service.user("121", "d.test"), 503);
                assertThat(wait).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
                assertThat(timeOf(() -> service.post("section=directory&purpose=network-list&domain=d.test"), 503))
                        .isLessThan(Duration.ofSeconds(2));
            } finally {
                redis.resume();
            }
            await().atMost(SOON).until(() -> isFound(service));
        }
    }

    /** Requests that come faster than Redis answers wait in a bounded queue, and those given up on do not come back. */
    @Test
    void aStormWhileRedisIsStoppedHurtsNobodyAfterwards() throws Exception {
        ExecutorService phones = Executors.newFixedThreadPool(64);
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = on(redis, "250ms")) {
            addExtension(redis);
            await().atMost(SOON).until(() -> isFound(service));
            redis.pause();
            List<Future<Integer>> storm = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                storm.add(phones.submit(() -> service.user("121", "d.test").status()));
            }
            for (Future<Integer> answer : storm) {
                assertThat(answer.get()).isEqualTo(503);
            }
            redis.resume();
            await().atMost(SOON).until(() -> isFound(service));
            List<Future<Integer>> after = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                after.add(phones.submit(() -> service.user("121", "d.test").status()));
            }
            int found = 0;
            for (Future<Integer> answer : after) {
                found += answer.get() == 200 ? 1 : 0;
            }
            assertThat(found).isGreaterThan(1900); // a stalled build machine may be late for a few
            await().untilAsserted(() -> assertThat(
                            service.metric("directory_requests_seconds_count{kind=\"user\",outcome=\"unavailable\"}"))
                    .isGreaterThanOrEqualTo(2000)); // counted behind its answer
        } finally {
            phones.shutdownNow();
        }
    }

    @Test
    void keepsAConnectionThatWasAnsweredWith503() {
        try (TestRedis redis = TestRedis.notStarted(TestPorts.free());
                RunningDirectory service = on(redis, "250ms");
                RawHttp http = service.connect()) {
            assertThat(http.post(form("121", "d.test")).status()).isEqualTo(503);
            assertThat(http.post(form("121", "d.test")).status()).isEqualTo(503);
            assertThat(http.post("section=dialplan").status()).isEqualTo(200);
        }
    }
}
