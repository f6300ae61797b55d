package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** FreeSWITCH's cache follows what is written to Redis. */
final class FlushIT {
    private final WatchedExtensions at = new WatchedExtensions();

    @AfterEach
    void stop() {
        at.close();
    }

    @Test
    void whatIsCachedIsForgottenWhenItChanges() {
        RunningRecorder recorder = at.watching("5m");
        at.freeswitch.cacheUser("121", "d.test");
        at.freeswitch.cacheUser("122", "d.test");
        at.write("d.test", "121", "{\"param\":{\"password\":\"new\"}}");
        await().untilAsserted(() -> assertThat(at.freeswitch.cachedUsers()).containsExactly("id 122 d.test"));
        at.redis.call("HDEL", "cti_exten@d.test", "122");
        await().untilAsserted(() -> assertThat(at.freeswitch.cachedUsers()).isEmpty());
        at.write("d.test", "new", "{}");
        await().until(() -> at.flushed("id new d.test") == 1);
        assertThat(at.all()).isOne();
        await().until(() -> recorder.metric("recorder_cache_flush_seconds_count{node=\"fs1\"}") >= 3);
        assertThat(recorder.metric("recorder_cache_flushes_total{node=\"fs1\"}"))
                .isEqualTo(at.freeswitch.flushes().size());
    }

    @Test
    void anAliasThatMovesIsForgottenUnderBothNames() {
        at.write("d.test", "121", "{\"attribute\":{\"number-alias\":\"9121\"}}");
        at.watching("5m");
        at.freeswitch.cacheUser("9121", "d.test");
        at.write("d.test", "121", "{\"attribute\":{\"number-alias\":\"9000\"}}");
        await().until(() -> at.flushed("id 9000 d.test") == 1);
        assertThat(at.freeswitch.cachedUsers()).isEmpty();
        assertThat(at.freeswitch.flushes()).contains("xml_flush_cache id 121 d.test", "xml_flush_cache id 9121 d.test");
    }

    @Test
    void domainsThatServeAnothersExtensionsAreFlushedToo() {
        at.redis.call("HSET", "cti_domain", "other.test", "{\"alias-of\":\"d.test\"}", "third.test", "{}");
        at.watching("5m");
        at.freeswitch.cacheUser("121", "other.test");
        at.freeswitch.cacheUser("121", "d.test");
        at.freeswitch.cacheUser("121", "third.test");
        at.write("d.test", "121", "{\"param\":{\"password\":\"new\"}}");
        await().untilAsserted(() -> assertThat(at.freeswitch.cachedUsers()).containsExactly("id 121 third.test"));
        int before = at.all();
        at.redis.call("HSET", "cti_domain", "third.test", "{\"alias-of\":\"d.test\"}");
        await().until(() -> at.all() == before + 1);
        assertThat(at.freeswitch.cachedUsers()).isEmpty();
        await().untilAsserted(() -> {
            at.write("d.test", "121", "{\"param\":{\"password\":\"" + at.probes.incrementAndGet() + "\"}}");
            assertThat(at.flushed("id 121 third.test")).isPositive();
        });
    }

