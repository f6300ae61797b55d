package dev.switchbook.recorder.vouch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.Secret;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.TestRedis;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnersIT {
    private static final String NODE = "fs1";

    private final TestRedis server = TestRedis.start();
    private final RedisLoops loops = RedisLoops.own(1);
    private final List<Recorder> recorders = new ArrayList<>();
    private final Recorder a = recorder("a");
    private final Recorder b = recorder("b");

    /** A process: a link, a thread, a node. */
    private final class Recorder {
        final SimpleMeterRegistry registry = new SimpleMeterRegistry();
        final Redis redis = Redis.connect(
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
        final EventExecutor executor = new DefaultEventExecutor();
        final Told told = new Told();
        final String id;
        final Owners owners;

        @Nullable Ownership ownership;

        Recorder(String name) {
            this.id = Owners.newId(name);
            this.owners = new Owners(redis, id, registry);
            eventually().until(redis::isUp);
        }

        void start() {
            start(Ownership.EVERY);
        }

        /** Looks at the node once and never again by itself. */
        void startToListen() {
            start(Duration.ofHours(1));
            eventually().until(() -> !told.seen.isEmpty());
        }

        private void start(Duration every) {
            NodeView view = new NodeView(NodeState.LIVE, "core-" + id, 1_000, 3, 2, id + ":7");
            ownership = owners.start(new OwnedNode(NODE, () -> view, () -> 0, told), executor, every);
        }

        Ownership ownership() {
            return requireNonNull(ownership);
        }

        double gauge() {
            return gauge("recorder.owner");
        }

        double gauge(String name) {
            return registry.get(name).tag("node", NODE).gauge().value();
        }

        double state(String state) {
            return registry.get("recorder.state")
                    .tag("node", NODE)
                    .tag("state", state)
                    .gauge()
                    .value();
        }
    }

    private Recorder recorder(String name) {
        Recorder recorder = new Recorder(name);
        recorders.add(recorder);
        return recorder;
    }

    @AfterEach
    void close() {
        recorders.forEach(recorder -> {
            recorder.executor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
            recorder.redis.close();
        });
        loops.close();
        server.close();
    }

    private static ConditionFactory eventually() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20));
    }

    private String entry() {
        return String.valueOf(server.call("HGET", "cti_recorder", NODE));
    }

    private void ownsAndBeats(Recorder recorder) {
        eventually().until(() -> recorder.ownership().isOwner());
        String before = entry();
        eventually().until(() -> !entry().equals(before));
        assertThat(entry()).contains("\"owner\":\"" + recorder.id + "\"");
    }

    /** Stops a recorder's thread, as SIGSTOP would, until the latch is down. */
    private static CountDownLatch stop(Recorder recorder) {
        CountDownLatch wake = new CountDownLatch(1);
        recorder.executor.execute(() -> {
            try {
                assertThat(wake.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        return wake;
    }

    @Test
    void nobodysNodeIsClaimedAndVouchedFor() {
        a.start();
        ownsAndBeats(a);
        assertThat(entry()).startsWith("{\"state\":\"live\",\"core-uuid\":\"core-" + a.id + "\",\"as-of\":1000,");
        assertThat(a.gauge()).isEqualTo(1);
    }

    @Test
    void theOwnerAndWhoFollowsTellWhatRedisHasOfTheNode() {
        a.start();
        ownsAndBeats(a);
        b.start();
        for (Recorder each : List.of(a, b)) {
            eventually().until(() -> each.gauge("recorder.as.of.timestamp.seconds") == 1);
            assertThat(each.gauge("recorder.registrations")).isEqualTo(3);
            assertThat(each.gauge("recorder.channels")).isEqualTo(2);
            assertThat(each.state("live")).isEqualTo(1);
            assertThat(each.state("lost")).isZero();
        }
        assertThat(b.gauge()).isZero();
    }

    @Test
    void nobodyTellsOfANodeThatRedisHasNothingOf() {
        server.call("CONFIG", "SET", "maxmemory", "1"); // takes no claim
        a.start();
        eventually()
                .until(() -> String.valueOf(server.call("INFO", "errorstats")).contains("OOM"));
        assertThat(a.gauge("recorder.as.of.timestamp.seconds")).isZero();
        assertThat(a.state("lost")).isEqualTo(1);
    }

    @Test
    void ofManyThatClaimAtOnceOneWins() {
        for (int i = 0; i < 6; i++) {
            recorder("c" + i);
        }
        recorders.forEach(Recorder::start);
        eventually().until(() -> owner() != null);
        ownsAndBeats(requireNonNull(owner()));
        assertThat(recorders)
                .filteredOn(recorder -> !recorder.told.lines.isEmpty())
                .hasSize(1);
        assertThat(recorders.stream().mapToDouble(Recorder::gauge).sum()).isEqualTo(1);
    }

    private @Nullable Recorder owner() {
        return recorders.stream()
                .filter(recorder -> recorder.ownership().isOwner())
                .findFirst()
                .orElse(null);
    }

    @Test
    void aSilentOwnerIsFollowedAndRefusedWhenItWakes() {
        a.start();
        ownsAndBeats(a);
        b.start();
        CountDownLatch wake = stop(a);
        long stopped = System.nanoTime();
        eventually().until(() -> b.told.lines.contains("claimed 2"));
        long millis = Duration.ofNanos(System.nanoTime() - stopped).toMillis();
        assertThat(millis).isBetween(1_400L, 4_000L);
        assertThat(b.told.previous)
                .isEqualTo(new Previous(a.id, 1, "core-" + a.id, 1_000, a.id + ":7", NodeState.LIVE));
        assertThat(a.ownership().isOwner()).isTrue(); // it sleeps and knows nothing
        wake.countDown();
        eventually().until(() -> a.told.lines.contains("lost"));
        ownsAndBeats(b);
        assertThat(b.told.lines).containsExactly("claimed 2");
    }

    @Test
    void whatIsReleasedIsTakenAtTheNextLook() throws Exception {
        a.start();
        ownsAndBeats(a);
        b.start();
        eventually().until(() -> entry().contains("\"beat\":4"));
        a.ownership().close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        long released = System.nanoTime();
        eventually().until(() -> b.ownership().isOwner());
        assertThat(Duration.ofNanos(System.nanoTime() - released)).isLessThan(Duration.ofSeconds(1));
        assertThat(a.told.lines).containsExactly("claimed 1", "lost");
        assertThat(a.registry.find("recorder.owner").gauge()).isNull();
    }

    private void allListen() {
        eventually()
                .until(() -> String.valueOf(server.call("PUBSUB", "NUMSUB", "cti_recorder"))
                        .contains(", " + recorders.size()));
    }

    @Test
    void whatIsReleasedIsTakenByWhoHearsOfIt() {
        a.start();
        ownsAndBeats(a);
        b.startToListen();
        allListen();
        a.ownership().release();
        eventually().until(() -> b.told.lines.contains("claimed 2"));
        assertThat(b.told.previous).isEqualTo(new Previous("", 1, "core-" + a.id, 1_000, a.id + ":7", NodeState.LIVE));
    }

    @Test
    void anHeirHearsOfItAndAnotherLeavesItAlone() {
        Recorder c = recorder("c");
        a.start();
        ownsAndBeats(a);
        b.startToListen();
        c.start();
        allListen();
        for (int i = 1; i <= 5; i++) {
            String next = "claimed " + 2 * i;
            a.ownership().release(b.id);
            eventually().until(() -> b.told.lines.contains(next));
            String afterThat = "claimed " + (2 * i + 1);
            b.ownership().release(a.id);
            eventually().until(() -> a.told.lines.contains(afterThat));
        }
        assertThat(c.told.lines).isEmpty();
    }

    @Test
    void listensAgainAfterItsConnectionWasCut() {
        a.start();
        ownsAndBeats(a);
        b.startToListen();
        allListen();
        server.call("CLIENT", "KILL", "TYPE", "pubsub");
        allListen();
        a.ownership().release(b.id);
        eventually().until(() -> b.ownership().isOwner());
    }

    @Test
    void whoMayNotPublishLetsGoAllTheSame() throws Exception {
        server.call("ACL", "SETUSER", "default", "resetchannels");
        a.start();
        ownsAndBeats(a);
        a.ownership().close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(entry()).contains("\"owner\":\"\"", "\"released\":true");
        b.start();
        ownsAndBeats(b);
        assertThat(a.told.lines).containsExactly("claimed 1", "lost");
    }

    @Test
    void whatIsLetGoWithoutAWordIsFoundByWhoLooks() throws Exception {
        server.call("ACL", "SETUSER", "default", "resetchannels");
        a.start();
        ownsAndBeats(a);
        b.start();
        a.ownership().close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        ownsAndBeats(b);
        assertThat(a.told.lines).containsExactly("claimed 1", "lost");
    }

    @Test
    void whoRenewsIsFollowedByNobody() {
        a.start();
        ownsAndBeats(a);
        b.start();
        a.ownership().renew();
        eventually().until(() -> a.told.lines.contains("claimed 2"));
        ownsAndBeats(a);
        assertThat(a.ownership().isFresh()).isTrue();
        assertThat(b.told.lines).isEmpty();
    }

    @Test
    void membersSeeEachOtherComeAndGo() throws Exception {
        Members ofA = a.owners.members(a.executor);
        Members ofB = b.owners.members(b.executor);
        ofA.report(NODE, Standing.OWNS);
        ofB.report(NODE, Standing.COVERS);
        eventually().until(() -> b.id.equals(ofA.heir(NODE)));
        eventually().until(() -> ofB.isSeenByAnother(NODE));
        assertThat(a.registry.get("recorder.members").gauge().value()).isEqualTo(2);
        assertThat(String.valueOf(server.call("HGET", "cti_recorder:members", a.id)))
                .contains("{\"" + NODE + "\":\"owns\"}");
        ofA.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(server.call("HEXISTS", "cti_recorder:members", a.id)).isEqualTo(0L);
        assertThat(a.registry.find("recorder.members").gauge()).isNull();
        eventually().until(() -> ofB.count() == 1);
    }

    @Test
    void aMemberIsRemovedOnlyAsItWasSeen() throws Exception {
        MemberTable table = new RedisMemberTable(a.redis);
        table.write("x", new byte[] {1}).toCompletableFuture().get(5, TimeUnit.SECONDS);
        table.removeIf("x", new byte[] {2}).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(server.call("HEXISTS", "cti_recorder:members", "x")).isEqualTo(1L);
        table.removeIf("x", new byte[] {1}).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(server.call("HEXISTS", "cti_recorder:members", "x")).isEqualTo(0L);
    }

    @Test
    void anOwnerStaysTheOwnerThroughAFlush() {
        a.start();
        ownsAndBeats(a);
        b.start();
        ownsAndBeats(a); // meanwhile the other one has looked
        ownsAndBeats(a);
        server.flush();
        ownsAndBeats(a);
        ownsAndBeats(a);
        assertThat(a.told.lines).containsExactly("claimed 1");
        assertThat(b.told.lines).isEmpty();
    }

    @Test
    void aRedisThatComesBackEmptyIsClaimedByOne() {
        a.start();
        ownsAndBeats(a);
        b.start();
        server.stop();
        eventually().until(() -> !a.redis.isUp() && !b.redis.isUp());
        assertThat(a.ownership().isOwner()).isTrue();
        server.restart();
        eventually().until(() -> a.ownership().isOwner() != b.ownership().isOwner());
        ownsAndBeats(a.ownership().isOwner() ? a : b);
    }

    @Test
    void aRedisThatStandsStillChangesNothing() {
        a.start();
        ownsAndBeats(a);
        b.start();
        server.pause();
        eventually().until(() -> !a.redis.isUp() && !b.redis.isUp());
        server.resume();
        eventually().until(() -> a.redis.isUp() && b.redis.isUp());
        ownsAndBeats(a);
        assertThat(b.told.lines).isEmpty();
        assertThat(a.told.lines).containsExactly("claimed 1");
    }

    @Test
    void aForgottenNodeIsGone() throws Exception {
        a.start();
        ownsAndBeats(a);
        a.ownership().forget().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(server.call("HEXISTS", "cti_recorder", NODE)).isEqualTo(0L);
    }

    @Test
    void aKeyOfAnotherTypeIsNoFault() {
        server.call("SET", "cti_recorder", "x");
        a.start();
        eventually()
                .until(() -> String.valueOf(server.call("INFO", "errorstats")).contains("WRONGTYPE"));
        server.call("DEL", "cti_recorder");
        ownsAndBeats(a);
    }

    @Test
    void closingIsBoundedWhileRedisStandsStill() throws Exception {
        a.start();
        ownsAndBeats(a);
        server.pause();
        long begin = System.nanoTime();
        a.ownership().close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        server.resume();
    }

    @Test
    void othersSeeWhichCoresAreLive() {
        a.start();
        try (LiveCores cores = b.owners.watchCores(b.executor)) {
            eventually().until(() -> cores.isLive("core-" + a.id));
            assertThat(cores.isLive("core")).isFalse();
        }
    }
}
