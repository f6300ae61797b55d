package dev.switchbook.directory;

import static dev.switchbook.directory.RawHttp.postRequest;
import static dev.switchbook.directory.RunningDirectory.form;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.directory.RawHttp.Response;
import dev.switchbook.directory.http.HttpLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The listener of /directory, on its bytes. */
class HttpIT {

    private static final HttpLimits SHORT = new HttpLimits(
            20, 16 * 1024, 256 * 1024, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(10));

    private static TestRedis redis;
    private static RunningDirectory open;
    private static RunningDirectory closed;
    private static RunningDirectory patient;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        redis.call("HSET", "cti_exten@d.test", "121", "{\"param\":{\"password\":\"pw-121\"}}");
        List<String> many = new ArrayList<>(List.of("HSET", "cti_exten@long.test"));
        for (int i = 10_000; i < 20_000; i++) {
            many.addAll(List.of(String.valueOf(i), "{\"attribute\":{\"cidr\":\"10.1.2.0/24\"}}"));
        }
        redis.call(many.toArray(String[]::new));
        patient = RunningDirectory.on(redis);
        open = RunningDirectory.on('"' + redis.uri() + '"', "", SHORT);
        closed = RunningDirectory.on(
                redis,
                "\"credentials\": [{\"username\": \"fs\", \"password\": \"se:cret@%41\"},"
                        + "{\"username\": \"fs\", \"password\": \"näw\"}]");
    }

    @AfterAll
    static void stop() {
        open.close();
        closed.close();
        patient.close();
        redis.close();
    }

    private static void assertFound(Response response) {
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().get("content-type")).isEqualTo("text/xml; charset=utf-8");
        assertThat(response.text()).contains("<user id=\"121\">", "value=\"pw&#45;121\"");
    }

    @Test
    void answersExactBytes() {
        Response response = open.user("121", "d.test");
        String dialString = "&#123;&#94;&#94;:sip_invite_domain&#61;&#36;&#123;dialed_domain&#125;:presence_id&#61;"
                + "&#36;&#123;dialed_user&#125;@&#36;&#123;dialed_domain&#125;&#125;&#36;&#123;sofia_contact&#40;"
                + "&#42;/&#36;&#123;dialed_user&#125;@&#36;&#123;dialed_domain&#125;&#41;&#125;";
        assertThat(response.text()).isEqualTo("""
                        <document type="freeswitch/xml">
                        <section name="directory">
                        <domain name="d.test">
                        <params>
                        <param name="dial&#45;string" value="%s"/>
                        <param name="allow&#45;empty&#45;password" value="false"/>
                        </params>
                        <variables>
                        </variables>
                        <users>
                        <user id="121">
                        <params>
                        <param name="password" value="pw&#45;121"/>
                        <param name="allow&#45;empty&#45;password" value="false"/>
                        <param name="dial&#45;var&#45;cti_extension" value="121"/>
                        <param name="dial&#45;var&#45;cti_domain" value="d.test"/>
                        </params>
                        <variables>
                        <variable name="cti_extension" value="121"/>
                        <variable name="cti_domain" value="d.test"/>
                        </variables>
                        </user>
                        </users>
                        </domain>
                        </section>
                        </document>
                        """.formatted(dialString));
        assertThat(response.headers().get("content-length")).isEqualTo(String.valueOf(response.body().length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "post", "Post"})
    void takesPostInAnyCase(String method) {
        try (RawHttp http = open.connect()) {
            assertFound(http.send(postRequest(form("121", "d.test")).replaceFirst("POST", method))
                    .read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "get"})
    void takesGetInAnyCaseWithAQueryBeforeFreeSwitchsOwn(String method) {
        try (RawHttp http = open.connect()) {
            String target = "/directory?node=1&" + form("121", "d.test");
            assertFound(http.send(method + " " + target + " HTTP/1.1\r\nHost: x\r\n\r\n")
                    .read());
        }
    }

    @Test
    void refusesOtherMethodsAndPaths() {
        try (RawHttp http = open.connect()) {
            Response put = http.send("PUT /directory?section=directory HTTP/1.1\r\nHost: x\r\n\r\n")
                    .read();
            assertThat(put.status()).isEqualTo(405);
            assertThat(put.headers().get("allow")).isEqualTo("GET, POST");
            assertThat(http.get("/directory/x").status()).isEqualTo(404);
            assertThat(http.get("/").status()).isEqualTo(404);
            assertThat(http.get("/explain?user=121&domain=d.test").status()).isEqualTo(404);
        }
        await().untilAsserted(() -> assertThat(
                        open.metric("directory_requests_seconds_count{kind=\"other\",outcome=\"rejected\"}"))
                .isGreaterThanOrEqualTo(4)); // counted behind its answer
    }

    @Test
    void answersManyRequestsOnOneConnectionAndPipelinedOnesInOrder() {
        try (RawHttp http = open.connect()) {
            for (int i = 0; i < 50; i++) {
                assertFound(http.post(form("121", "d.test")));
            }
            StringBuilder both = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                both.append(postRequest(form(i % 2 == 0 ? "121" : "999", "d.test")));
            }
            http.send(both.toString());
            for (int i = 0; i < 20; i++) {
                Response response = http.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text().contains("<user id=\"121\">")).isEqualTo(i % 2 == 0);
            }
        }
    }

    @Test
    void answersAClientThatHasClosedItsSendingSide() throws IOException {
        try (RawHttp http = open.connect()) {
            http.send(postRequest(form("121", "d.test")));
            http.socket().shutdownOutput();
            assertFound(http.read());
            assertThat(http.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,3", "POST,20", "GET,3", "GET,20"})
    void answersAllThatWasPipelinedBeforeTheSendingSideClosed(String method, int requests) throws IOException {
        String one = method.equals("POST") ? postRequest(form("121", "d.test")) : getRequest("/directory");
        try (RawHttp http = open.connect()) {
            http.send(one.repeat(requests));
            http.socket().shutdownOutput();
            for (int i = 0; i < requests; i++) {
                assertFound(http.read());
            }
            assertThat(http.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 150, 250})
    void answersTheWholeRequestBeforeTheHalfOne(int bytesOfTheSecond) throws IOException {
        String one = postRequest(form("121", "d.test"));
        try (RawHttp http = open.connect()) {
            http.send(one + one.substring(0, bytesOfTheSecond));
            http.socket().shutdownOutput();
            assertFound(http.read());
            assertThat(http.isEnded()).isTrue();
        }
    }

    @Test
    void answersAListToAClientThatHasClosedItsSendingSideAndReadsSlowly() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), patient.port()));
            try (RawHttp http = new RawHttp(socket)) {
                http.send(postRequest("section=directory&purpose=network-list&domain=long.test"));
                socket.shutdownOutput();
                Response response = http.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).endsWith("</document>\n").hasSizeGreaterThan(300_000);
                assertThat(http.isEnded()).isTrue();
            }
        }
    }

    private static String getRequest(String target) {
        return "GET " + target + "?" + form("121", "d.test") + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080/directory", "HTTP://x/directory"})
    void takesATargetOfAbsoluteForm(String target) {
        try (RawHttp http = open.connect()) {
            assertFound(http.send(getRequest(target)).read());
        }
    }

    @Test
    void aNewConnectionHasLessTimeThanAnIdleOne() {
        HttpLimits limits = new HttpLimits(
                20, 16 * 1024, 256 * 1024, Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(10));
        try (RunningDirectory directory = RunningDirectory.on('"' + redis.uri() + '"', "", limits);
                RawHttp kept = directory.connect();
                RawHttp fresh = directory.connect()) {
            assertFound(kept.post(form("121", "d.test")));
            assertThat(fresh.isEnded()).isTrue();
            assertFound(kept.post(form("121", "d.test")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "answer", "list", "refused", "head"})
    void clientsThatResetTheirConnectionsDoNotFloodTheLog(String when) throws IOException {
        String whole = postRequest(form("121", "d.test"));
        String list = postRequest("section=directory&purpose=network-list&domain=long.test");
        String request = switch (when) {
            case "body" -> whole.substring(0, whole.length() - 10);
            case "list" -> list;
            case "refused" -> whole.substring(0, whole.length() - 10).replace("/directory", "/elsewhere");
            case "head" -> "x";
            default -> whole.repeat(3);
        };
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 300; i++) {
                try (RawHttp http = patient.connect()) {
                    http.socket().setSoLinger(true, 0);
                    http.send(request);
                    if (when.equals("list") || (when.equals("answer") && i % 3 == 0)) {
                        assertThat(http.socket().getInputStream().read()).isEqualTo('H');
                    }
                }
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> patient.metric("directory_connections") == 0);
            assertFound(patient.user("121", "d.test"));
            assertThat(log.warnings()).hasSizeLessThanOrEqualTo(3);
        }
    }

    /** What is logged at WARN and above. */
    private static final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        private final List<String> lines = new CopyOnWriteArrayList<>();

        LogLines() {
            start();
            root.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                lines.add(event.getLoggerName() + ": " + event.getFormattedMessage());
            }
        }

        List<String> warnings() {
            return lines;
        }

        @Override
        public void close() {
            root.detachAppender(this);
        }
    }

    @Test
    void endsAConnectionThatIsHalfClosedAmidARequest() throws IOException {
        try (RawHttp http = open.connect()) {
            http.send(postRequest(form("121", "d.test")).substring(0, 150));
            http.socket().shutdownOutput();
            assertThat(http.isEnded()).isTrue();
        }
        try (RawHttp http = open.connect()) {
            http.socket().shutdownOutput();
            assertThat(http.isEnded()).isTrue();
        }
    }

    @Test
    void takesARequestInPiecesOfOneByte() {
        String request = postRequest(form("121", "d.test"));
        try (RawHttp http = open.connect()) {
            for (byte b : request.getBytes(UTF_8)) {
                http.send(new byte[] {b});
            }
            assertFound(http.read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P", "POST /directory HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nsection="})
    void endsAConnectionWhoseRequestDoesNotArriveInTime(String start) {
        try (RawHttp http = open.connect()) {
            http.send(start);
            await().atMost(Duration.ofSeconds(8))
                    .pollInterval(Duration.ofMillis(400))
                    .until(() -> drips(http));
        }
    }

    /** Sends one more byte; whether the connection is gone. */
    private static boolean drips(RawHttp http) {
        try {
            http.send("x");
            return false;
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void endsAnIdleConnectionButNotABusyOne() {
        try (RawHttp idle = open.connect();
                RawHttp busy = open.connect()) {
            long begin = System.nanoTime();
            await().pollInterval(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(8))
                    .until(() -> {
                        assertFound(busy.post(form("121", "d.test")));
                        return System.nanoTime() - begin > Duration.ofSeconds(4).toNanos();
                    });
            assertThat(idle.isEnded()).isTrue();
            assertFound(busy.post(form("121", "d.test")));
        }
    }

    @Test
    void takesNoMoreConnectionsThanItsLimit() {
        List<RawHttp> held = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                RawHttp one = open.connect();
                held.add(one);
                if (!answers(one)) {
                    break; // others of this class hold some
                }
            }
            try (RawHttp over = open.connect()) {
                assertThat(over.isEnded()).isTrue();
            }
        } finally {
            held.forEach(RawHttp::close);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            try (RawHttp again = open.connect()) {
                return answers(again);
            }
        });
    }

    private static boolean answers(RawHttp http) {
        try {
            return http.post(form("121", "d.test")).status() == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void refusesABodyOverTheLimitAndTakesOneOfTheLimit() {
        String padding = "&pad=" + "x".repeat(256 * 1024);
        String form = form("121", "d.test");
        try (RawHttp http = open.connect()) {
            Response response = http.send("POST /directory HTTP/1.1\r\nHost: x\r\nContent-Length: 262145\r\n\r\n")
                    .read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(http.isEnded()).isTrue();
        }
        String whole = (padding + "&" + form).substring(padding.length() + 1 + form.length() - 256 * 1024);
        assertFound(open.post(whole));
        try (RawHttp http = open.connect()) {
            StringBuilder chunked =
                    new StringBuilder("POST /directory HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                chunked.append("10000\r\n").append("y".repeat(65536)).append("\r\n");
            }
            assertThat(http.send(chunked.toString()).read().status()).isEqualTo(413);
        }
    }

    @Test
    void takesAChunkedBody() {
        String form = form("121", "d.test");
        String chunks = Integer.toHexString(10) + "\r\n" + form.substring(0, 10) + "\r\n"
                + Integer.toHexString(form.length() - 10) + "\r\n" + form.substring(10) + "\r\n0\r\n\r\n";
        try (RawHttp http = open.connect()) {
            assertFound(http.send("POST /directory HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks)
                    .read());
        }
    }

    @Test
    void asksForTheBodyOfAClientThatWaitsForContinue() {
        String form = form("121", "d.test");
        try (RawHttp http = open.connect()) {
            http.send("POST /directory HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + form.length()
                    + "\r\n\r\n");
            assertThat(http.read().status()).isEqualTo(100);
            assertFound(http.send(form).read());
            assertFound(http.post(form));
        }
    }

    @Test
    void refusesHeadersOverTheLimit() {
        try (RawHttp http = open.connect()) {
            String header = "X-Long: " + "x".repeat(20_000) + "\r\n";
            Response response = http.send("GET /directory HTTP/1.1\r\nHost: x\r\n" + header + "\r\n")
                    .read();
            assertThat(response.status()).isEqualTo(431);
            assertThat(http.isEnded()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n\r\n", "NONSENSE\r\n\r\n", "GET /directory HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n"})
    void survivesWhatIsNoHttp(String bytes) {
        try (RawHttp http = open.connect()) {
            http.send(bytes);
        }
        assertFound(open.user("121", "d.test"));
    }

    @Test
    void takesAGetOfManyVariables() {
        StringBuilder form = new StringBuilder(form("121", "d.test"));
        for (int i = 0; i < 900; i++) {
            form.insert(0, "variable_sip_h_" + i + "=some%20value&");
        }
        try (RawHttp http = open.connect()) {
            assertFound(http.get("/directory?" + form));
        }
    }

    @Test
    void admitsEachCredentialAndNobodyElse() {
        String form = form("121", "d.test");
        for (String good : List.of("fs:se:cret@%41", "fs:näw")) {
            assertFound(withCredentials(form, basic(good)));
        }
        assertFound(withCredentials(form, basic("fs:näw").replace("Basic", "bAsIc")));
        for (String bad : List.of("fs:", "fs:se", "fs:näwer", ":näw", "fs", "")) {
            assertRefused(withCredentials(form, basic(bad)));
        }
        assertRefused(withCredentials(form, "Basic %%%"));
        assertRefused(withCredentials(form, "Bearer " + basic("fs:näw").substring(6)));
        assertRefused(withCredentials(form, "Digest username=\"fs\""));
    }

    private static Response withCredentials(String form, String authorization) {
        try (RawHttp http = closed.connect()) {
            return http.post(form, "Authorization: " + authorization);
        }
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8));
    }

    private static void assertRefused(Response response) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.headers().get("www-authenticate")).isEqualTo("Basic realm=\"switchbook\"");
        assertThat(response.text()).doesNotContain("121");
    }

    /** auth-scheme "digest" and "any" of mod_xml_curl: a POST without credentials, 401, the same with credentials. */
    @Test
    void asksForCredentialsOnTheSameConnection() {
        try (RawHttp http = closed.connect()) {
            assertRefused(http.post(form("121", "d.test")));
            assertRefused(http.post(""));
            assertFound(http.post(form("121", "d.test"), "Authorization: " + basic("fs:näw")));
        }
    }

    @Test
    void answersAnotherSectionWithNotFound() {
        String expected = """
                <document type="freeswitch/xml">
                <section name="result">
                <result status="not found"/>
                </section>
                </document>
                """;
        assertThat(open.post("hostname=x&section=dialplan&tag_name=&key_name=&key_value=")
                        .text())
                .isEqualTo(expected);
        assertThat(open.post("").text()).isEqualTo(expected);
        assertThat(open.user("121", "elsewhere.test").text()).isEqualTo(expected);
    }
}
