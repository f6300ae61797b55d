package dev.switchbook.common.ops;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.http.ConnectionLimits;
import dev.switchbook.common.ops.HealthCheck.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@SuppressWarnings("StringConcatToTextBlock") // lines on the wire end in CRLF, which a text block hides
class OpsServerIT {
    private final Health health = new Health();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Sinks.One<OpsResponse> slow = Sinks.one();
    private final Sinks.Empty<Void> slowAsked = Sinks.empty();
    private OpsServer server = bind(0);

    private OpsServer bind(int port) {
        Map<String, OpsRoute> routes = Map.of(
                "/explain", OpsServerIT::explain,
                "/broken", request -> Mono.error(new IllegalStateException("broken")),
                "/empty", request -> Mono.empty(),
                "/slow",
                        request -> {
                            slowAsked.tryEmitEmpty();
                            return slow.asMono();
                        });
        return OpsServer.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), health, registry, routes);
    }

    private static Mono<OpsResponse> explain(OpsRequest request) {
        if (request.authorization() == null) {
            return Mono.just(OpsResponse.text(401, "who?\n").with("WWW-Authenticate", "Basic realm=\"x\""));
        }
        return Mono.just(OpsResponse.json(200, "\"" + request.query().get("user") + "\""));
    }

    @BeforeEach
    void requireListening() {
        health.required("listener", State::ok);
    }

    @AfterEach
    void close() {
        slow.tryEmitEmpty();
        server.close(Duration.ofSeconds(5));
        registry.close();
    }

    @Test
    void livezIsAnsweredByteForByte() throws IOException {
        assertThat(exchange("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n"
                        + "connection: close\r\n\r\nalive\n");
    }

    @Test
    void readyzListsItsChecks() throws IOException {
        assertThat(get("/readyz")).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nready\nlistener: ok\n");
    }

    @Test
    void readyzTurnsTo503WhileDrainingAndStillAnswers() throws IOException {
        health.drain();

        assertThat(get("/readyz"))
                .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                .endsWith("\r\n\r\nnot ready: draining\nlistener: ok\n");
    }

    @Test
    void metricsArePrometheusText() throws IOException {
        Counter.builder("recorder.gaps").register(registry).increment();

        assertThat(get("/metrics"))
                .contains("\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n")
                .contains("\nrecorder_gaps_total 1.0\n");
    }

    @Test
    void headHasTheHeadOfGetAndNoBody() throws IOException {
        assertThat(exchange("HEAD /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n"
                        + "connection: close\r\n\r\n");
    }

    @Test
    void aConnectionServesOneRequestAfterTheOther() throws IOException {
        assertThat(exchange("HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 6\r\n"
                        + "connection: close\r\n\r\nalive\n");
    }

    @Test
    void otherPathsAreNotFound() throws IOException {
        assertThat(get("/livez/x")).startsWith("HTTP/1.1 404 Not Found\r\n").endsWith("\r\n\r\nnot found\n");
        assertThat(get("/")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void otherMethodsAreNotAllowed() throws IOException {
        assertThat(exchange("POST /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab"))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("\r\nallow: GET, HEAD\r\n");
    }

    @Test
    void aRouteSeesTheQueryAndTheCredentials() throws IOException {
        assertThat(exchange("GET /explain?user=a%26b&user=c HTTP/1.1\r\nHost: x\r\n"
                        + "Authorization: Basic eDp5\r\nConnection: close\r\n\r\n"))
                .contains("\r\ncontent-type: application/json\r\n")
                .endsWith("\r\n\r\n\"a&b\"");
    }

    @Test
    void aRouteMayAskForCredentials() throws IOException {
        assertThat(get("/explain?user=a"))
                .startsWith("HTTP/1.1 401 Unauthorized\r\n")
                .contains("\r\nWWW-Authenticate: Basic realm=\"x\"\r\n");
    }

    @Test
    void aBadEscapeIsABadRequest() throws IOException {
        assertThat(get("/explain?user=%zz")).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void aRouteThatFailsOrSaysNothingIsAnInternalError() throws IOException {
        assertThat(get("/broken")).startsWith("HTTP/1.1 500 ").doesNotContain("IllegalState");
        assertThat(get("/empty")).startsWith("HTTP/1.1 500 ");
    }

    @Test
    void largeHeadersAreRefused() throws IOException {
        assertThat(exchange("GET /livez HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(get("/" + "a".repeat(5000))).startsWith("HTTP/1.1 414 ");
    }

    @Test
    void connectionsBeyondTheBoundAreClosed() throws IOException {
        List<Socket> open = new ArrayList<>();
        try {
            for (int i = 0; i < OpsServer.MAX_CONNECTIONS; i++) {
                Socket socket = connect();
                open.add(socket);
                send(socket, "HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            try (Socket further = connect()) {
                assertThat(further.getInputStream().read()).isEqualTo(-1);
            }
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().ignoreExceptions().untilAsserted(() -> assertThat(get("/livez")).startsWith("HTTP/1.1 200 "));
    }

    @Test
    void clientsThatTakeNoAnswersDoNotKeepTheirPlaces() throws IOException {
        Counter.builder("padding").tag("text", "x".repeat(64 * 1024)).register(registry);
        Duration limit = Duration.ofSeconds(2);
        OpsServer small = OpsServer.bind(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                health,
                registry,
                Map.of(),
                new ConnectionLimits(64, limit, limit, limit));
        List<Socket> held = new ArrayList<>();
        try {
            String pipelined = "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(500);
            for (int i = 0; i < 64; i++) {
                Socket socket = connect(small);
                held.add(socket);
                send(socket, pipelined);
            }
            assertThat(endsAtOnce(small)).isTrue();
            await().atMost(Duration.ofSeconds(5)).ignoreExceptions().untilAsserted(() -> {
                for (Socket socket : held) {
                    sendMore(socket); // who goes on to send is no better
                }
                assertThat(exchange(small, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 ");
            });
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
            small.close(Duration.ofSeconds(5));
        }
    }

    private static boolean endsAtOnce(OpsServer server) throws IOException {
        try (Socket over = connect(server)) {
            return over.getInputStream().read() < 0;
        }
    }

    private static void sendMore(Socket socket) {
        try {
            send(socket, "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        } catch (IOException closed) {
            // as it should be
        }
    }

    @Test
    void answersPipelinedRequestsOfAClientThatHasClosedItsSendingSide() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n".repeat(3));
            socket.shutdownOutput();
            String answers = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(answers.split("alive\n", -1)).hasSize(4);
        }
    }

    @Test
    void takesATargetOfAbsoluteFormAndOneThatIsNoUri() throws IOException {
        assertThat(get("http://x:9101/livez")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/%zz|")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aTakenPortIsNamed() {
        int port = server.address().getPort();

        assertThatThrownBy(() -> bind(port))
                .isInstanceOf(OpsBindException.class)
                .hasMessageContaining("ops listener cannot bind")
                .hasMessageContaining(":" + port + ": ")
                .hasMessageContaining("Address already in use");
    }

    @Test
    void aBuiltInPathCannotBeReplaced() {
        Map<String, OpsRoute> routes = Map.of("/livez", request -> Mono.empty());

        assertThatThrownBy(() -> OpsServer.bind(server.address(), health, registry, routes))
                .hasMessage("/livez is built in");
    }

    @Test
    void anAnswerUnderWayIsSentBeforeClosing() throws Exception {
        Executor threads = task -> new Thread(task).start(); // the common pool may have one only
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return get("/slow");
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                },
                threads);
        slowAsked.asMono().block(Duration.ofSeconds(5));
        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(() -> server.close(Duration.ofSeconds(5)), threads);
        await().until(() -> refused(server.address()));
        slow.tryEmitValue(OpsResponse.text(200, "late\n"));

        assertThat(answer.get()).endsWith("\r\n\r\nlate\n");
        assertThat(closing).succeedsWithin(Duration.ofSeconds(5));
    }

    private static boolean refused(InetSocketAddress address) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return !socket.isConnected();
        } catch (IOException refused) {
            return true;
        }
    }

    private String get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private String exchange(String request) throws IOException {
        return exchange(server, request);
    }

    private static String exchange(OpsServer server, String request) throws IOException {
        try (Socket socket = connect(server)) {
            send(socket, request);
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), ISO_8859_1);
        }
    }

    private Socket connect() throws IOException {
        return connect(server);
    }

    private static Socket connect(OpsServer server) throws IOException {
        Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort());
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    }
}
