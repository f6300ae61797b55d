package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.bytes;
import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.get;
import static dev.switchbook.common.redis.Links.sentinelLogin;
import static dev.switchbook.common.redis.Links.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.common.testing.TestSentinel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SentinelIT {
    private final Links links = new Links();

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void followsAnOrderedFailOverAndTellsThatEverythingMayHaveChanged() throws Exception {
        try (TestSentinel servers = TestSentinel.start()) {
            Redis redis = links.connect(settings(servers.uri()));
            Recorded heard = new Recorded();
            KeyChanges changes = redis.watch(KeyChanges.Interest.in(List.of("cti_"), List.of()), List.of(heard));
            eventually().until(changes::trusted);
            int before = heard.everything.get();
            get(redis.async().set("cti_a", bytes("before")));

            servers.failover();

            writeUntilItLandsOn(redis, servers.master());
            eventually().until(() -> heard.everything.get() > before && changes.trusted());
            servers.master().call("SET", "cti_b", "on the new master");
            eventually().until(() -> heard.changed.contains("cti_b"));
        }
    }

    @Test
    void followsTheFailOverOfADeadMasterFoundByASentinelThatAsksForAPassword() throws Exception {
        try (TestSentinel servers = TestSentinel.start("sesame")) {
            Redis redis = links.connect(sentinelLogin("sesame", servers.uri()));
            assertThat(redis.describe()).isEqualTo(servers.uri());
            TestRedis dead = servers.master();

            dead.stop();

            servers.awaitMasterOtherThan(dead);
            eventually().until(redis::isUp);
            writeUntilItLandsOn(redis, servers.master());
        }
    }

    private static void writeUntilItLandsOn(Redis redis, TestRedis master) {
        eventually().ignoreExceptions().until(() -> {
            get(redis.async().set("cti_probe", bytes("x")));
            return "x".equals(master.call("GET", "cti_probe"))
                    && String.valueOf(master.call("ROLE")).startsWith("[master");
        });
    }
}
