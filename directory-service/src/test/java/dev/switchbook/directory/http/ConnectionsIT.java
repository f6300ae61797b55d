package dev.switchbook.directory.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.TlsSettings;
import dev.switchbook.common.testing.TestCertificates;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.xml.Xml;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;

/** Connections of the listener: who ends them, and when. */
class ConnectionsIT {

    private static final String GET = "GET /directory?section=directory&key=id&user=1&domain=d HTTP/1.1\r\n\r\n";
    private static final HttpLimits LIMITS = new HttpLimits(
            100, 16 * 1024, 256 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(5));
    private static final Answer ANSWER = new Answer.Document(Outcome.FOUND, Xml.of("<document/>".getBytes(ISO_8859_1)));
    private static final String BODY = "\r\n\r\n<document/>";

    private final LoopResources loops = LoopResources.create("test", 1, true);
    private Mono<Answer> answer = Mono.just(ANSWER);
    private DirectoryServer server = bind(null);

    private DirectoryServer bind(@Nullable ServerTls tls) {
        return bind(tls, LIMITS);
    }

    private DirectoryServer bind(@Nullable ServerTls tls, HttpLimits limits) {
        return DirectoryServer.bind(
                new DirectoryServer.Parts(
                        new HostPort("127.0.0.1", 0),
                        tls,
                        Credentials.of(List.of()),
                        limits,
                        loops,
                        new SimpleMeterRegistry()),
                request -> answer);
    }

