package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.bytes;
import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.get;
import static dev.switchbook.common.redis.Links.settings;
import static dev.switchbook.common.redis.Links.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.TestCluster;
import dev.switchbook.common.testing.TestRedis;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class ClusterIT {
    private static final List<String> KEYS =
            IntStream.range(0, 30).mapToObj(i -> "cti_exten@" + i).toList();

    private static TestCluster cluster;

    private final Links links = new Links();

    @BeforeAll
    static void start() {
        cluster = TestCluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void flush() {
        cluster.nodes().forEach(TestRedis::flush);
    }

    @AfterEach
    void close() {
        links.close();
    }

    private static RedisSettings cluster() {
        return settings(cluster.uris().toArray(String[]::new));
    }

    @Test
    void leadsEachKeyToItsMaster() throws Exception {
        Redis redis = links.connect(cluster());
        for (String key : KEYS) {
            get(redis.async().hset(key, "121", bytes(key)));
        }

        for (String key : KEYS) {
            assertThat(text(get(redis.async().hget(key, "121")))).isEqualTo(key);
            assertThat(cluster.nodeOf(key).call("HGET", key, "121")).isEqualTo(key);
        }
        assertThat(links.gauge()).isEqualTo(1);
    }

    @Test
    void goesThroughTheKeysOfAllMasters() throws Exception {
        Redis redis = links.connect(cluster());
        for (String key : KEYS) {
            get(redis.async().hset(key, "121", bytes(key)));
        }
        get(redis.async().set("cti_exten@text", bytes("no hash")));

        Set<String> found = new HashSet<>();
        Objects.requireNonNull(redis.keyPages("cti_exten@*", "hash", 5, Duration.ofSeconds(5))
                        .collectList()
                        .block(Duration.ofSeconds(10)))
                .forEach(found::addAll);

        assertThat(found).containsExactlyInAnyOrderElementsOf(KEYS);
    }

    @Test
    void hearsOfChangesOnEachMaster() {
        Redis redis = links.connect(cluster());
        Recorded heard = new Recorded();
        KeyChanges changes =
                redis.watch(KeyChanges.Interest.in(List.of("cti_"), List.of("cti_changed")), List.of(heard));
        eventually().until(changes::trusted);

        for (String key : KEYS) {
            cluster.nodeOf(key).call("HSET", key, "121", "{}");
        }

        eventually().until(() -> heard.changed.containsAll(KEYS));
        assertThat(heard.lost.get()).isZero();
    }

    @Test
    void followsASlotThatMoved() throws Exception {
        Redis redis = links.connect(cluster());
        String key = KEYS.get(0);
        TestRedis from = cluster.nodeOf(key);
        TestRedis to = cluster.nodes().stream()
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();
        String slot = String.valueOf(from.call("CLUSTER", "KEYSLOT", key));
        assertThat(get(redis.async().hget(key, "121"))).isNull();
        try {
            assign(slot, to);

            get(redis.async().hset(key, "121", bytes("moved")));

            assertThat(to.call("HGET", key, "121")).isEqualTo("moved");
        } finally {
            to.flush();
            assign(slot, from);
        }
    }

    @Test
    void aSlotThatMovedEndsAScanAndTheNextOneFindsIt() {
        Redis redis = links.connect(cluster());
        String key = KEYS.get(0);
        TestRedis from = cluster.nodeOf(key);
        TestRedis to = cluster.nodes().stream()
                .filter(node -> node != from)
                .findFirst()
                .orElseThrow();
        String slot = String.valueOf(from.call("CLUSTER", "KEYSLOT", key));
        fill(from, key);
        Flux<Map<String, byte[]>> pages = redis.hashPages(key, 100, Duration.ofSeconds(5));
        try {
            StepVerifier.create(pages, 1)
                    .expectNextCount(1)
                    .then(() -> {
                        from.flush();
                        assign(slot, to);
                        fill(to, key);
                    })
                    .thenRequest(1)
                    .verifyError(RedisAwayException.class);

            eventually()
                    .ignoreExceptions()
                    .until(() -> pages.flatMapIterable(Map::keySet)
                            .collect(Collectors.toSet())
                            .map(Set::size)
                            .filter(size -> size == 5_000)
                            .blockOptional()
                            .isPresent());
        } finally {
            to.flush();
            assign(slot, from);
        }
    }

    @Test
    void aConnectionMadeAnewEndsAScan() {
        Redis redis = links.connect(cluster());
        String key = KEYS.get(0);
        fill(cluster.nodeOf(key), key);

        StepVerifier.create(redis.hashPages(key, 100, Duration.ofSeconds(5)), 1)
                .expectNextCount(1)
                .then(() -> cluster.nodeOf(key).call("CLIENT", "KILL", "TYPE", "normal"))
                .then(() -> eventually()
                        .ignoreExceptions()
                        .until(() -> get(redis.async().hlen(key)) == 5_000 && redis.isUp()))
                .thenRequest(1)
                .verifyError(RedisAwayException.class);
    }

    private static void fill(TestRedis node, String key) {
        node.call("EVAL", "for i = 1, 5000 do redis.call('HSET', KEYS[1], 'field' .. i, i) end", "1", key);
    }

    private static void assign(String slot, TestRedis node) {
        String id = String.valueOf(node.call("CLUSTER", "MYID"));
        node.call("CLUSTER", "SETSLOT", slot, "NODE", id);
        cluster.nodes().forEach(each -> each.call("CLUSTER", "SETSLOT", slot, "NODE", id));
    }

    @Test
    void aDeadMasterFailsItsOwnKeysAloneUntilItIsBack() throws Exception {
        Redis redis = links.connect(cluster());
        Recorded heard = new Recorded();
        KeyChanges changes = redis.watch(KeyChanges.Interest.in(List.of("cti_"), List.of()), List.of(heard));
        eventually().until(changes::trusted);
        String lost = KEYS.get(0);
        String kept = KEYS.stream()
                .filter(key -> cluster.nodeOf(key) != cluster.nodeOf(lost))
                .findFirst()
                .orElseThrow();
        TestRedis dead = cluster.nodeOf(lost);
        int before = heard.everything.get();

        dead.pause();
        try {
            eventually().until(() -> !redis.isUp() && !changes.trusted());
            eventually().untilAsserted(() -> assertThat(heard.lost.get()).isEqualTo(1));
            assertThatThrownBy(() -> get(redis.async().hget(lost, "121"))).hasCauseInstanceOf(RedisAwayException.class);
            assertThat(get(redis.async().hget(kept, "121"))).isNull();
        } finally {
            dead.resume(); // the tests after this one need it
        }
        eventually().until(() -> redis.isUp() && changes.trusted());
        assertThat(heard.everything.get()).isGreaterThan(before);
        eventually().ignoreExceptions().until(() -> get(redis.async().hget(lost, "121")) == null);
    }

    @Test
    void aMasterThatWasKilledAndStartedAgainIsFoundAgain() throws Exception {
        Redis redis = links.connect(cluster());
        Recorded heard = new Recorded();
        KeyChanges changes = redis.watch(KeyChanges.Interest.in(List.of("cti_"), List.of()), List.of(heard));
        eventually().until(changes::trusted);
        String key = KEYS.get(0);
        TestRedis dead = cluster.nodeOf(key);

        dead.stop();
        eventually().until(() -> !redis.isUp() && !changes.trusted());
        dead.restart();

        eventually().until(() -> redis.isUp() && changes.trusted());
        eventually().ignoreExceptions().until(() -> get(redis.async().hset(key, "121", bytes("x"))) != null);
        eventually().until(() -> heard.changed.contains(key));
    }

    @Test
    void waitsForAClusterThatIsAwayAtTheStart() throws Exception {
        cluster.nodes().forEach(TestRedis::pause);
        Redis redis = links.open(cluster());
        assertThatThrownBy(() -> get(redis.async().ping())).hasCauseInstanceOf(RedisAwayException.class);

        cluster.nodes().forEach(TestRedis::resume);
        eventually().until(redis::isUp);
        assertThat(get(redis.async().hset(KEYS.get(0), "121", bytes("x")))).isTrue();
    }
}
