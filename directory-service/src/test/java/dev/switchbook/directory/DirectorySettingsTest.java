package dev.switchbook.directory;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Secret;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.config.TlsSettings;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.TestCertificates;
import dev.switchbook.directory.DirectorySettings.Cache;
import dev.switchbook.directory.http.Credentials.Credential;
import dev.switchbook.directory.lookup.Emit;
import dev.switchbook.directory.lookup.UnknownDomain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectorySettingsTest {
    private static final String OPEN = "cti.json:1: directory.listen: is not a loopback address: "
            + "needs credentials or tls.client-ca, or allow-open";

    private TestConfig config;
    private Path directory;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        this.directory = directory;
        config = new TestConfig(directory);
    }

    private Reading<DirectorySettings> directory(String members) {
        return config.read("{\"directory\": {" + members + "}}", BlockName.DIRECTORY, DirectorySettings::read);
    }

    private static String example() throws IOException {
        try (InputStream in = requireNonNull(DirectorySettingsTest.class.getResourceAsStream("example.jsonc"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private record All(RedisSettings redis, DirectorySettings directory) {}

    private Reading<All> readExample() throws IOException {
        return config.read(
                example(),
                Set.of(BlockName.REDIS, BlockName.DIRECTORY),
                all -> new All(
                        RedisSettings.read(all.block(BlockName.REDIS)),
                        DirectorySettings.read(all.block(BlockName.DIRECTORY))));
    }

    @Test
    void fullExampleHasNoProblemWithoutTheRecordersVariables() throws IOException {
        config.with("DIRECTORY_PASSWORD", "hunter2");
        DirectorySettings settings = sound(readExample()).directory();
        assertThat(settings)
                .isEqualTo(new DirectorySettings(
                        new HostPort("127.0.0.1", 8080),
                        List.of(new Credential("freeswitch", Secret.of("hunter2"))),
                        TlsSettings.OFF,
                        false,
                        UnknownDomain.NOT_FOUND,
                        Emit.PASSWORD,
                        new Cache(100_663_296, Duration.ofMillis(50), Duration.ofHours(1)),
                        new HostPort("127.0.0.1", 9101)));
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void fullExampleWithoutItsOwnVariableHasOneProblem() throws IOException {
        assertThat(problems(readExample()))
                .containsExactly("cti.json:9: directory.credentials[0].password: environment variable "
                        + "DIRECTORY_PASSWORD is not set");
    }

    @Test
    void defaultsAreThoseOfTheExample() throws IOException {
        config.with("DIRECTORY_PASSWORD", "hunter2");
        DirectorySettings written = sound(readExample()).directory();
        DirectorySettings defaults = sound(directory(""));
        assertThat(defaults)
                .usingRecursiveComparison()
                .ignoringFields("credentials")
                .isEqualTo(written);
        assertThat(defaults.credentials()).isEmpty();
    }

    @Test
    void takesTheOtherChoices() {
        DirectorySettings settings = sound(directory("""
                "unknown-domain": "deny", "emit": "a1-hash", "cache": {"max-bytes": 0, "serve-stale": "0s"}
                """));
        assertThat(settings.unknownDomain()).isEqualTo(UnknownDomain.DENY);
        assertThat(settings.emit()).isEqualTo(Emit.A1_HASH);
        assertThat(settings.cache()).isEqualTo(new Cache(0, Duration.ofMillis(50), Duration.ZERO));
    }

    @Test
    void credentialsNeedANameAndAPassword() {
        String json = """
                "credentials": [
                  {"username": "", "password": "hunter2"},
                  {"username": "a", "password": "${EMPTY:}"},
                  {"username": "b:hunter2", "password": "hunter2"},
                  {"username": "c", "pasword": "hunter2"}
                ]""";
        assertThat(problems(directory(json)))
                .containsExactly(
                        "cti.json:2: directory.credentials[0].username: must be a non-empty string, is \"\"",
                        "cti.json:3: directory.credentials[1].password: must be a non-empty string",
                        "cti.json:4: directory.credentials[2].username: must not hold a colon: HTTP basic "
                                + "authentication cannot carry it",
                        "cti.json:5: directory.credentials[3].password: is missing; must be a non-empty string",
                        "cti.json:5: directory.credentials[3].pasword: unknown key, did you mean \"password\"?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8080", "[::]:8080", "example.org:8080", "192.0.2.1:0"})
    void openListenerOffLoopbackIsRefused(String listen) {
        assertThat(problems(directory("\"listen\": \"" + listen + "\""))).containsExactly(OPEN);
    }

    @Test
    void listenerOffLoopbackNeedsCredentialsOrClientCaOrLeave() {
        TestCertificates.in(directory);
        String listen = "\"listen\": \"0.0.0.0:8080\", ";
        assertThat(sound(directory(listen + "\"allow-open\": true")).allowOpen())
                .isTrue();
        assertThat(sound(directory(listen + "\"credentials\": [{\"username\": \"u\", \"password\": \"p\"}]"))
                        .credentials())
                .hasSize(1);
        String tls = "\"tls\": {\"certificate\": \"certificate.pem\", \"private-key\": \"key.pem\"";
        assertThat(sound(directory(listen + tls + ", \"client-ca\": \"certificate.pem\"}"))
                        .tls()
                        .clientCa())
                .exists();
        assertThat(problems(directory(listen + tls + "}"))).containsExactly(OPEN);
    }

    @Test
    void filesOfTlsAreWhatTheyShouldBe() {
        Path own = TestCertificates.in(directory).certificate();
        config.file("none.pem", "no certificate, but secret");
        assertThat(problems(directory(tls("none.pem", "key.pem"))))
                .containsExactly("cti.json:1: directory.tls: " + directory.resolve("none.pem")
                        + " holds no certificate in PEM form, or a broken one");
        assertThat(problems(directory(tls("certificate.pem", "none.pem"))))
                .singleElement()
                .asString()
                .startsWith("cti.json:1: directory.tls: " + directory.resolve("none.pem") + " holds no private key")
                .doesNotContain("secret");
        assertThat(problems(directory(tls("certificate.pem", "key.pem\", \"client-ca\": \"none.pem"))))
                .singleElement()
                .asString()
                .contains("none.pem holds no certificate");
        assertThat(sound(directory(tls("certificate.pem", "key.pem"))).tls().certificate())
                .isEqualTo(own);
    }

    private static String tls(String certificate, String privateKey) {
        return "\"tls\": {\"certificate\": \"" + certificate + "\", \"private-key\": \"" + privateKey + "\"}";
    }

    @Test
    void openListenerOnLoopbackIsFine() {
        assertThat(sound(directory("\"listen\": \"[::1]:8080\"")).listen().isLoopback())
                .isTrue();
    }

    @Test
    void aFaultInTheCredentialsIsNotAlsoAnOpenListener() {
        assertThat(problems(directory("\"listen\": \"0.0.0.0:8080\", \"credentials\": \"u:hunter2\"")))
                .containsExactly("cti.json:1: directory.credentials: must be a list, is a string");
    }

    @Test
    void bothListenersCannotHaveOnePort() {
        assertThat(problems(directory("\"listen\": \"127.0.0.1:9101\"")))
                .containsExactly("cti.json:1: directory.ops: must have another port than listen");
        assertThat(sound(directory("\"listen\": \"127.0.0.1:0\", \"ops\": \"127.0.0.1:0\""))
                        .ops()
                        .port())
                .isZero();
    }

    @Test
    void severalProblemsComeAtOnce() {
        String json = """
                "listen": "8080",
                "allow-open": "yes",
                "unknown-domian": "deny",
                "emit": "a1",
                "cache": {"max-bytes": "lots", "max-staleness": "0ms", "server-stale": "1h"}""";
        assertThat(problems(directory(json)))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("cti.json:1: directory.listen: must be host:port"),
                        line -> assertThat(line).startsWith("cti.json:2: directory.allow-open: must be true or false"),
                        line -> assertThat(line).endsWith("unknown key, did you mean \"unknown-domain\"?"),
                        line -> assertThat(line).endsWith("must be \"password\" or \"a1-hash\", is \"a1\""),
                        line -> assertThat(line).startsWith("cti.json:5: directory.cache.max-bytes: must be a size"),
                        line -> assertThat(line).startsWith("cti.json:5: directory.cache.max-staleness: must be a"),
                        line -> assertThat(line).endsWith("unknown key, did you mean \"serve-stale\"?"));
    }
}