    @AfterEach
    void close() {
        server.close(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(8_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    /** One answer, and nothing behind it. */
    private static String answer(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        while (!all.toString().endsWith(BODY)) {
            int next = socket.getInputStream().read();
            assertThat(next).as("behind %s", all).isNotNegative();
            all.append((char) next);
        }
        return all.toString();
    }

    /** As FreeSWITCH asks; whether the server hung up first. */
    private boolean askOnce() throws IOException {
        try (Socket socket = connect()) {
            send(socket, GET);
            boolean last = answer(socket).contains("connection: close");
            if (last) {
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            return last;
        }
    }

    @Test
    void aClientThatAlwaysHangsUpBehindOneAnswerIsSparedThat() throws IOException {
        for (int i = 0; i < OneShotClients.ENOUGH; i++) {
            assertThat(askOnce()).isFalse();
        }
        int spared = 0;
        for (int i = 0; i < 10_000 && spared < 2; i++) { // a slow machine may have to begin anew
            spared += askOnce() ? 1 : 0;
        }
        assertThat(spared).isEqualTo(2);
        goOnUntilAConnectionLives();
        assertThat(askOnce()).isFalse();
    }

    @Test
    void whoAsksFarAheadOfReadingGetsEveryAnswerInTheEnd() throws IOException {
        int asked = 300;
        int length = 200_000;
        answer = Mono.just(new Answer.Document(Outcome.FOUND, Xml.of(new byte[length])));
        try (Socket socket = connect()) {
            send(socket, GET.repeat(asked) + "GET /end HTTP/1.1\r\nConnection: close\r\n\r\n");
            long got = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(got).isBetween((long) asked * length, (long) asked * (length + 200));
        }
    }

    /** A line of 20 KB comes whole in one read, so it needs none of the room that others have filled. */
    @Test
    void whatComesInOnePieceIsAnsweredWhenHalvesFillTheirRoom() throws IOException {
        server.close(Duration.ofSeconds(5));
        server = bind(null, HttpLimits.DEFAULT);
        String half = "GET /directory?" + "x".repeat(HttpLimits.LINE_BYTES - 1024);
        List<Socket> others = new ArrayList<>();
        try {
            boolean full = false;
            while (!full) {
                assertThat(others.size()).isLessThan(400);
                Socket other = connect();
                others.add(other);
                send(other, half);
                full = others.size() > 255 && isClosed(other);
                if (full && half.length() > 1024) { // what room that one left is filled with smaller ones
                    half = half.substring(0, 1024);
                    full = false;
                }
            }
            assertThat(others).hasSizeGreaterThan(64);
            try (Socket socket = connect()) {
                send(socket, GET.replace("?", "?" + "x".repeat(20_000) + "&"));
                assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            for (Socket other : others) {
                other.close();
            }
        }
    }

    private static boolean isClosed(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** A client that would go on, and asks again on each connection that it is left. */
    private void goOnUntilAConnectionLives() throws IOException {
        for (int i = 0; i < OneShotClients.PROBE_EVERY; i++) {
            try (Socket socket = connect()) {
                send(socket, GET);
                if (!answer(socket).contains("connection: close")) {
                    send(socket, GET);
                    assertThat(answer(socket)).doesNotContain("connection: close");
                    return;
                }
            }
        }
        throw new AssertionError("none lives");
    }

    @Test
    void aBodyThatIsRefusedMayBeSentToItsEnd() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "POST /directory HTTP/1.1\r\nContent-Length: 8000000\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                send(socket, "x".repeat(1_000_000));
            }
            String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(all).startsWith("HTTP/1.1 413 ").endsWith("body too large\n");
        }
    }

    @Test
    void whoSendsOnBehindARefusalIsCutOffInTheEnd() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "POST /directory HTTP/1.1\r\nContent-Length: 80000000\r\n\r\n");
            await().atMost(Duration.ofSeconds(12))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        try {
                            send(socket, "x");
                            return false;
                        } catch (IOException e) {
                            return true;
                        }
                    });
        }
    }

    @Test
    void aListenerThatEndsClosesWhoAsksNothingAndAnswersTheRest()
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        Sinks.One<Answer> awaited = Sinks.one();
        try (Socket idle = connect();
                Socket busy = connect();
                Socket half = connect()) {
            send(half, "GET /dir");
            send(idle, GET);
            answer(idle);
            Sinks.Empty<Void> asked = Sinks.empty();
            answer = awaited.asMono().doOnSubscribe(subscription -> asked.tryEmitEmpty());
            send(busy, GET);
            asked.asMono().block(Duration.ofSeconds(5));

            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> server.close(Duration.ofSeconds(5)));
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
            assertThat(closed).isNotDone();
            assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
            awaited.tryEmitValue(ANSWER);

            assertThat(answer(busy)).contains("connection: close");
            assertThat(busy.getInputStream().read()).isEqualTo(-1);
            closed.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void aListenerThatEndsSaysWhenAnswersAreStillUnderWay() throws IOException {
        Sinks.Empty<Void> asked = Sinks.empty();
        answer = Mono.<Answer>never().doOnSubscribe(subscription -> asked.tryEmitEmpty());
        try (Socket busy = connect()) {
            busy.setSoLinger(true, 0); // one that only stops sending would still be owed its answer
            send(busy, GET);
            asked.asMono().block(Duration.ofSeconds(5));
            assertThatThrownBy(() -> server.close(Duration.ofMillis(200))).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "JDK, TLSv1.3", "OPENSSL_REFCNT, TLSv1.2", "OPENSSL_REFCNT, TLSv1.3"})
    void speaksTlsByEitherLibrary(SslProvider provider, String protocol, @TempDir Path files) throws IOException {
        TestCertificates own = TestCertificates.in(files);
        server.close(Duration.ofSeconds(1));
        server = bind(ServerTls.of(new TlsSettings(own.certificate(), own.privateKey(), own.certificate()), provider));
        JdkSslContext client = (JdkSslContext) SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(own.certificate().toFile())
                .keyManager(own.certificate().toFile(), own.privateKey().toFile())
                .build();
        for (int i = 0; i < 3; i++) {
            try (SSLSocket socket = (SSLSocket) client.context()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", server.address().getPort())) {
                socket.setSoTimeout(8_000);
                socket.setEnabledProtocols(new String[] {protocol});
                send(socket, GET);
                assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
                send(socket, GET.replace("1.1\r\n", "1.1\r\nConnection: close\r\n"));
                String last = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
                assertThat(last).contains("connection: close").endsWith(BODY);
                assertThat(Objects.requireNonNull(socket.getSession()).getProtocol())
                        .isEqualTo(protocol);
            }
        }
    }
}
