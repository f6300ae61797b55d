package dev.switchbook.directory.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Outcome;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;

/** Answers that do not arrive, on the bytes that do; each is counted once. */
class BrokenAnswersIT {

    private static final String LIST =
            "GET /directory?section=directory&purpose=network-list&domain=d.test HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final HttpLimits LIMITS = new HttpLimits(
            20, 16 * 1024, 256 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1));
    private static final byte[] PIECE = "<document>".getBytes(ISO_8859_1);

    private final LoopResources loops = LoopResources.create("test", 1, true);
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Sinks.Empty<Void> asked = Sinks.empty();
    private Mono<Answer> answer = Mono.never();
    private final DirectoryServer server = DirectoryServer.bind(
            new DirectoryServer.Parts(
                    new HostPort("127.0.0.1", 0), null, Credentials.of(List.of()), LIMITS, loops, registry),
            request -> {
                asked.tryEmitEmpty();
                return answer;
            });

    @AfterEach
    void close() {
        server.close(Duration.ofSeconds(5));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }

    @Test
    void aListThatBreaksHasNoEnd() throws IOException {
        answer = stream(Flux.concat(Flux.just(PIECE), Flux.error(new IllegalStateException("Redis is away"))));
        assertThat(ask(LIST)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\na\r\n<document>\r\n");
        assertCounted(Outcome.UNAVAILABLE);
    }

    @Test
    void aListThatBreaksAtItsBeginningIsRefused() throws IOException {
        answer = stream(Flux.error(new IllegalStateException("Redis is away")));
        assertThat(askAndClose()).startsWith("HTTP/1.1 503 ");
        assertCounted(Outcome.UNAVAILABLE);
    }

    @Test
    void aListThatDoesNotBeginInTimeIsRefused() throws IOException {
        answer = stream(Flux.never());
        assertThat(askAndClose()).startsWith("HTTP/1.1 503 ");
        assertCounted(Outcome.UNAVAILABLE);
    }

    @Test
    void aListThatDoesNotGoOnInTimeHasNoEnd() throws IOException {
        answer = stream(Flux.concat(Flux.just(PIECE), Flux.never()));
        assertThat(ask(LIST)).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\na\r\n<document>\r\n");
        assertCounted(Outcome.UNAVAILABLE);
    }

    @Test
    void aListThatIsNotFetchedInTimeIsBrokenOff() throws IOException {
        answer = stream(Flux.just(new byte[1 << 20]).repeat(64));
        try (Socket socket = connect()) {
            socket.getOutputStream().write(LIST.getBytes(ISO_8859_1));
            assertCounted(Outcome.UNAVAILABLE);
        }
    }

    @Test
    void aWholeListIsCountedAsWhatItIs() throws IOException {
        answer = stream(Flux.just(PIECE));
        assertThat(askAndClose()).endsWith("<document>\r\n0\r\n\r\n");
        assertCounted(Outcome.FOUND);
    }

    @Test
    void aListIsFetchedWholeByAClientThatHasClosedItsSendingSide() throws IOException {
        answer = stream(Flux.just(new byte[1 << 20]).repeat(15));
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(8_000);
            socket.getOutputStream().write(LIST.getBytes(ISO_8859_1));
            socket.shutdownOutput();
            String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(all.length()).isGreaterThan(16 << 20);
            assertThat(all).endsWith("\r\n0\r\n\r\n");
        }
        assertCounted(Outcome.FOUND);
    }

    @Test
    void aClientThatLeavesWhileItsAnswerIsAwaitedIsCounted() throws IOException {
        try (Socket socket = connect()) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(LIST.getBytes(ISO_8859_1));
            asked.asMono().block(Duration.ofSeconds(5));
        }
        assertCounted(Outcome.UNAVAILABLE);
    }

    @Test
    void clientsThatResetTheirConnectionsAmidAListDoNotFloodTheLog() throws IOException {
        answer = stream(Flux.just(new byte[1 << 20]).repeat(63));
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try {
            for (int i = 0; i < 300; i++) {
                try (Socket socket = connect()) {
                    socket.setSoLinger(true, 0);
                    socket.getOutputStream().write(LIST.getBytes(ISO_8859_1));
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
            }
            await().atMost(Duration.ofSeconds(8))
                    .untilAsserted(
                            () -> assertThat(counted(Outcome.UNAVAILABLE)).isEqualTo(300));
        } finally {
            root.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aFaultOfTheProgramIsAnInternalError() throws IOException {
        answer = Mono.error(new IllegalStateException("a fault for the log"));
        assertThat(ask(LIST)).startsWith("HTTP/1.1 500 ").doesNotContain("a fault");
        assertCounted(Outcome.UNAVAILABLE);
    }

    private static Mono<Answer> stream(Flux<byte[]> pieces) {
        return Mono.just(new Answer.Stream(Outcome.FOUND, pieces));
    }

    private void assertCounted(Outcome outcome) {
        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            assertThat(counted(outcome)).isEqualTo(1);
            assertThat(registry.get("directory.requests").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(1);
        });
    }

    private long counted(Outcome outcome) {
        return registry.get("directory.requests")
                .tag("kind", "network_list")
                .tag("outcome", outcome.label())
                .timer()
                .count();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(8_000);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server.address().getPort()));
        return socket;
    }

    private String askAndClose() throws IOException {
        return ask(LIST.replace("Host: x", "Host: x\r\nConnection: close"));
    }

    /** All that comes until the connection ends. */
    private String ask(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
