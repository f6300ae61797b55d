package dev.switchbook.recorder.vouch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.Secret;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.TestCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OwnersClusterIT {
    private final TestCluster cluster = TestCluster.start();
    private final RedisLoops loops = RedisLoops.own(1);
    private final EventExecutor executor = new DefaultEventExecutor();
    private final Redis redis = connect();
    private final Redis another = connect();
    private final Owners owners = new Owners(redis, Owners.newId("a"), new SimpleMeterRegistry());
    private final Owners others = new Owners(another, Owners.newId("b"), new SimpleMeterRegistry());

    private Redis connect() {
        return Redis.connect(
                new RedisSettings(
                        RedisSettings.Mode.CLUSTER,
                        cluster.uris(),
                        "",
                        Secret.EMPTY,
                        Secret.EMPTY,
                        null,
                        Duration.ofMillis(250)),
                loops,
                new SimpleMeterRegistry());
    }

    private static ConditionFactory eventually() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20));
    }

    private static OwnedNode node(Told told) {
        return new OwnedNode("fs1", () -> new NodeView(NodeState.LIVE, "core", 1, 0, 0, "core:7"), () -> 0, told);
    }

    @BeforeEach
    void connected() {
        eventually().until(() -> redis.isUp() && another.isUp());
    }

    @AfterEach
    void close() {
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
        redis.close();
        another.close();
        loops.close();
        cluster.close();
    }

    @Test
    void aClusterIsAskedAtTheNodeThatHasTheTable() throws Exception {
        Told told = new Told();
        Ownership ownership = owners.start(node(told), executor);
        try (LiveCores cores = owners.watchCores(executor)) {
            eventually().until(() -> cores.isLive("core"));
        }
        assertThat(ownership.isOwner()).isTrue();
        ownership.forget().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(redis.async().hlen("cti_recorder").toCompletableFuture().get(5, TimeUnit.SECONDS))
                .isZero();
        assertThat(told.lines).containsExactly("claimed 1", "lost");
    }

    @Test
    void anHeirIsKnownAsAMemberAndHearsThatItIsOne() throws Exception {
        Members members = owners.members(executor);
        Members itsMembers = others.members(executor);
        members.report("fs1", Standing.OWNS);
        itsMembers.report("fs1", Standing.COVERS);
        Ownership ownership = owners.start(node(new Told()), executor);
        eventually().until(ownership::isOwner);
        Told told = new Told();
        Ownership its = others.start(node(told), executor, Duration.ofHours(1));
        eventually().until(() -> !told.seen.isEmpty());
        eventually().until(() -> others.id().equals(members.heir("fs1")));
        eventually().until(this::bothListen);
        ownership.close(members.heir("fs1"));
        eventually().until(() -> told.lines.contains("claimed 2"));
        assertThat(its.isFresh()).isTrue();
        itsMembers.close().toCompletableFuture().get(5, TimeUnit.SECONDS);
        eventually().until(() -> members.count() == 1);
    }

    private boolean bothListen() throws Exception {
        return redis.async()
                        .pubsubNumsub("cti_recorder")
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS)
                        .getOrDefault("cti_recorder", 0L)
                == 2;
    }
}
