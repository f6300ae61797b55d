package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.form;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users start it. */
class ProcessIT {

    private static final Path JAR = Path.of("target/directory-service.jar");
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();
    private String level = "INFO";

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Path log() {
        return directory.resolve("log");
    }

    private String logged() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process java(String format, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                JAR.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile());
        builder.environment().put("LOG_FORMAT", format);
        builder.environment().put("LOG_LEVEL", level);
        builder.environment().put("REDIS_PASSWORD_FOR_TEST", "sesame-open");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void config(int redisPort, int port, int opsPort) throws IOException {
        Files.writeString(directory.resolve("cti.json"), """
                {
                  // the password comes from the environment
                  "redis": {"uri": "redis://127.0.0.1:%d", "password": "${REDIS_PASSWORD_FOR_TEST}", "timeout": "3s"},
                  "directory": {"listen": "127.0.0.1:%d", "ops": "127.0.0.1:%d",
                    "credentials": [{"username": "fs", "password": "directory-secret"}]},
                }
                """.formatted(redisPort, port, opsPort));
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static String ops(int port, String path) {
        try (RawHttp http = new RawHttp(port)) {
            RawHttp.Response response = http.get(path);
            return response.status() + " " + response.text();
        } catch (UncheckedIOException e) {
            return "nobody";
        }
    }

    @Test
    void startsSaysWhereAndEndsOnSigtermWithItsRequestsAnswered() throws Exception {
        int port = TestPorts.free();
        int opsPort = TestPorts.free();
        try (TestRedis redis = TestRedis.withPassword("sesame-open")) {
            redis.call("HSET", "cti_exten@d.test", "121", "{\"param\":{\"password\":\"pw\"}}");
            config(redis.port(), port, opsPort);
            Process process = java("json");
            await().atMost(SOON).until(() -> ops(opsPort, "/readyz").startsWith("200"));
            String authorization = "Authorization: Basic ZnM6ZGlyZWN0b3J5LXNlY3JldA==";
            try (RawHttp http = new RawHttp(port);
                    RawHttp waiting = new RawHttp(port)) {
                assertThat(http.post(form("121", "d.test"), authorization).text())
                        .contains("<user id=\"121\">");
                redis.pause();
                waiting.send(RawHttp.postRequest(form("121", "d.test"), authorization));
                process.destroy(); // SIGTERM
                await().atMost(SOON).until(() -> ops(opsPort, "/readyz").startsWith("503 not ready: draining"));
                assertThat(http.post("section=dialplan", authorization).status())
                        .isEqualTo(200);
                await().atMost(SOON).until(() -> isRefused(port));
                redis.resume();
                assertThat(waiting.read().text()).contains("<user id=\"121\">");
            }
            assertThat(exitCode(process)).isZero();
        }
        assertThat(logged()).doesNotContain("sesame-open", "directory-secret");
        List<String> messages = new ArrayList<>();
        for (String line : logged().lines().toList()) {
            messages.add(new ObjectMapper().readTree(line).get("message").asText());
        }
        assertThat(messages)
                .filteredOn(message -> message.contains("listens on"))
                .singleElement()
                .asString()
                .startsWith("directory-service listens on http://127.0.0.1:" + port + ", ops on 127.0.0.1:" + opsPort)
                .contains("redis://127.0.0.1:")
                .endsWith("is connected");
    }

    /** The most talkative it can be, and in trouble with everybody. */
    @Test
    void showsNoSecretWhateverHappens() throws Exception {
        int port = TestPorts.free();
        int opsPort = TestPorts.free();
        String basic = "Authorization: Basic ";
        String right = Base64.getEncoder().encodeToString("fs:directory-secret".getBytes(UTF_8));
        String guess = Base64.getEncoder().encodeToString("fs:guessed-secret".getBytes(UTF_8));
        StringBuilder told = new StringBuilder();
        try (TestRedis redis = TestRedis.withPassword("sesame-open")) {
            redis.call("HSET", "cti_exten@d.test", "121", "{\"param\":{\"password\":\"secret-of-121\"}}");
            redis.call("HSET", "cti_exten@d.test", "122", "{\"param\":{\"password\":[\"secret-of-122\"]}}");
            config(redis.port(), port, opsPort);
            level = "TRACE";
            Process process = java("text");
            await().atMost(SOON).until(() -> ops(opsPort, "/readyz").startsWith("200"));
            try (RawHttp http = new RawHttp(port)) {
                assertThat(http.post(form("121", "d.test"), basic + right).status())
                        .isEqualTo(200);
                assertThat(http.post(form("122", "d.test"), basic + right).status())
                        .isEqualTo(200);
                assertThat(http.post(form("121", "d.test"), basic + guess).status())
                        .isEqualTo(401);
                http.send("GET /directory HTTP/9\r\n" + basic + right + "\r\n\r\n");
                assertThat(http.read().status()).isEqualTo(400);
            }
            try (RawHttp http = new RawHttp(opsPort)) {
                told.append(http.get("/explain?user=121&domain=d.test", basic + right)
                                .text())
                        .append(http.get("/explain?user=122&domain=d.test", basic + guess)
                                .text());
            }
            try (RedisCommandLine client = redis.connect()) {
                client.call("CONFIG", "SET", "requirepass", "changed-secret");
                client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
            }
            await().atMost(SOON).until(() -> logged().contains("it refuses our user or password"));
            told.append(ops(opsPort, "/readyz")).append(ops(opsPort, "/metrics"));
            process.destroy();
            assertThat(exitCode(process)).isZero();
        }
        assertThat(logged()).contains("listens on", "122");
        assertThat(told).contains("redis_up", "extension");
        assertThat(logged() + told)
                .doesNotContain("sesame-open", "directory-secret", "guessed-secret", "changed-secret", right, guess)
                .doesNotContain("secret-of-121", "secret-of-122");
    }

    private static boolean isRefused(int port) {
        try (RawHttp http = new RawHttp(port)) {
            return http.isEnded();
        } catch (UncheckedIOException e) {
            return true;
        }
    }

    @Test
    void runsOnWithoutRedis() throws Exception {
        int port = TestPorts.free();
        int opsPort = TestPorts.free();
        config(TestPorts.free(), port, opsPort);
        Process process = java("text");
        await().atMost(SOON).until(() -> ops(opsPort, "/livez").startsWith("200"));
        assertThat(ops(opsPort, "/readyz")).startsWith("200 ready").contains("redis: away");
        assertThat(logged()).contains("is not connected yet");
        process.destroy();
        assertThat(exitCode(process)).isZero();
    }

    @Test
    void endsWithOneWhenItsPortIsTakenAndNamesIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            config(TestPorts.free(), taken.getLocalPort(), TestPorts.free());
            assertThat(exitCode(java("text"))).isEqualTo(1);
            assertThat(logged()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
            config(TestPorts.free(), TestPorts.free(), taken.getLocalPort());
            assertThat(exitCode(java("text"))).isEqualTo(1);
            assertThat(logged()).contains("127.0.0.1:" + taken.getLocalPort()).doesNotContain("\tat ");
        }
    }

