package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.Secret;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
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

    private static String credentials(RedisURI uri) {
        var credentials = uri.getCredentialsProvider()
                .resolveCredentials()
                .blockOptional()
                .orElseThrow();
        return credentials.getUsername() + ":" + new String(credentials.getPassword());
    }
}
