package dev.switchbook.common.redis;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.Secret;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.redis.RedisSettings.Mode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    private TestConfig config;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
    }

    private Reading<RedisSettings> redis(String members) {
        return config.read("{\"redis\": {" + members + "}}", BlockName.REDIS, RedisSettings::read);
    }

    @Test
    void hasDefaults() {
        assertThat(sound(redis("")).uris()).containsExactly("redis://127.0.0.1:6379");
        assertThat(sound(redis("")).mode()).isEqualTo(Mode.STANDALONE);
        assertThat(sound(redis("")).timeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(sound(redis("")).password().get().isEmpty()).isTrue();
        assertThat(sound(redis("")).ca()).isNull();
    }

    @Test
    void takesLogInsAndACertificateAuthority() {
        config.file("ca.pem", "");
        RedisSettings settings = sound(config.with("PW", "hunter2").read("""
                        {"redis": {"uri": "rediss://h:1", "username": "u", "password": "${PW}",
                          "sentinel-password": "s", "ca": "ca.pem", "timeout": "1s"}}
                        """, BlockName.REDIS, RedisSettings::read));
        assertThat(settings.username().get()).isEqualTo("u");
        assertThat(settings.password().get()).isEqualTo(Secret.of("hunter2"));
        assertThat(settings.sentinelPassword().get()).isEqualTo(Secret.of("s"));
        assertThat(settings.ca()).hasFileName("ca.pem");
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"username\": \"u\"",
                "\"username\": \"u\", \"password\": \"\"",
                "\"username\": \"u\", \"uri\": [\"redis://:pw@a:1\", \"redis://b:2\"]",
            })
    void aUserWithoutAPasswordIsAProblem(String members) {
        assertThat(problems(redis(members))).containsExactly("cti.json:1: redis.username: needs a password");
    }

    @Test
    void aUserMayHaveThePasswordOfTheUri() {
        String user = "\"username\": \"u\", \"uri\": ";
        assertThat(sound(redis(user + "\"redis://:pw@h\"")).username().get()).isEqualTo("u");
        assertThat(sound(redis(user + "[\"redis://:pw@a:1\", \"redis://:pw@b:2\"]"))
                        .username()
                        .get())
                .isEqualTo("u");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis://h | STANDALONE",
                "rediss://user:pw@h:6380/2 | STANDALONE",
                "redis-sentinel://h1:26379,h2:26379#master | SENTINEL",
                "rediss-sentinel://pw@h1,h2:3#master | SENTINEL",
                "redis://[::1]:6379 | STANDALONE",
                "redis-sentinel://[::1]:26379#master | SENTINEL",
            })
    void takesTheSchemesOfOneUri(String uri, Mode mode) {
        RedisSettings settings = sound(redis("\"uri\": \"" + uri + "\""));
        assertThat(settings.uris()).containsExactly(uri);
        assertThat(settings.mode()).isEqualTo(mode);
    }

    @Test
    void aListIsAClusterEvenOfOne() {
        assertThat(sound(redis("\"uri\": [\"redis://a:1\", \"redis://b:2\"]")).mode())
                .isEqualTo(Mode.CLUSTER);
        assertThat(sound(redis("\"uri\": [\"redis://a:1\"]")).mode()).isEqualTo(Mode.CLUSTER);
    }

    @Test
    void aListTakesNodesOnly() {
        String list = "\"uri\": [\"redis://a\", \"redis-sentinel://b#m\", \"redis://c/1\", \"x\"]";
        assertThat(problems(redis(list)))
                .containsExactly(
                        "cti.json:1: redis.uri[1]: must be a redis:// or rediss:// uri: a list of uris is a Redis "
                                + "Cluster",
                        "cti.json:1: redis.uri[2]: must not name a database: a Redis Cluster has only one",
                        "cti.json:1: redis.uri[3]: must be a redis:// or rediss:// uri: a list of uris is a Redis "
                                + "Cluster");
        assertThat(problems(redis("\"uri\": []")))
                .containsExactly("cti.json:1: redis.uri: must name at least one node");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hunter2@h",
                "hunter2",
                "",
                "redis://",
                "redis://:hunter2@",
                "redis://hunter2@h:99999",
                "redis://hunter2@h ost",
                "redis-sentinel://hunter2@h:1",
                "redis-sentinel://#master",
                "redis-socket:///hunter2",
                "redis://h:hunter2"
            })
    void refusesOtherUrisWithoutShowingThem(String uri) {
        assertThat(problems(redis("\"uri\": \"" + uri + "\"")))
                .singleElement()
                .asString()
                .startsWith("cti.json:1: redis.uri: must ")
                .doesNotContain("hunter2");
    }

    @Test
    void refusesOtherTypesOfUri() {
        assertThat(problems(redis("\"uri\": 6379")))
                .containsExactly("cti.json:1: redis.uri: must be a string, is a number");
        assertThat(problems(redis("\"uri\": [\"redis://a\", 6379]")))
                .containsExactly("cti.json:1: redis.uri[1]: must be a string, is a number");
    }

    @Test
    void unsetVariableInAUriIsOneProblem() {
        assertThat(problems(redis("\"uri\": \"redis://:${NONE}@h\"")))
                .containsExactly("cti.json:1: redis.uri: environment variable NONE is not set");
    }

    @Test
    void certificateAuthorityNeedsTls() {
        config.file("ca.pem", "");
        assertThat(problems(redis("\"ca\": \"ca.pem\"")))
                .containsExactly("cti.json:1: redis.ca: needs a uri with TLS: rediss:// or rediss-sentinel://");
        assertThat(problems(redis("\"uri\": \"rediss://h\", \"ca\": \"none.pem\"")))
                .containsExactly("cti.json:1: redis.ca: no such file: \"none.pem\"");
    }

    @Test
    void timeoutHasBounds() {
        assertThat(problems(redis("\"timeout\": \"0ms\""))).hasSize(1);
        assertThat(problems(redis("\"timeout\": \"61s\""))).hasSize(1);
    }

    @Test
    void printsNoCredentials() {
        RedisSettings settings = sound(redis("""
                "uri": ["redis://user:hunter2@a:1", "redis://hunter2@b"], "password": "hunter2",
                "sentinel-password": "hunter2"
                """));
        assertThat(settings.toString()).doesNotContain("hunter2").contains("redis://***@a:1", "redis://***@b");
        assertThat(settings.uris().get(0)).contains("hunter2");
    }
}
