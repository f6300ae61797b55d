package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.login;
import static dev.switchbook.common.redis.Links.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.redis.KeyChanges.Interest;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KeyChangesIT {
    private static final Interest INTEREST = Interest.in(List.of("cti_"), List.of("cti_changed"));

    private static TestRedis server;

    private final Links links = new Links();
    private final Recorded heard = new Recorded();

    @BeforeAll
    static void start() {
        server = TestRedis.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        links.close();
        server.flush();
    }

    private KeyChanges watch() {
        KeyChanges changes = links.connect(settings(server.uri())).watch(INTEREST, List.of(heard));
        eventually().until(changes::trusted);
        return changes;
    }

    @Test
    void tellsOfEachWayToChangeAKey() {
        KeyChanges changes = watch();
        assertThat(heard.everything.get()).isEqualTo(1);
        assertThat(changes.refused()).isFalse();

        assertHeard("cti_exten@ä", "HSET", "cti_exten@ä", "121", "{}");
        assertHeard("cti_exten@ä", "HDEL", "cti_exten@ä", "121");
        assertHeard("cti_one", "SET", "cti_one", "x");
        assertHeard("cti_two", "RENAME", "cti_one", "cti_two");
        assertThat(heard.changed).contains("cti_one");
        assertHeard("cti_two", "DEL", "cti_two");
        assertHeard("cti_brief", "SET", "cti_brief", "x", "PX", "50");
        assertHeard("cti_brief", "EXISTS", "cti_brief"); // runs out

        heard.changed.clear();
        server.call("SET", "other", "x");
        assertHeard("cti_last", "SET", "cti_last", "x");
        assertThat(heard.changed).containsExactly("cti_last");
    }

    private void assertHeard(String key, String... command) {
        heard.changed.clear();
        server.call(command);
        eventually().until(() -> heard.changed.contains(key));
    }

    @Test
    void aFlushMeansEverything() {
        watch();
        server.call("SET", "cti_a", "x");
        int before = heard.everything.get();

        server.call("FLUSHALL");
        eventually().until(() -> heard.everything.get() == before + 1);
        server.call("FLUSHDB");
        eventually().until(() -> heard.everything.get() == before + 2);
        assertHeard("cti_b", "SET", "cti_b", "x");
    }

    @Test
    void passesMessagesOn() {
        watch();

        server.call("PUBLISH", "cti_changed", "121@example.org");

        eventually().until(() -> heard.messages.contains("cti_changed 121@example.org"));
    }

    @Test
    void whoAsksForMessagesAloneIsToldOfNoKey() {
        KeyChanges changes = links.connect(settings(server.uri()))
                .watch(Interest.inMessages(List.of("cti_changed")), List.of(heard));
        eventually().until(changes::trusted);
        assertThat(changes.refused()).isFalse();

        server.call("SET", "cti_a", "x");
        server.call("PUBLISH", "cti_changed", "one");
        eventually().until(() -> heard.messages.contains("cti_changed one"));
        assertThat(heard.changed).isEmpty();

        server.call("CLIENT", "KILL", "TYPE", "pubsub");
        eventually().until(() -> heard.everything.get() == 2 && changes.trusted());
        server.call("PUBLISH", "cti_changed", "two");
        eventually().until(() -> heard.messages.contains("cti_changed two"));
    }

    @Test
    void oneListenerThatThrowsDoesNotSilenceTheOther() {
        KeyChanges.Listener broken = new Recorded() {
            @Override
            public void changed(String key) {
                throw new IllegalStateException("broken on purpose");
            }
        };
        KeyChanges changes = links.connect(settings(server.uri())).watch(INTEREST, List.of(broken, heard));
        eventually().until(changes::trusted);

        assertHeard("cti_a", "SET", "cti_a", "1");
        assertHeard("cti_a", "SET", "cti_a", "2");
    }

    @Test
    void aKilledConnectionIsLostThenEverythingThenTrustedAgain() {
        KeyChanges changes = watch();

        server.call("CLIENT", "KILL", "TYPE", "pubsub");

        eventually().until(() -> heard.everything.get() == 2 && changes.trusted());
        assertThat(heard.lost.get()).isEqualTo(1);
        assertHeard("cti_a", "SET", "cti_a", "x");
    }

    /** A cache that keeps what it reads while the link is trusted is right in the end, however often the link is cut. */
    @Test
    void noChangeIsMissedWhileTheLinkIsCutAgainAndAgain() throws Exception {
        Map<String, String> cache = new ConcurrentHashMap<>();
        KeyChanges changes = links.connect(settings(server.uri())).watch(INTEREST, List.of(new Recorded() {
            @Override
            public void changed(String key) {
                cache.remove(key);
            }

            @Override
            public void everything() {
                cache.clear();
            }
        }));
        try (RedisCommandLine writer = server.connect()) {
            for (int round = 0; round < 15; round++) {
                eventually().until(changes::trusted);
                String before = read(writer);
                cache.put("cti_value", before);
                Thread cutting = new Thread(() -> server.call("CLIENT", "KILL", "TYPE", "pubsub"));
                cutting.start();
                writer.call("SET", "cti_value", "round " + round);
                cutting.join();
                long written = System.nanoTime();

                eventually().until(() -> changes.provenSince(written));
                assertThat(cache).doesNotContainEntry("cti_value", before);
            }
        }
    }

    private static String read(RedisCommandLine client) {
        return Objects.requireNonNullElse((String) client.call("GET", "cti_value"), "nothing");
    }

    @Test
    void isProvenOnlySinceAnAnsweredQuestion() {
        Interest often = new Interest(List.of("cti_"), List.of(), Duration.ofMillis(10));
        KeyChanges changes = links.connect(settings(server.uri())).watch(often, List.of(heard));
        long before = System.nanoTime();
        eventually().until(() -> changes.provenSince(before));

        server.pause();
        long paused = System.nanoTime();
        assertThat(changes.trusted()).isTrue();
        assertThat(changes.provenSince(paused)).isFalse();
        eventually().until(() -> !changes.trusted());
        assertThat(heard.lost.get()).isEqualTo(1);

        server.resume();
        eventually().until(() -> changes.provenSince(paused));
    }

    @Test
    void whatWasWrittenBeforeAQuestionIsToldBeforeItsAnswer() {
        Interest often = new Interest(List.of("cti_"), List.of(), Duration.ofMillis(1));
        KeyChanges changes = links.connect(settings(server.uri())).watch(often, List.of(heard));
        eventually().until(changes::trusted);
        try (RedisCommandLine writer = server.connect()) {
            for (int i = 0; i < 200; i++) {
                String key = "cti_" + i;
                writer.call("SET", key, "x");
                long written = System.nanoTime();

                eventually().until(() -> changes.provenSince(written));
                assertThat(heard.changed).contains(key);
            }
        }
    }

    @Test
    void aListenerMayTakeItsTimeWithoutThatAChangeIsLost() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        Recorded slow = new Recorded() {
            @Override
            public void everything() {
                super.everything();
                try {
                    assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        KeyChanges changes = links.connect(settings(server.uri())).watch(INTEREST, List.of(slow));
        eventually().until(() -> slow.everything.get() == 1);
        assertThat(changes.trusted()).isFalse();

        server.call("SET", "cti_a", "written before everything() returned");

        eventually().until(() -> slow.changed.contains("cti_a"));
        release.countDown();
        eventually().until(changes::trusted);
    }

    @Test
    void whereTrackingIsRefusedItSaysSoAndIsNeverTrusted() {
        server.call("ACL", "SETUSER", "limited", "on", ">x", "~*", "&*", "+@all", "-client|tracking");
        try (LogLines log = LogLines.of(KeyChanges.class)) {
            Redis redis = links.connect(login("limited", "x", server.uri()));
            KeyChanges changes = redis.watch(INTEREST, List.of(heard));

            eventually().until(changes::refused);
            eventually().until(() -> heard.everything.get() == 1);
            assertThat(changes.trusted()).isFalse();
            assertThat(redis.isUp()).isTrue();
            server.call("PUBLISH", "cti_changed", "121@example.org");
            eventually().until(() -> heard.messages.size() == 1);

            server.call("CLIENT", "KILL", "TYPE", "pubsub");
            eventually().until(() -> heard.everything.get() == 2);
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("refuses CLIENT TRACKING"))
                    .hasSize(1);
        }
    }

    @Test
    void tellsNothingAfterItsEnd() {
        KeyChanges changes = watch();

        changes.close();

        assertThat(changes.trusted()).isFalse();
        server.call("SET", "cti_a", "x");
        assertThat(heard.changed).isEmpty();
    }
}
