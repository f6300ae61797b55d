package dev.switchbook.common.redis;

import static dev.switchbook.common.config.TestConfig.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.LiveValues;
import dev.switchbook.common.config.Secret;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.reload.UnusableFileException;
import dev.switchbook.common.testing.MountedSecret;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisUrisTest {
    private static RedisUris uris(String... uris) {
        return new RedisUris(new RedisSettings(
                Links.mode(List.of(uris)),
                List.of(uris),
                "user",
                Secret.of("secret"),
                Secret.of("sesame"),
                null,
                Duration.ofMillis(250)));
    }

    @ParameterizedTest
    @CsvSource({
        "redis://127.0.0.1:6379, redis://127.0.0.1:6379",
        "redis://host, redis://host:6379",
        "rediss://host:6380/2, rediss://host:6380/2",
        "redis://u:p@host:6379, redis://host:6379",
        "'redis-sentinel://a:1,b:2#main', 'redis-sentinel://a:1,b:2#main'",
        "'rediss-sentinel://a:1,b:2#main', 'rediss-sentinel://a:1,b:2#main'",
    })
    void describesWithoutSecrets(String uri, String description) {
        assertThat(uris(uri).describe()).isEqualTo(description);
    }

    @Test
    void describesEveryNodeOfACluster() {
        assertThat(uris("redis://a:1", "redis://b:2").describe()).isEqualTo("redis://a:1, redis://b:2");
    }

    @Test
    void sentinelsHaveAPasswordOfTheirOwn() {
        RedisURI uri = uris("rediss-sentinel://a:1,b:2#main").first();

        assertThat(credentials(uri)).isEqualTo("user:secret");
        assertThat(uri.getSentinels()).hasSize(2).allSatisfy(sentinel -> {
            assertThat(credentials(sentinel)).isEqualTo("null:sesame");
            assertThat(sentinel.isSsl()).isTrue();
        });
    }

    @Test
    void aNodeIsAskedLikeTheFirst() {
        RedisURI node = uris("rediss://a:1", "rediss://b:2").node("c", 3);

        assertThat(node.getHost() + ":" + node.getPort()).isEqualTo("c:3");
        assertThat(credentials(node)).isEqualTo("user:secret");
        assertThat(node.isSsl()).isTrue();
        assertThat(node.getTimeout()).isEqualTo(Limits.CONNECT);
    }

    @ParameterizedTest
    @CsvSource({
        "redis://:secret@a:1, user, '', user:secret",
        "redis://other:secret@a:1, user, '', user:secret",
        "redis://other:secret@a:1, '', '', other:secret",
        "redis://other:secret@a:1, '', own, other:own",
        "redis://:secret@a:1, '', own, null:own",
        "redis://a:1, '', own, null:own",
        "redis://other:secret@a:1, user, own, user:own",
        "'redis-sentinel://:secret@a:1#main', user, '', user:secret",
    })
    void whatIsNotSetIsThatOfTheUri(String uri, String username, String password, String expected) {
        RedisSettings settings = new RedisSettings(
                Links.mode(List.of(uri)),
                List.of(uri),
                username,
                Secret.of(password),
                Secret.EMPTY,
                null,
                Duration.ofMillis(250));
        assertThat(credentials(new RedisUris(settings).first())).isEqualTo(expected);
    }

    @Test
    void asLongAsAFileIsEmptyThePasswordOfTheUriIsUsed(@TempDir Path directory) throws UnusableFileException {
        MountedSecret mounted = new MountedSecret(directory);
        mounted.swap(Map.of("password", ""));
        RedisSettings settings = sound(new TestConfig(directory)
                .read(
                        "{\"redis\": {\"uri\": \"redis://other:old@a:1\", \"password\": \"${file:password}\"}}",
                        BlockName.REDIS,
                        RedisSettings::read));
        RedisURI uri = new RedisUris(settings).first();
        assertThat(credentials(uri)).isEqualTo("other:old");
        mounted.swap(Map.of("password", "new"));
        LiveValues values = settings.credentials();
        values.take(values.read());
        assertThat(credentials(uri)).isEqualTo("other:new");
    }

    @Test
    void aPasswordThatComesIntoAnEmptyFileIsUsed(@TempDir Path directory) throws UnusableFileException {
        MountedSecret mounted = new MountedSecret(directory);
        mounted.swap(Map.of("password", "", "sentinel", ""));
        RedisSettings settings = sound(new TestConfig(directory)
                .read(
                        "{'redis': {'uri': 'redis-sentinel://a:1#main', 'username': 'user', 'password': '${file:password}', 'sentinel-password': '${file:sentinel}'}}"
                                .replace('\'', '"'),
                        BlockName.REDIS,
                        RedisSettings::read));
        RedisURI uri = new RedisUris(settings).first();
        RedisURI sentinel = uri.getSentinels().get(0);
        assertThat(List.of(uri, sentinel)).allSatisfy(node -> {
            RedisCredentials none = node.getCredentialsProvider()
                    .resolveCredentials()
                    .blockOptional()
                    .orElseThrow();
            assertThat(none.hasUsername() || none.hasPassword()).isFalse();
        });

        mounted.swap(Map.of("password", "secret", "sentinel", "sesame"));
        LiveValues values = settings.credentials();
        values.take(values.read());
        assertThat(credentials(uri)).isEqualTo("user:secret");
        assertThat(credentials(sentinel)).isEqualTo("null:sesame");
    }

    private static String credentials(RedisURI uri) {
        var credentials = uri.getCredentialsProvider()
                .resolveCredentials()
                .blockOptional()
                .orElseThrow();
        return credentials.getUsername() + ":" + new String(credentials.getPassword());
    }
}
