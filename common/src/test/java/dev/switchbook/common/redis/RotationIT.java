package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.reload.FileWatch;
import dev.switchbook.common.testing.MountedSecret;
import dev.switchbook.common.testing.TestRedis;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis' user and password change while links are up. */
class RotationIT {
    private final Links links = new Links();
    private final TestRedis server = TestRedis.start();

    @AfterEach
    void close() {
        links.close();
        server.close();
    }

    private void user(String name, String password) {
        server.call("ACL", "SETUSER", name, "reset", "on", ">" + password, "~*", "&*", "+@all");
    }

    @Test
    void aNewConnectionLogsInAsTheFilesSayByThenAndOldOnesGoOn(@TempDir Path directory) throws Exception {
        user("first", "one");
        MountedSecret mounted = new MountedSecret(directory);
        mounted.swap(Map.of("user", "first", "password", "one"));
        RedisSettings settings = TestConfig.sound(new TestConfig(directory)
                .read(
                        "{\"redis\": {\"uri\": \"" + server.uri()
                                + "\", \"username\": \"${file:user}\", \"password\": \"${file:password}\"}}",
                        BlockName.REDIS,
                        RedisSettings::read));
        try (FileWatch watch = FileWatch.start(List.of(settings.credentials()), links.registry)) {
            Redis redis = links.connect(settings);
            Recorded heard = new Recorded();
            KeyChanges changes = redis.watch(KeyChanges.Interest.in(List.of("cti_"), List.of()), List.of(heard));
            eventually().until(changes::trusted);

            user("first", "two");
            assertThat(get(redis.async().ping()))
                    .as("a connection that is there")
                    .isEqualTo("PONG");
            assertIsLostFor("first", redis);
            mounted.swap(Map.of("user", "first", "password", "two"));
            watch.look();
            watch.look();
            eventually().until(redis::isUp);
            eventually().until(changes::trusted);

            user("second", "three");
            mounted.swap(Map.of("user", "second", "password", "three"));
            watch.look();
            watch.look();
            server.call("ACL", "DELUSER", "first");
            eventually().until(() -> isServed(redis, "second"));
            eventually().until(changes::trusted);
        }
    }

    private void assertIsLostFor(String name, Redis redis) {
        try (LogLines log = LogLines.of(Redis.class)) {
            server.call("CLIENT", "KILL", "USER", name);
            eventually().until(() -> log.contains("it refuses our user or password (WRONGPASS)"));
            assertThat(redis.isUp()).isFalse();
        }
    }

    private static boolean isServed(Redis redis, String as) {
        try {
            return redis.isUp() && as.equals(get(redis.async().aclWhoami()));
        } catch (Exception e) {
            return false; // not yet
        }
    }
}
