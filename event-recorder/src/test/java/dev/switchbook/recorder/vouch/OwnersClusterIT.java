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
import org.junit.jupiter.api.Test;

class OwnersClusterIT {

    private static ConditionFactory eventually() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20));
    }

    @Test
    void aClusterIsAskedAtTheNodeThatHasTheTable() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EventExecutor executor = new DefaultEventExecutor();
        try (TestCluster cluster = TestCluster.start();
                RedisLoops loops = RedisLoops.own(1);
                Redis redis = Redis.connect(
                        new RedisSettings(
                                RedisSettings.Mode.CLUSTER,
                                cluster.uris(),
                                "",
                                Secret.EMPTY,
                                Secret.EMPTY,
                                null,
                                Duration.ofMillis(250)),
                        loops,
                        registry)) {
            eventually().until(redis::isUp);
            Told told = new Told();
            Owners owners = new Owners(redis, Owners.newId("a"), registry);
            Ownership ownership = owners.start(
                    new OwnedNode("fs1", () -> new NodeView(NodeState.LIVE, "core", 1, 0, 0, "core:7"), () -> 0, told),
                    executor);
            try (LiveCores cores = owners.watchCores(executor)) {
                eventually().until(() -> cores.isLive("core"));
            }
            assertThat(ownership.isOwner()).isTrue();
            ownership.forget().toCompletableFuture().get(5, TimeUnit.SECONDS);
            assertThat(redis.async().hlen("cti_recorder").toCompletableFuture().get(5, TimeUnit.SECONDS))
                    .isZero();
            assertThat(told.lines).containsExactly("claimed 1", "lost");
        } finally {
            executor.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
        }
    }
}
