package dev.switchbook.common.redis;

import static dev.switchbook.common.redis.Links.eventually;
import static dev.switchbook.common.redis.Links.get;
import static dev.switchbook.common.redis.Links.tls;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.TestCertificates;
import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsIT {
    private final Links links = new Links();
    private final int port = TestPorts.free();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        links.close();
    }

    private TestRedis server(TestCertificates certificates) {
        return TestRedis.start(
                "--tls-port", String.valueOf(port),
                "--tls-cert-file", certificates.certificate().toString(),
                "--tls-key-file", certificates.privateKey().toString(),
                "--tls-auth-clients", "no");
    }

    private String uri() {
        return "rediss://127.0.0.1:" + port;
    }

    @Test
    void trustsTheGivenCa() throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        try (TestRedis server = server(certificates)) {
            Redis redis = links.connect(tls(certificates.certificate(), uri()));
            Recorded heard = new Recorded();
            KeyChanges changes = redis.watch(KeyChanges.Interest.in(List.of("cti_"), List.of()), List.of(heard));
            eventually().until(changes::trusted);

            server.call("SET", "cti_a", "x");

            eventually().until(() -> heard.changed.contains("cti_a"));
            assertThat(get(redis.async().ping())).isEqualTo("PONG");
            assertThat(redis.describe()).isEqualTo(uri());
        }
    }

    @Test
    void refusesAnotherCa() throws Exception {
        Path strangers = Files.createDirectory(directory.resolve("strangers"));
        try (TestRedis server = server(TestCertificates.in(directory))) {
            assertThat(server.isRunning()).isTrue();
            assertIsRefused(TestCertificates.in(strangers));
        }
    }

    @Test
    void refusesACertificateForAnotherHost() {
        TestCertificates certificates = TestCertificates.in(directory, "dns:redis.example");
        try (TestRedis server = server(certificates)) {
            assertThat(server.isRunning()).isTrue();
            assertIsRefused(certificates);
        }
    }

    private void assertIsRefused(TestCertificates trusted) {
        try (LogLines log = LogLines.of(Redis.class)) {
            Redis redis = links.open(tls(trusted.certificate(), uri()));

            eventually().until(() -> log.contains("cannot be reached: TLS: "));
            assertThat(redis.isUp()).isFalse();
        }
    }
}
