package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.testing.TestCertificates;
import dev.switchbook.common.testing.TestRedis;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
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
    void refusesOldTlsAndPlainText() {
        assertThatThrownBy(() -> connect(directory, null, "TLSv1.1").close()).isInstanceOf(Exception.class);
        try (RawHttp http = directory.connect()) {
            http.send(RawHttp.postRequest(form("121", "d.test")));
            assertThat(http.isEnded()).isTrue();
        }
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