    @Test
    void endsWithTwoAndAllProblemsOfItsConfiguration() throws Exception {
        Files.writeString(directory.resolve("cti.json"), """
                {
                  "redis": {"uri": "http://127.0.0.1", "timeuot": "1s"},
                  "directory": {"listen": "0.0.0.0:8080", "unknown-domain": "maybe"}
                }
                """);
        assertThat(exitCode(java("text", "--check-config"))).isEqualTo(2);
        assertThat(logged().lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("cti.json:2: redis.uri: "))
                .anyMatch(line -> line.startsWith("cti.json:2: redis.timeuot: ") && line.contains("timeout"))
                .anyMatch(line -> line.startsWith("cti.json:3: directory.listen: "))
                .anyMatch(line -> line.startsWith("cti.json:3: directory.unknown-domain: "));
        assertThat(exitCode(java("text"))).isEqualTo(2);
        assertThat(exitCode(java("text", "--config", "nowhere.json"))).isEqualTo(2);
        config(1, 0, 0);
        assertThat(exitCode(java("text", "--check-config"))).isZero();
        assertThat(logged()).isEqualTo("cti.json: ok\n");
    }

    @Test
    void endsWithTwoWhenItsCertificateIsNone() throws Exception {
        Files.writeString(directory.resolve("c.pem"), "no certificate, but secret");
        Files.writeString(
                directory.resolve("cti.json"),
                "{\"directory\": {\"listen\": \"127.0.0.1:0\", \"ops\": \"127.0.0.1:0\","
                        + "\"tls\": {\"certificate\": \"c.pem\", \"private-key\": \"c.pem\"}}}");
        assertThat(exitCode(java("text"))).isEqualTo(2);
        assertThat(logged())
                .startsWith("cti.json:1: directory.tls: ")
                .contains("c.pem holds no certificate")
                .doesNotContain("but secret");
        assertThat(exitCode(java("text", "--check-config"))).isEqualTo(2);
        assertThat(logged()).startsWith("cti.json:1: directory.tls: ");
    }
}
