package dev.switchbook.directory.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.Secret;
import dev.switchbook.directory.lookup.Answer;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.xml.Xml;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.publisher.TestPublisher;

/** A connection on its bytes. The directory names the user that it was asked for. */
class DirectoryConnectionTest {

    private static final HttpLimits LIMITS =
            new HttpLimits(2, 1024, 4096, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(15));
    private static final String TEXT = "content-type: text/plain; charset=utf-8\r\n";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Queue<Mono<Answer>> answers = new ArrayDeque<>();
    private Site site = site(List.of());
    private EmbeddedChannel channel = connect();

    private Site site(List<Credentials.Credential> credentials) {
        return Site.of(this::answer, Credentials.of(credentials), new RequestMetrics(registry), LIMITS, null);
    }

    private EmbeddedChannel connect() {
        EmbeddedChannel made = new EmbeddedChannel();
        DirectoryConnection.equip(made, site);
        return made;
    }

    private Mono<Answer> answer(DirectoryRequest request) {
        Mono<Answer> next = answers.poll();
        if (next != null) {
            return next;
        }
        String user = request instanceof DirectoryRequest.User one ? one.user() : "nobody";
        return Mono.just(document(user));
    }

    private static Answer document(String text) {
        return new Answer.Document(Outcome.FOUND, Xml.of(text.getBytes(ISO_8859_1)));
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    private static String form(String user) {
        return "section=directory&key=id&domain=d.test&user=" + user;
    }

    private static String post(String user, String... headers) {
        String form = form(user);
        StringBuilder request = new StringBuilder("POST /directory HTTP/1.1\r\nHost: x\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request + "Content-Length: " + form.length() + "\r\n\r\n" + form;
    }

    private static String get(String user) {
        return "GET /directory?" + form(user) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String ok(String body) {
        return ok(body, "");
    }

    private static String ok(String body, String header) {
        return "HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ncontent-length: " + body.length() + "\r\n"
                + header + "\r\n" + body;
    }

    private void send(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
    }

    /** All that was sent since the last call. */
    private String sent() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            all.append(bytes.toString(ISO_8859_1));
            bytes.release();
        }
        return all.toString();
    }

    private long counted(String kind, Outcome outcome) {
        return registry.get("directory.requests")
                .tag("kind", kind)
                .tag("outcome", outcome.label())
                .timer()
                .count();
    }

    private long counted() {
        return registry.get("directory.requests").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private void assertEnded() {
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void answersRequestsThatAreSplitAnywhere() {
        String requests = post("121") + get("122") + chunked("123");
        String expected = ok("121") + ok("122") + ok("123");
        for (int split = 1; split < requests.length(); split++) {
            send(requests.substring(0, split));
            send(requests.substring(split));
            assertThat(sent()).as("split at %s", split).isEqualTo(expected);
        }
        for (int i = 0; i < requests.length(); i++) {
            send(requests.substring(i, i + 1));
        }
        assertThat(sent()).isEqualTo(expected);
        assertThat(counted("user", Outcome.FOUND))
                .isEqualTo(3L * requests.length())
                .isEqualTo(counted());
    }

    private static String chunked(String user) {
        String form = form(user);
        return "POST /directory HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n" + form.substring(0, 3) + "\r\n"
                + Integer.toHexString(form.length() - 3) + ";ext=1\r\n" + form.substring(3) + "\r\n0\r\nX: y\r\n\r\n";
    }

    @Test
    void aDocumentOfAnyLengthHasItsLength() {
        for (int length : new int[] {0, 1, 9, 10, 99, 100, 1000, 65_536, 1_234_567}) {
            String body = "x".repeat(length);
            answers.add(Mono.just(document(body)));
            send(post("121"));
            assertThat(sent()).isEqualTo(ok(body));
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrderWhicheverAnswerIsThereFirst() {
        Sinks.One<Answer> first = Sinks.one();
        Sinks.One<Answer> third = Sinks.one();
        answers.addAll(List.of(first.asMono(), Mono.just(document("second")), third.asMono()));

        send(post("1") + post("2") + post("3") + post("4").substring(0, 20));
        assertThat(sent()).isEmpty();
        third.tryEmitValue(document("third"));
        assertThat(sent()).isEmpty();
        first.tryEmitValue(document("first"));

        assertThat(sent()).isEqualTo(ok("first") + ok("second") + ok("third"));
        send(post("4").substring(20));
        assertThat(sent()).isEqualTo(ok("4"));
    }

    @Test
    void noMoreIsReadThanOnePieceWhileAnAnswerIsAwaited() {
        Sinks.One<Answer> first = Sinks.one();
        answers.add(first.asMono());
        send(post("1"));
        assertThat(channel.config().isAutoRead()).isTrue();

        send(post("2").repeat(20));
        assertThat(channel.config().isAutoRead()).isFalse();

        first.tryEmitValue(document("first"));
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(sent()).isEqualTo(ok("first") + ok("2").repeat(20));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoAsksOnButTakesNoAnswersIsGivenNoMoreOfThem(boolean ends) {
        takes(false);
        send(get("121") + get("122") + get("123"));
        if (ends) {
            channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        assertThat(sent()).isEqualTo(ok("121"));
        takes(true);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo(ok("122") + ok("123"));
        assertThat(channel.isOpen()).isNotEqualTo(ends);
    }

    @Test
    void whoIsRefusedAndTakesNoRefusalsIsGivenNoMoreOfThem() {
        String refused = "POST /x HTTP/1.1\r\nContent-Length: 1\r\n\r\nx";
        takes(false);
        send(refused + refused + get("121"));
        String one = sent();
        assertThat(one).containsOnlyOnce("404 Not Found");
        send(refused);
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(sent()).isEmpty();
        takes(true);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo(one + ok("121") + one);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void whatCameInWholeBeforeTheEndOfInputIsAnsweredAndThenTheConnectionEnds() {
        Sinks.One<Answer> first = Sinks.one();
        answers.add(first.asMono());
        send(post("1") + post("2") + post("3").substring(0, 80));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(channel.isOpen()).isTrue();

        first.tryEmitValue(document("first"));

        assertThat(sent()).isEqualTo(ok("first") + ok("2"));
        assertEnded();
        assertThat(counted()).isEqualTo(2);
    }

    @Test
    void anEndOfInputWithoutARequestEndsTheConnection() {
        send(post("1").substring(0, 30));
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertEnded();
        assertThat(counted()).isZero();
    }

    @Test
    void aClientThatLeavesIsCountedAndItsLookUpCancelled() {
        TestPublisher<Answer> asked = TestPublisher.create();
        answers.add(asked.mono());
        send(post("1") + post("2"));
        channel.close().syncUninterruptibly();
        asked.assertCancelled();
        assertThat(counted("user", Outcome.UNAVAILABLE)).isEqualTo(1).isEqualTo(counted());
    }

    @ParameterizedTest
    @CsvSource({
        "/, 404 Not Found, '', only /directory is here",
        "/directory/, 404 Not Found, '', only /directory is here",
        "/directory, 401 Unauthorized, 'WWW-Authenticate: Basic realm=\"switchbook\"\r\n', credentials needed"
    })
    void aRefusalThatNeedsNoBodyLeavesTheConnectionAsItIs(String path, String status, String header, String text) {
        reconnect(List.of(new Credentials.Credential("fs", Secret.of("pw"))));
        String right = "Authorization: Basic " + Base64.getEncoder().encodeToString("fs:pw".getBytes(ISO_8859_1));
        send(post("1").replace("/directory", path) + post("2", right));
        assertThat(sent())
                .isEqualTo("HTTP/1.1 " + status + "\r\n" + TEXT + "content-length: " + (text.length() + 1) + "\r\n"
                        + header + "\r\n" + text + "\n" + ok("2"));
        assertThat(counted("other", Outcome.REJECTED)).isEqualTo(1);
    }

    private void reconnect(List<Credentials.Credential> credentials) {
        channel.finishAndReleaseAll();
        site = site(credentials);
        channel = connect();
    }

    @Test
    void anAnswerToHeadHasNoBody() {
        send("HEAD /directory HTTP/1.1\r\n\r\n" + post("1"));
        assertThat(sent())
                .isEqualTo("HTTP/1.1 405 Method Not Allowed\r\n" + TEXT
                        + "content-length: 18\r\nAllow: GET, POST\r\n\r\n" + ok("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /directory HTTP/1.1\r\nContent-Length: 4097\r\n\r\n",
                "POST /directory HTTP/1.1\r\nContent-Length: 4097\r\nExpect: 100-continue\r\n\r\n"
            })
    void aBodyOverTheLimitIsNotRead(String request) {
        send(request);
        assertThat(sent())
                .isEqualTo("HTTP/1.1 413 Request Entity Too Large\r\n" + TEXT
                        + "content-length: 15\r\nconnection: close\r\n\r\nbody too large\n");
        assertThat(counted("other", Outcome.REJECTED)).isEqualTo(1).isEqualTo(counted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "GET"})
    void aChunkedBodyIsReadNoFurtherThanTheLimit(String method) {
        String chunk = "800\r\n" + "x".repeat(2048) + "\r\n";
        send(method + " /directory HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk + chunk);
        assertThat(sent()).isEmpty();
        send("1\r\nx\r\n0\r\n\r\n" + post("2"));
        assertThat(sent()).startsWith("HTTP/1.1 413 ").doesNotContain("200 OK");
        assertThat(counted()).isEqualTo(1);
    }

    @Test
    void aBodyOfAGetIsThrownAway() {
        send("GET /directory?" + form("1") + " HTTP/1.1\r\nContent-Length: "
                + form("2").length() + "\r\n\r\n" + form("2") + post("3"));
        assertThat(sent()).isEqualTo(ok("1") + ok("3"));
    }

    @Test
    void aClientThatWaitsForContinueIsToldToGoOn() {
        String request = post("1", "Expect: 100-continue");
        int body = request.indexOf("\r\n\r\n") + 4;
        send(request.substring(0, body));
        assertThat(sent()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
        send(request.substring(body) + post("2"));
        assertThat(sent()).isEqualTo(ok("1") + ok("2"));
    }

    @Test
    void aRefusedClientThatWaitsForContinueIsNotTakenToSendARequestNext() {
        send(post("1", "Expect: 100-continue").replace("/directory", "/x") + post("2"));
        assertThat(sent())
                .startsWith("HTTP/1.1 404 Not Found\r\n")
                .contains("connection: close\r\n")
                .endsWith("\r\n\r\nonly /directory is here\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n\r\n",
                "GET /directory HTTP/2.0\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "POST /directory HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /directory HTTP/1.1\r\nTransfer-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
                "POST /directory HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
                "POST /directory HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /directory HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "POST /directory HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\nab",
                "POST /directory HTTP/1.1\r\nContent-Length: +1\r\n\r\na",
                "POST /directory HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\na",
                "POST /directory HTTP/1.1\r\nContent-Length : 1\r\n\r\na",
                "POST /directory HTTP/1.1\nContent-Length: 1\n\na",
                "POST /directory HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST /directory HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
                "GET /directory HTTP/1.1\r\nA\0: b\r\n\r\n"
            })
    void whatIsNoRequestIsRefusedAndNothingBehindItIsRead(String bytes) {
        send(bytes + post("1"));
        assertThat(sent())
                .isEqualTo("HTTP/1.1 400 Bad Request\r\n" + TEXT
                        + "content-length: 18\r\nconnection: close\r\n\r\nno HTTP/1 request\n");
        assertThat(counted("other", Outcome.REJECTED)).isEqualTo(1).isEqualTo(counted());
    }

    @Test
    void aHeadInPartIsCountedUntilItIsWhole() {
        String request = post("1");
        int end = request.indexOf("\r\n\r\n") + 4;
        send(request.substring(0, 10));
        assertThat(site.heads().bytes()).isEqualTo(10);
        send(request.substring(10, end - 2));
        assertThat(site.heads().bytes()).isGreaterThan(end);
        send(request.substring(end - 2, end));
        assertThat(site.heads().bytes()).isZero();
        assertThat(site.bodies().bytes()).isZero();
        send(request.substring(end, end + 5));
        assertThat(site.bodies().bytes()).isPositive();
        send(request.substring(end + 5));
        assertThat(sent()).isEqualTo(ok("1"));
        assertThat(site.heads().bytes() + site.bodies().bytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", " ", "\0"})
    void whatIsSkippedBeforeARequestIsNotCountedAndNotSkippedForEver(String blank) {
        for (int i = 0; i < 20; i++) {
            send(blank.repeat(10) + get("121"));
            assertThat(sent()).isEqualTo(ok("121"));
        }
        for (int i = 0; channel.isOpen(); i++) {
            assertThat(i).isLessThan(40);
            send(blank);
            assertThat(site.heads().bytes()).isZero();
        }
        assertThat(sent()).isEmpty();
    }

    @Test
    void aHeadOfManyShortLinesDoesNotTakeMoreThanOneOfFew() {
        send("GET /directory HTTP/1.1\r\n");
        for (int i = 0; i < HttpLimits.HEADERS; i++) {
            send("a:b\r\n");
            assertThat(site.heads().bytes()).isBetween(100L * i, HttpLimits.HEADS_BYTES / 150);
        }
        send("\r\n");
        assertThat(sent()).startsWith("HTTP/1.1 200 ");
        assertThat(site.heads().bytes()).isZero();

        send("GET /directory HTTP/1.1\r\n" + "a:b\r\n".repeat(HttpLimits.HEADERS + 1) + "\r\n");
        assertThat(sent()).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aHeadOfShortLinesWithoutAnEndIsClosed() {
        site = Site.of(this::answer, Credentials.of(List.of()), new RequestMetrics(registry), HttpLimits.DEFAULT, null);
        channel = connect();
        send("GET /directory HTTP/1.1\r\n");
        for (int i = 0; channel.isOpen(); i++) {
            assertThat(i).isLessThan(500);
            send("a:b\r\n");
            assertThat(site.heads().bytes()).isLessThan(HttpLimits.HEADS_BYTES / 150);
        }
        assertThat(site.heads().bytes()).isZero();
    }

    @Test
    void whatIsThrownAwayIsNotCounted() {
        send("GET /directory HTTP/1.1\r\nHost: x\r\nX");
        assertThat(site.heads().bytes()).isPositive();
        channel.pipeline().get(RequestDecoder.class).discard(channel);
        assertThat(site.heads().bytes()).isZero();
        send(": y\r\nX");
        assertThat(site.heads().bytes()).isZero();
    }

    @Test
    void ofAReadNoMoreIsKeptThanIsHeld() {
        String request = post("1");
        for (int i = 0; i < request.length(); i++) {
            ByteBuf read = Unpooled.directBuffer(32 * 1024)
                    .writeBytes(request.substring(i, i + 1).getBytes(ISO_8859_1));
            channel.writeInbound(read);
            assertThat(read.refCnt()).isZero();
        }
        assertThat(sent()).isEqualTo(ok("1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /dir",
                "POST /directory HTTP/1.1\r\nHost: x\r\n",
                "POST /directory HTTP/1.1\r\nContent-Length: 9\r\n\r\nsect"
            })
    void whatIsHeldInPartIsLetGoWithTheConnection(String part) {
        send(part);
        assertThat(site.heads().bytes() + site.bodies().bytes()).isPositive();
        channel.close().syncUninterruptibly();
        channel.finishAndReleaseAll();
        assertThat(site.heads().bytes() + site.bodies().bytes()).isZero();
    }

    @Test
    void whenHalvesFillTheirRoomAnotherHalfIsClosedAndAWholeRequestIsAnswered() {
        site.heads().change((int) HttpLimits.HEADS_BYTES);
        send(post("1"));
        assertThat(sent()).isEqualTo(ok("1"));
        send("GET /dir");
        assertEnded();
    }

    @Test
    void whenBodiesFillTheirRoomAnotherInPiecesIsTold() {
        site.bodies().change((int) HttpLimits.BODIES_BYTES);
        String request = post("1");
        send(request);
        assertThat(sent()).isEqualTo(ok("1"));
        send(request.substring(0, request.length() - 1));
        assertThat(sent()).startsWith("HTTP/1.1 503 ").endsWith("too many requests come in part\n");
        assertThat(site.bodies().bytes()).isEqualTo(HttpLimits.BODIES_BYTES);
    }

    @Test
    void whoShowsNoCredentialsIsNotKeptForLong() {
        reconnect(List.of(new Credentials.Credential("fs", Secret.of("pw"))));
        DirectoryConnection connection = channel.pipeline().get(DirectoryConnection.class);
        long late = System.nanoTime() + LIMITS.request().toNanos() + 1;
        send(post("1"));
        assertThat(sent()).startsWith("HTTP/1.1 401 ");
        connection.look(late - LIMITS.request().toNanos(), LIMITS.ofConnections());
        assertThat(channel.isOpen()).isTrue();
        connection.look(late, LIMITS.ofConnections());
        assertEnded();

        reconnect(List.of(new Credentials.Credential("fs", Secret.of("pw"))));
        String right = "Authorization: Basic " + Base64.getEncoder().encodeToString("fs:pw".getBytes(ISO_8859_1));
        send(post("1", right));
        channel.pipeline().get(DirectoryConnection.class).look(late, LIMITS.ofConnections());
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void theRequestLineIsShorterThanABodyMayBe() {
        assertThat(RequestDecoder.config(HttpLimits.DEFAULT).getMaxInitialLineLength())
                .isEqualTo(HttpLimits.LINE_BYTES)
                .isLessThan(HttpLimits.DEFAULT.bodyBytes());
    }

    @Test
    void whatIsTooLongIsRefusedAsThat() {
        send("GET /directory?" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n");
        assertThat(sent()).startsWith("HTTP/1.1 414 ");
        reconnect(List.of());
        send("GET /directory HTTP/1.1\r\nX: " + "x".repeat(2000) + "\r\n\r\n");
        assertThat(sent()).startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aConnectionEndsBehindTheAnswerThatItsClientCallsTheLast() {
        send(post("1", "Connection: close") + post("2"));
        assertThat(sent()).isEqualTo(ok("1", "connection: close\r\n"));
        assertEnded();
    }

    @Test
    void aClientOfHttp10KeepsItsConnectionIfItAsks() {
        send(post("1", "Connection: keep-alive").replace("HTTP/1.1", "HTTP/1.0"));
        assertThat(sent()).isEqualTo(ok("1", "connection: keep-alive\r\n"));
        send(post("2").replace("HTTP/1.1", "HTTP/1.0"));
        assertThat(sent()).isEqualTo(ok("2", "connection: close\r\n"));
        assertEnded();
    }

    @Test
    void aDirectoryThatThrowsOrSaysNothingIsAFault() {
        for (Mono<Answer> fault :
                List.<Mono<Answer>>of(Mono.empty(), Mono.error(new IllegalStateException("for the log")))) {
            reconnect(List.of());
            answers.add(fault);
            send(post("1"));
            assertThat(sent())
                    .startsWith("HTTP/1.1 500 ")
                    .contains("connection: close")
                    .doesNotContain("for the");
            assertEnded();
        }
        assertThat(counted("user", Outcome.UNAVAILABLE)).isEqualTo(2);
    }

    @Test
    void anUnavailableDirectoryIsSaidToBeThat() {
        answers.add(Mono.just(new Answer.Unavailable("away")));
        send(post("1") + post("2"));
        assertThat(sent())
                .isEqualTo("HTTP/1.1 503 Service Unavailable\r\n" + TEXT
                        + "content-length: 22\r\nRetry-After: 1\r\n\r\nRedis is away or slow\n" + ok("2"));
    }

    @Test
    void aStreamIsAskedForAPieceAtATimeAndOnlyWhileTheClientTakesThem() {
        TestPublisher<byte[]> pieces = TestPublisher.create();
        answers.add(Mono.just(new Answer.Stream(Outcome.FOUND, pieces.flux())));
        send(post("1") + post("2"));
        pieces.assertMaxRequested(1);
        takes(false);
        pieces.next("<abcdefghijklmno>".getBytes(ISO_8859_1));
        assertThat(sent())
                .startsWith("HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ntransfer-encoding: chunked")
                .endsWith("\r\n\r\n11\r\n<abcdefghijklmno>\r\n");
        pieces.assertMaxRequested(1);
        takes(true);
        pieces.next(new byte[0]);
        pieces.next("x".getBytes(ISO_8859_1));
        assertThat(sent()).isEqualTo("1\r\nx\r\n");
        pieces.complete();
        assertThat(sent()).isEqualTo("0\r\n\r\n" + ok("2"));
        assertThat(counted()).isEqualTo(2);
    }

    private void takes(boolean writable) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        out.setUserDefinedWritability(1, writable);
        channel.runPendingTasks();
    }

    @Test
    void aClientThatLeavesAmidAStreamEndsIt() {
        TestPublisher<byte[]> pieces = TestPublisher.create();
        answers.add(Mono.just(new Answer.Stream(Outcome.FOUND, pieces.flux())));
        send(post("1"));
        pieces.next("x".getBytes(ISO_8859_1));
        channel.close().syncUninterruptibly();
        pieces.assertCancelled();
        assertThat(counted("user", Outcome.UNAVAILABLE)).isEqualTo(1).isEqualTo(counted());
    }

    @Test
    void aStreamToAClientOfHttp10EndsWithTheConnection() {
        answers.add(Mono.just(new Answer.Stream(
                Outcome.FOUND, Flux.just("ab".getBytes(ISO_8859_1)).repeat(1))));
        send(post("1", "Connection: keep-alive").replace("HTTP/1.1", "HTTP/1.0"));
        assertThat(sent())
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("connection: close\r\n")
                .doesNotContain("chunked")
                .endsWith("\r\n\r\nabab");
        assertEnded();
    }

    @Test
    void aListenerThatEndsClosesIdleConnectionsAndLetsAnswersThrough() {
        EmbeddedChannel busy = connect();
        Sinks.One<Answer> first = Sinks.one();
        answers.add(first.asMono());
        busy.writeInbound(Unpooled.copiedBuffer(post("1"), ISO_8859_1));

        var ended = site.connections().end();
        channel.runPendingTasks();
        busy.runPendingTasks();
        assertEnded();
        assertThat(ended).isNotDone();
        first.tryEmitValue(document("first"));

        assertThat(busy.isOpen()).isFalse();
        assertThat(ended).isDone();
        busy.finishAndReleaseAll();
    }

    @Test
    void oneConnectionTooManyIsClosed() {
        EmbeddedChannel second = connect();
        EmbeddedChannel third = connect();
        assertThat(second.isOpen()).isTrue();
        assertThat(third.isOpen()).isFalse();
        second.close().syncUninterruptibly();
        assertThat(site.connections().open()).isEqualTo(1);
        third.finishAndReleaseAll();
        second.finishAndReleaseAll();
    }
}