    /** How long that takes is printed, not judged: the machine is shared. */
    @Test
    void whatAWriterNamesIsForgottenAtOnce() {
        at.watching("5m");
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String extension = String.valueOf(120 + i);
            at.freeswitch.cacheUser(extension, "d.test");
            at.write("d.test", extension, "{\"param\":{\"password\":\"new\"}}");
            long begun = System.nanoTime();
            at.redis.call("PUBLISH", "cti_changed", extension + "@d.test");
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> at.freeswitch.cachedUsers().isEmpty());
            micros.add((System.nanoTime() - begun) / 1000);
        }
        micros.sort(null);
        System.out.println("cti_changed to cleared: median " + micros.get(25) + " us, max " + micros.get(49) + " us");
        assertThat(micros.get(25)).isLessThan(1_000_000);
    }

    /** The contract has 2 s for it at 100 000 extensions and 300 ms at 10 000; what it takes is printed, as the machine is shared. */
    @Test
    void whatNobodyNamesIsFoundInLargeDomains() {
        for (int size : List.of(10_000, 100_000)) {
            String domain = "of" + size + ".test";
            fill(domain, size);
        }
        at.watching("5m");
        for (int size : List.of(10_000, 100_000)) {
            String domain = "of" + size + ".test";
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String extension = String.valueOf(size / 2 + i);
                long begun = System.nanoTime();
                at.write(domain, extension, "{\"param\":{\"password\":\"new\"}}");
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> at.flushed("id " + extension + " " + domain) == 1);
                millis.add((System.nanoTime() - begun) / 1_000_000);
            }
            millis.sort(null);
            System.out.println("HSET to cleared, " + size + " extensions: median " + millis.get(4) + " ms, max "
                    + millis.get(7) + " ms");
            assertThat(millis.get(4)).isLessThan(5000);
        }
    }

    private void fill(String domain, int size) {
        for (int from = 0; from < size; from += 1000) {
            List<String> command = new ArrayList<>(List.of("HSET", "cti_exten@" + domain));
            for (int i = from; i < from + 1000; i++) {
                command.addAll(List.of(
                        String.valueOf(i),
                        "{\"param\":{\"password\":\"p" + i + "\"},\"variable\":{\"user_context\":\"default\",\"x\":\""
                                + "x".repeat(120) + "\"},\"attribute\":{\"number-alias\":\"9" + i + "\"}}"));
            }
            at.redis.call(command.toArray(new String[0]));
        }
    }

    @Test
    void aNameThatCannotBeSentHasEverythingForgotten() {
        at.watching("5m");
        at.freeswitch.cacheUser("121", "d.test");
        int before = at.all();
        at.write("d.test", "121 d.test\n\napi shutdown", "{}");
        await().until(() -> at.all() == before + 1);
        assertThat(at.freeswitch.cachedUsers()).isEmpty();
        assertThat(at.freeswitch.flushes()).noneMatch(command -> command.contains("shutdown"));
    }

    @Test
    void aMassOfChangesIsOneFullFlush() {
        at.watching("5m");
        at.freeswitch.cacheUser("121", "d.test");
        List<String> command = new ArrayList<>(List.of("HSET", "cti_exten@d.test"));
        for (int i = 0; i < 2000; i++) {
            command.addAll(List.of("m" + i, "{}"));
        }
        int before = at.freeswitch.flushes().size();
        at.redis.call(command.toArray(new String[0]));
        await().until(() -> at.freeswitch.cachedUsers().isEmpty());
        await().during(Duration.ofMillis(1500))
                .until(() -> at.freeswitch.flushes().size() == before + 1);
    }

    @Test
    void eachFlushIsRepeatedOnce() {
        at.watching("2s");
        await().until(() -> at.all() >= 2);
        long[] full = {0};
        await().pollInterval(Duration.ofSeconds(3)).until(() -> full[0] == (full[0] = at.all()));
        assertThat(full[0])
                .as("the node came up; and Redis, where that came later")
                .isIn(2L, 4L);
        at.write("d.test", "121", "{}");
        await().until(() -> at.flushed("id 121 d.test") == 1);
        at.freeswitch.cacheUser("121", "d.test"); // an answer that was under way
        await().until(() -> at.flushed("id 121 d.test") == 2);
        assertThat(at.freeswitch.cachedUsers()).isEmpty();
        await().during(Duration.ofSeconds(3)).until(() -> at.flushed("id 121 d.test") == 2 && at.all() == full[0]);
    }

    @Test
    void aNodeThatWasAwayForgetsEverything() {
        RunningRecorder recorder = at.watching("5m");
        at.freeswitch.stopListening();
        at.freeswitch.crash(true);
        at.freeswitch.cacheUser("121", "d.test");
        await().until(() -> recorder.metric("esl_up{node=\"fs1\"}") == 0);
        at.write("d.test", "121", "{}");
        int before = at.all();
        at.freeswitch.listen();
        await().atMost(Duration.ofSeconds(20)).until(() -> at.all() == before + 1);
        assertThat(at.freeswitch.cachedUsers()).isEmpty();
        assertThat(at.flushed("id 121 d.test")).isZero();
    }

    @Test
    void aFlushThatFailsIsMadeGoodByAFullOne() {
        RunningRecorder recorder = at.watching("5m");
        at.freeswitch.answerApi("xml_flush_cache id 121 d.test", "-ERR no reply\n");
        int before = at.all();
        at.write("d.test", "121", "{}");
        await().until(() -> at.all() == before + 1);
        assertThat(recorder.metric("recorder_cache_flush_failures_total{node=\"fs1\"}"))
                .isOne();
    }

    @Test
    void whoDoesNotOwnTheNodeSendsNothing() {
        at.watching("5m");
        RunningRecorder other = at.run(at.config("5m"));
        await().pollDelay(Duration.ofSeconds(2))
                .until(() -> other.ops("/readyz").contains("not owned by this recorder"));
        int before = at.freeswitch.flushes().size();
        at.write("d.test", "121", "{}");
        await().until(() -> at.flushed("id 121 d.test") == 1);
        await().during(Duration.ofSeconds(1))
                .until(() -> at.freeswitch.flushes().size() == before + 1);
        assertThat(other.sum("recorder_cache_flushes_total", "fs1")).isZero();
    }

    @Test
    void whereNoticesAreRefusedEverythingIsReadAgainAndAgain() {
        at.redis.call("ACL", "SETUSER", "default", "-client|tracking");
        at.watching("5m");
        at.freeswitch.cacheUser("121", "d.test");
        at.write("d.test", "121", "{}");
        await().until(() -> at.freeswitch.cachedUsers().isEmpty());
        assertThat(at.flushed("id 121 d.test")).isOne();
        int before = at.all();
        at.redis.call("HSET", "cti_domain", "d.test", "{}");
        await().until(() -> at.all() == before + 1);
    }

    @Test
    void whatChangedWhileRedisCouldNotBeHeardIsFoundAfterwards() {
        at.watching("5m");
        at.freeswitch.cacheUser("121", "d.test");
        at.redis.call("CLIENT", "KILL", "TYPE", "NORMAL", "SKIPME", "YES");
        at.write("d.test", "121", "{}");
        await().until(() -> at.freeswitch.cachedUsers().isEmpty());
    }

    @Test
    void switchedOffItSendsNothing() {
        at.run(at.config("5m").with("\"flush-freeswitch-cache\": false"));
        await().until(() -> at.book.isLive("fs1"));
        at.write("d.test", "121", "{}");
        await().during(Duration.ofSeconds(1))
                .until(() -> at.freeswitch.flushes().isEmpty());
    }
}
