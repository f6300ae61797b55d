package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.form;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.MountedSecret;
import dev.switchbook.common.testing.TestCertificates;
import dev.switchbook.common.testing.TestRedis;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the listener, with and without client certificates. */
class TlsIT {

    @TempDir
    private static Path files;

    private static TestRedis redis;
    private static TestCertificates server;
    private static TestCertificates client;
    private static TestCertificates stranger;
    private static RunningDirectory directory;
    private static RunningDirectory mutual;

    @BeforeAll
    static void start() throws IOException {
        redis = TestRedis.start();
        redis.call("HSET", "cti_exten@d.test", "121", "{\"param\":{\"password\":\"pw\"}}");
        server = TestCertificates.in(Files.createDirectory(files.resolve("server")));
        client = TestCertificates.in(Files.createDirectory(files.resolve("client")));
        stranger = TestCertificates.in(Files.createDirectory(files.resolve("stranger")));
        directory = RunningDirectory.on(redis, tls(""));
        mutual = RunningDirectory.on(redis, tls(", \"client-ca\": \"" + client.certificate() + "\""));
    }

    private static String tls(String more) {
        return "\"tls\": {\"certificate\": \"" + server.certificate() + "\", \"private-key\": \"" + server.privateKey()
                + "\"" + more + "}";
    }

    @AfterAll
    static void stop() {
        directory.close();
        mutual.close();
        redis.close();
    }

    private static RawHttp connect(RunningDirectory to, @Nullable TestCertificates own, String... protocols) {
        try {
            SslContextBuilder builder = SslContextBuilder.forClient()
                    .trustManager(server.certificate().toFile());
            if (own != null) {
                builder.keyManager(own.certificate().toFile(), own.privateKey().toFile());
            }
            SSLContext context = ((JdkSslContext) builder.clientAuth(ClientAuth.NONE)
                            .sslProvider(io.netty.handler.ssl.SslProvider.JDK)
                            .build())
                    .context();
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", to.port());
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.startHandshake();
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void answersOverTls(String protocol) {
        try (RawHttp http = connect(directory, null, protocol)) {
            assertThat(http.post(form("121", "d.test")).text()).contains("<user id=\"121\">");
            assertThat(http.post(form("121", "d.test")).text()).contains("<user id=\"121\">");
        }
    }

    @Test
    void refusesPlainText() {
        try (RawHttp http = directory.connect()) {
            http.send(RawHttp.postRequest(form("121", "d.test")));
            assertThat(http.isEnded()).isTrue();
        }
    }

    /** As cert-manager renews: one swap of the mounted secret. */
    @Test
    void aRenewedCertificateAndAChangedPasswordCountForNewConnectionsAndOldOnesGoOn(@TempDir Path mount)
            throws IOException {
        MountedSecret mounted = new MountedSecret(mount);
        Map<String, String> old = pem(server, "one");
        mounted.swap(old);
        String members = "\"tls\": {\"certificate\": \"" + mounted.file("tls.crt") + "\", \"private-key\": \""
                + mounted.file("tls.key") + "\"}, \"credentials\": [{\"username\": \"fs\", \"password\": \"${file:"
                + mounted.file("password") + "}\"}]";
        try (RunningDirectory renewing = RunningDirectory.on(redis, members);
                RawHttp kept = connect(renewing, null)) {
            assertThat(kept.post(form("121", "d.test"), basic("one")).status()).isEqualTo(200);
            double before = renewing.metric("tls_certificate_not_after_seconds");

            Map<String, String> renewed = pem(stranger, "two");
            renewed.put("tls.key", old.get("tls.key"));
            mounted.swap(renewed);
            renewing.lookAtFiles();
            connect(renewing, null).close();
            assertThat(renewing.metric("config_last_reload_successful{what=\"directory_tls\"}"))
                    .isZero();
            assertThat(renewing.metric("tls_certificate_not_after_seconds")).isEqualTo(before);

            mounted.swap(pem(stranger, "two"));
            renewing.lookAtFiles();
            assertThatThrownBy(() -> connect(renewing, null).close())
                    .as("the old certificate alone is trusted")
                    .hasCauseInstanceOf(SSLHandshakeException.class);
            assertThat(kept.post(form("121", "d.test"), basic("two")).status()).isEqualTo(200);
            assertThat(kept.post(form("121", "d.test"), basic("one")).status()).isEqualTo(401);
            assertThat(renewing.metric("config_reloads_total{outcome=\"ok\",what=\"directory_tls\"}"))
                    .isEqualTo(1);
            assertThat(renewing.metric("config_reloads_total{outcome=\"ok\",what=\"directory_credentials\"}"))
                    .isEqualTo(1);
            assertThat(renewing.metric("config_last_reload_successful{what=\"directory_tls\"}"))
                    .isEqualTo(1);
        }
    }

    private static Map<String, String> pem(TestCertificates own, String password) throws IOException {
        return new HashMap<>(Map.of(
                "tls.crt", Files.readString(own.certificate()),
                "tls.key", Files.readString(own.privateKey()),
                "password", password));
    }

    private static String basic(String password) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(("fs:" + password).getBytes(UTF_8));
    }

    @Test
    void asksForAClientCertificateOfTheNamedAuthority() {
        try (RawHttp http = connect(mutual, client)) {
            assertThat(http.post(form("121", "d.test")).status()).isEqualTo(200);
        }
        for (TestCertificates own : new TestCertificates[] {null, stranger}) {
            assertThatThrownBy(() -> {
                        try (RawHttp http = connect(mutual, own)) {
                            http.post(form("121", "d.test"));
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class);
        }
    }
}
