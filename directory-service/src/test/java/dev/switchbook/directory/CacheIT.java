package dev.switchbook.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.testing.StallingProxy;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.directory.RawHttp.Response;
import dev.switchbook.directory.http.HttpLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache of the whole service, before a real Redis and what can happen to it. */
class CacheIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MAX_STALENESS = Duration.ofMillis(50);
    private static final String SLOW = "\"cache\": {\"max-staleness\": \"30s\"}";

    @TempDir
    private Path config;

    private static void set(TestRedis redis, String extension, String password) {
        redis.call("HSET", "cti_exten@d.test", extension, "{\"param\":{\"password\":\"" + password + "\"}}");
    }

    private static boolean has(RunningDirectory service, String extension, String password) {
        Response response = service.user(extension, "d.test");
        return response.status() == 200 && response.text().contains("name=\"password\" value=\"" + password + "\"");
    }

    private static void passMaxStaleness() {
        long begin = System.nanoTime();
        await().pollInterval(Duration.ofMillis(1)).until(() -> System.nanoTime() - begin >= MAX_STALENESS.toNanos());
    }

    private static double results(RunningDirectory service, String result) {
        return service.metric("directory_cache_requests_total{result=\"" + result + "\"}");
    }

    private static long hgets(TestRedis redis) {
        return String.valueOf(redis.call("INFO", "commandstats"))
                .lines()
                .filter(line -> line.startsWith("cmdstat_hget:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1")))
                .sum();
    }

    @Test
    void asksRedisOnceForAUserThatDoesNotChange() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = RunningDirectory.on(redis, SLOW)) {
            set(redis, "121", "pw");
            await().atMost(SOON).until(() -> has(service, "121", "pw") && results(service, "hit") > 0);
            long before = hgets(redis);
            double hits = results(service, "hit");
            for (int i = 0; i < 100; i++) {
                assertThat(has(service, "121", "pw")).isTrue();
            }
            assertThat(hgets(redis)).isEqualTo(before);
            assertThat(results(service, "hit")).isEqualTo(hits + 100);
            assertThat(service.metric("directory_cache_entries")).isBetween(1.0, 2.0); // perhaps the warm-up's, too
            assertThat(service.metric("directory_cache_bytes")).isBetween(500.0, 5000.0);
        }
    }

    @Test
    void oneChangeCostsOneReadForEachUserThatIsAskedFor() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = RunningDirectory.on(redis, SLOW)) {
            set(redis, "121", "pw");
            set(redis, "122", "pw");
            await().atMost(SOON).until(() -> has(service, "121", "pw") && results(service, "hit") > 0);
            has(service, "122", "pw");
            double changed = results(service, "changed");
            set(redis, "122", "new");
            passMaxStaleness();
            for (int i = 0; i < 10; i++) {
                assertThat(has(service, "121", "pw")).isTrue();
                assertThat(has(service, "122", "new")).isTrue();
            }
            assertThat(results(service, "changed")).isEqualTo(changed + 2);
        }
    }

    /** Nobody tells of the change, and the connection looks as sound as ever: only the missing proof gives it away. */
    @Test
    void believesNoTrackingLinkThatIsStalled() {
        try (TestRedis redis = TestRedis.start();
                StallingProxy proxy = new StallingProxy(redis.port());
                RunningDirectory service =
                        RunningDirectory.on("\"redis://127.0.0.1:" + proxy.port() + "\"", "", HttpLimits.DEFAULT)) {
            set(redis, "121", "pw0");
            await().atMost(SOON).until(() -> has(service, "121", "pw0") && results(service, "hit") > 0);
            proxy.stall("TRACKING");
            for (int i = 1; i <= 20; i++) {
                set(redis, "121", "pw" + i);
                passMaxStaleness();
                assertThat(has(service, "121", "pw" + i)).isTrue();
            }
            assertThat(results(service, "unproven")).isPositive();
            proxy.resume();
            set(redis, "121", "end");
            passMaxStaleness();
            assertThat(has(service, "121", "end")).isTrue();
            double hits = results(service, "hit");
            await().atMost(SOON).until(() -> has(service, "121", "end") && results(service, "hit") > hits);
        }
    }

    @Test
    void servesTheLastKnownWhileRedisIsAwayAndSaysNoToNobody() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = RunningDirectory.on(redis, SLOW)) {
            set(redis, "121", "pw");
            set(redis, "122", "old");
            await().atMost(SOON).until(() -> has(service, "121", "pw") && results(service, "hit") > 0);
            assertThat(has(service, "122", "old")).isTrue();
            assertThat(service.user("404", "d.test").status()).isEqualTo(200);
            redis.stop();
            await().atMost(SOON).until(() -> service.metric("redis_up") == 0);
            assertThat(has(service, "121", "pw")).isTrue();
            assertThat(service.user("404", "d.test").status()).isEqualTo(503);
            assertThat(service.user("never-asked", "d.test").status()).isEqualTo(503);
            await().untilAsserted(() -> assertThat(
                            service.metric("directory_requests_seconds_count{kind=\"user\",outcome=\"stale\"}"))
                    .isPositive()); // counted behind its answer
            redis.restart();
            set(redis, "121", "new");
            await().atMost(SOON).until(() -> service.metric("redis_up") == 1);
            assertThat(has(service, "121", "new")).isTrue();
        }
    }

    @Test
    void anInvalidRecordIsCountedEachTimeItsUserIsDenied() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = RunningDirectory.on(redis, SLOW)) {
            redis.call("HSET", "cti_exten@d.test", "121", "{\"param\":{\"auth-acl\":\"lan,10.0.0.0/8\"}}");
            await().atMost(SOON)
                    .until(() -> service.user("121", "d.test").status() == 200 && results(service, "hit") > 0);
            String denied = "directory_invalid_records_total{reason=\"auth_acl\"}";
            double before = service.metric(denied);
            double hits = results(service, "hit");
            for (int i = 0; i < 10; i++) {
                assertThat(service.user("121", "d.test").text()).doesNotContain("<user ");
            }
            assertThat(results(service, "hit")).isEqualTo(hits + 10);
            assertThat(service.metric(denied)).isEqualTo(before + 10);
        }
    }

    /** As {@code cacheable} it would be FreeSWITCH's past the outage, a password that is revoked meanwhile included. */
    @Test
    void whatIsServedWhileRedisIsAwayIsNotToBeKept() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = RunningDirectory.on(redis, SLOW)) {
            redis.call(
                    "HSET",
                    "cti_exten@d.test",
                    "121",
                    "{\"param\":{\"password\":\"pw\"},\"variable\":{\"v\":\" cacheable=\"},"
                            + "\"attribute\":{\"number-alias\":\"9121\",\"cacheable\":true}}");
            redis.call("HSET", "cti_group@d.test", "sales", "[\"121\"]");
            await().atMost(SOON).until(() -> has(service, "9121", "pw") && results(service, "hit") > 0);
            String group = "section=directory&group=sales&action=group_call&group_name=sales&domain=d.test";
            List<Supplier<Response>> asked = List.of(
                    () -> service.user("121", "d.test"),
                    () -> service.user("9121", "d.test"),
                    () -> service.post(group));
            List<String> known =
                    asked.stream().map(request -> request.get().text()).toList();
            assertThat(known)
                    .allMatch(text -> text.contains("<user id=\"121\" number-alias=\"9121\" cacheable=\"true\">"));
            redis.stop();
            await().atMost(SOON).until(() -> service.metric("redis_up") == 0);
            for (int i = 0; i < known.size(); i++) {
                Response stale = asked.get(i).get();
                assertThat(stale.status()).isEqualTo(200);
                assertThat(stale.text()).isEqualTo(known.get(i).replace(" cacheable=\"true\"", ""));
            }
            redis.restart();
            await().atMost(SOON).until(() -> service.metric("redis_up") == 1);
        }
    }

    @Test
    void aChangedUserIsNotServedFromMemoryWhenRedisGoesAwayRightAfterwards() {
        try (TestRedis redis = TestRedis.start();
                RunningDirectory service = RunningDirectory.on(redis, SLOW)) {
            set(redis, "121", "revoked");
            await().atMost(SOON).until(() -> has(service, "121", "revoked") && results(service, "hit") > 0);
            set(redis, "121", "new");
            passMaxStaleness(); // told long ago, and nobody asked since
            redis.stop();
            await().atMost(SOON).until(() -> service.metric("redis_up") == 0);
            assertThat(has(service, "121", "revoked")).isFalse();
        }
    }

    @Test
    void isOffWhereRedisRefusesToTellOfChanges() {
        try (TestRedis redis = TestRedis.start()) {
            redis.call("ACL", "SETUSER", "plain", "on", ">pw", "~*", "&*", "+@all", "-client|tracking");
            TestConfig file = new TestConfig(config);
            String json =
                    "{\"redis\": {\"uri\": \"" + redis.uri() + "\", \"username\": \"plain\", \"password\": \"pw\","
                            + " \"timeout\": \"2s\"}, \"directory\": {\"listen\": \"127.0.0.1:0\", \"ops\": \"127.0.0.1:0\"}}";
            try (RunningDirectory service = RunningDirectory.on(file, json, HttpLimits.DEFAULT)) {
                set(redis, "121", "pw");
                await().atMost(SOON).until(() -> has(service, "121", "pw"));
                for (int i = 0; i < 50; i++) {
                    set(redis, "121", "pw" + i);
                    assertThat(has(service, "121", "pw" + i)).isTrue();
                }
                assertThat(results(service, "hit")).isZero();
                assertThat(service.metric("directory_cache_entries")).isZero();
            }
        }
    }
}
