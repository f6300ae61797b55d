package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.bytes;
import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.get;
import static dev.switchbook.common.redis.Links.login;
import static dev.switchbook.common.redis.Links.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.resources.LoopResources;

class StandaloneIT {
    private final Links links = new Links();

    @AfterEach
    void close() {
        links.close();
    }

    @Test
    void keepsBytesAsTheyAre() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));

            get(redis.async().hset("cti_exten@exämple", "121", new byte[] {0, -1, 10}));

            assertThat(get(redis.async().hget("cti_exten@exämple", "121"))).containsExactly(0, -1, 10);
        }
    }

    @Test
    void runsOnItsNamedEventLoops() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));

            get(redis.async().ping());

            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .anyMatch(name -> name.matches("redis-\\d+-\\d+"))
                    .noneMatch(name -> name.contains("lettuce"));
        }
    }

    @Test
    void sharesTheEventLoopsOfAServer() throws Exception {
        LoopResources shared = LoopResources.create("http", 2, true);
        try (TestRedis server = TestRedis.start();
                RedisLoops loops = RedisLoops.sharing(shared.onServer(true));
                Redis redis = Redis.connect(settings(server.uri()), loops, links.registry)) {
            eventually().until(redis::isUp);
            server.pause();
            CompletionStage<String> thread = redis.async()
                    .ping()
                    .thenApply(pong -> Thread.currentThread().getName());
            server.resume();

            assertThat(get(thread)).startsWith("http-epoll-");
        } finally {
            shared.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block(Duration.ofSeconds(5));
        }
    }

    @Test
    void anErrorReplyIsNoAbsence() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));
            get(redis.async().rpush("list", bytes("x")));

            assertThatThrownBy(() -> get(redis.async().hget("list", "field")))
                    .hasCauseInstanceOf(RedisCommandExecutionException.class)
                    .hasMessageContaining("WRONGTYPE");
        }
    }

    @Test
    void describesItselfWithoutSecrets() {
        Redis redis = links.open(login("user", "secret", "redis://127.0.0.1:1"));

        assertThat(redis.describe()).isEqualTo("redis://127.0.0.1:1");
    }

    @Test
    void waitsInTheBackgroundForARedisThatIsAwayAtTheStart() throws Exception {
        int port = TestPorts.free();
        Redis redis = links.open(settings("redis://127.0.0.1:" + port));
        assertFailsAtOnce(redis);
        assertThat(links.gauge()).isZero();

        try (TestRedis server = TestRedis.notStarted(port)) {
            server.restart();
            eventually().until(redis::isUp);

            assertThat(links.gauge()).isEqualTo(1);
            assertThat(get(redis.async().ping())).isEqualTo("PONG");
        }
    }

    @Test
    void comesBackAfterAKillWithoutReplayingAnything() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));
            List<Boolean> states = new CopyOnWriteArrayList<>();
            Runnable off = redis.onStateChange(states::add);
            server.pause();
            RedisFuture<Long> underWay = redis.async().rpush("list", bytes("once"));
            server.stop();

            assertThatThrownBy(() -> get(underWay)).hasCauseInstanceOf(RedisAwayException.class);
            eventually().until(() -> !redis.isUp());
            assertFailsAtOnce(redis);
            assertThat(links.gauge()).isZero();

            server.restart();
            eventually().until(redis::isUp);
            assertThat(get(redis.async().llen("list"))).isZero();
            assertThat(states).containsExactly(false, true);
            off.run();
        }
    }

    @Test
    void dropsALinkThatNoLongerAnswersAndMakesANewOneWhenItDoes() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));
            server.pause();
            RedisFuture<String> underWay = redis.async().ping();

            eventually().until(() -> links.gauge() == 0);
            assertThatThrownBy(() -> get(underWay)).hasCauseInstanceOf(RedisAwayException.class);
            assertFailsAtOnce(redis);

            server.resume();
            eventually().until(() -> links.gauge() == 1);
            assertThat(get(redis.async().ping())).isEqualTo("PONG");
        }
    }

    @Test
    void refusesAtOnceWhatTheRequestQueueDoesNotHold() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));
            server.pause();
            List<RedisFuture<String>> commands = new ArrayList<>();
            for (int i = 0; i < Limits.REQUEST_QUEUE + 100; i++) {
                commands.add(redis.async().ping());
            }

            eventually()
                    .until(() -> commands.stream().filter(RedisFuture::isDone).count() >= 100);
            RedisFuture<String> refused =
                    commands.stream().filter(RedisFuture::isDone).findFirst().orElseThrow();
            assertThat(redis.isUp()).isTrue();
            assertThatThrownBy(() -> get(refused))
                    .hasCauseInstanceOf(RedisAwayException.class)
                    .hasMessageContaining("exceeded");

            server.resume();
            eventually().until(() -> commands.stream().allMatch(RedisFuture::isDone));
            eventually().until(redis::isUp);
            assertThat(get(redis.async().ping())).isEqualTo("PONG");
        }
    }

    @Test
    void tellsAWrongPasswordApart() throws Exception {
        try (TestRedis server = TestRedis.withPassword("right")) {
            Redis redis = links.connect(login("", "right", server.uri()));
            assertThat(get(redis.async().ping())).isEqualTo("PONG");

            try (LogLines log = LogLines.of(Redis.class)) {
                Redis stranger = links.open(login("", "wrong", server.uri()));
                eventually().until(() -> log.contains("refuses our user or password (WRONGPASS)"));
                assertThat(log.contains("wrong")).isFalse();
                assertFailsAtOnce(stranger);
            }
        }
    }

    @Test
    void logsInAsAUserOfItsOwn() throws Exception {
        try (TestRedis server = TestRedis.start()) {
            server.call("ACL", "SETUSER", "switchbook", "on", ">pässword", "~*", "+@all", "-@admin", "-@dangerous");
            Redis redis = links.connect(login("switchbook", "pässword", server.uri()));

            assertThat(get(redis.async().aclWhoami())).isEqualTo("switchbook");
        }
    }

    @Test
    void closesInTimeWhileRedisHangs() {
        try (TestRedis server = TestRedis.start()) {
            Redis redis = links.connect(settings(server.uri()));
            server.pause();
            long began = System.nanoTime();

            redis.close();

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertFailsAtOnce(redis);
        }
    }

    private static void assertFailsAtOnce(Redis redis) {
        RedisFuture<String> command = redis.async().ping();
        assertThat(command.isDone()).isTrue();
        assertThatThrownBy(() -> get(command)).hasCauseInstanceOf(RedisAwayException.class);
    }
}
