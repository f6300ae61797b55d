package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.monitoring.Questions;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real script, the real jars, real processes. Only the build is left out: it is running. */
class QuickstartIT {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LAST_LINE = "Ctrl-C stops everything";

    @TempDir
    private Path dir = Path.of("");

    private final List<Process> started = new ArrayList<>();
    private final int base = freeBase();
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatItPrintsWorksAndASecondStartKeepsTheData() throws Exception {
        Process first = start();
        String printed = awaitGuide(first);
        Curl curl = Curl.of(printed);

        assertThat(Pattern.compile("(?m)^  10[01][0-9] {7}[A-Za-z2-9]{16}")
                        .matcher(printed)
                        .results())
                .hasSize(20);
        assertThat(printed)
                .contains("number-alias 9001", "cidr 192.0.2.0/24", "group sales")
                .contains("inbound-reg-in-new-thread", "max-reg-threads", "name=\"timeout\"");
        assertThat(send(curl, curl.credentials()).body())
                .contains("<param name=\"password\" value=\"" + passwordOf("1000", printed) + "\"/>");
        assertThat(send(curl, "freeswitch:wrong").statusCode()).isEqualTo(401);

        assertThat(succeed("password", "1000", "newsecret")).contains("value=\"newsecret\"");
        assertThat(send(curl, curl.credentials()).body()).contains("value=\"newsecret\"");

        assertThat(stop(first)).isZero();

        Process second = start();
        String again = awaitGuide(second);
        assertThat(passwordOf("1000", again)).isEqualTo("newsecret");
        assertThat(passwordOf("1019", again)).isEqualTo(passwordOf("1019", printed));
        assertThat(Curl.of(again)).isEqualTo(curl);
        assertThat(stop(second)).isZero();
    }

    @Test
    void simulatedPhonesRegisterAndCallAndTheNextStartGoesOn() throws Exception {
        Process first = start("--simulate");
        String printed = awaitGuide(first);
        assertThat(printed)
                .contains("simulated, event socket on 127.0.0.1:" + (base + 4))
                .contains("redis-cli -p " + (base + 3) + " SUBSCRIBE registrations calls");
        try (RedisClient client = RedisServer.client(base + 3);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            await().atMost(PATIENCE).until(() -> redis.hlen("registrations") == 20);
            await().atMost(PATIENCE).until(() -> redis.xlen("{calls}:stream") > 2);
            assertThat(redis.hget("registrations", "1000")).contains("\"from-host\":\"localhost\"");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(redis.hget("cti_recorder", "fs1")).contains("\"state\":\"live\""));
            assertThat(Questions.withoutAnswer(List.of(ops(base + 1, "/metrics"), ops(base + 2, "/metrics"))))
                    .isEmpty();

            Process watch = run("watch", "--data", dir.resolve("data").toString());
            await().atMost(PATIENCE).until(() -> output(watch).contains("{calls}:stream"));
            await().atMost(PATIENCE).until(() -> output(watch).contains(" -> "));
            assertThat(kill(watch)).isNotZero();
        }
        List<ProcessHandle> children = first.descendants().toList();
        assertThat(stop(first)).isZero();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);

        Process second = start("--simulate");
        assertThat(awaitGuide(second)).contains("as they are in Redis");
        try (RedisClient client = RedisServer.client(base + 3);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            await().atMost(PATIENCE)
                    .until(() -> connection.sync().xrange("{calls}:stream", Range.unbounded()).stream()
                            .anyMatch(entry -> entry.getBody().containsKey("gap")));
        }
        assertThat(stop(second)).isZero();
    }

    private static int kill(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Test
    void withoutAFreeSwitchTheRecorderWaitsForOneAndSaysSo() throws Exception {
        Process quickstart = start();
        assertThat(awaitGuide(quickstart))
                .contains("the recorder waits for one at 127.0.0.1:8021")
                .contains(Files.readString(dir.resolve("data/esl-password")).strip());
        assertThat(ops(base + 2, "/livez")).isNotEmpty();
        assertThat(stop(quickstart)).isZero();
    }

    @Test
    void aChildThatDiesEndsItWithOne() throws Exception {
        Process quickstart = start();
        awaitGuide(quickstart);
        List<ProcessHandle> children = quickstart.descendants().toList();

        children.stream()
                .filter(child -> child.info().command().orElse("").contains("redis-server"))
                .forEach(ProcessHandle::destroyForcibly);

        assertThat(exitCode(quickstart)).isEqualTo(1);
        assertThat(output(quickstart)).contains("quickstart: Redis ended by itself (exit code 137)");
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aHardKillLeavesNobodyListening() throws Exception {
        Process quickstart = start("--simulate");
        awaitGuide(quickstart);

        quickstart.destroyForcibly();

        for (int port = base; port < base + 5; port++) {
            int each = port;
            await().atMost(PATIENCE).until(() -> isRefused(each));
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(base + 3, 1, InetAddress.getLoopbackAddress())) {
            Process quickstart = start();

            assertThat(exitCode(quickstart)).isEqualTo(1);
            assertThat(output(quickstart)).contains("port " + taken.getLocalPort(), "for Redis", "--port-base");
        }
        try (ServerSocket taken = new ServerSocket(base + 4, 1, InetAddress.getLoopbackAddress())) {
            Process quickstart = start("--simulate");

            assertThat(exitCode(quickstart)).isEqualTo(1);
            assertThat(output(quickstart))
                    .contains("port " + taken.getLocalPort(), "for the simulated FreeSWITCH")
                    .doesNotContain("Starting");
        }
    }

    @Test
    void aSlipInTheArgumentsIsTold() throws Exception {
        Process slip = run("--simulated");
        assertThat(exitCode(slip)).isEqualTo(2);
        assertThat(output(slip)).contains("unknown option: --simulated");

        assertThat(succeed("--help")).startsWith("Usage: ./quickstart");
    }

    /** What the printed curl line says. */
    private record Curl(String credentials, String form, URI uri) {
        private static final Pattern LINE = Pattern.compile("(?m)^curl -u (\\S+) -d '([^']+)' (\\S+)$");

        static Curl of(String printed) {
            Matcher line = LINE.matcher(printed);
            assertThat(line.find()).isTrue();
            return new Curl(line.group(1), line.group(2), URI.create(line.group(3)));
        }
    }

    private Process start(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--data", dir.resolve("data").toString(), "--port-base", Integer.toString(base)));
        return run(arguments.toArray(String[]::new));
    }

    private String succeed(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", dir.resolve("data").toString()));
        Process process = run(all.toArray(String[]::new));
        assertThat(exitCode(process)).as(output(process)).isZero();
        return output(process);
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("./quickstart"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(REPOSITORY.toFile());
        builder.environment().put("QUICKSTART_SKIP_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Path output = dir.resolve("output-" + started.size());
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        started.add(process);
        return process;
    }

    private String output(Process process) throws IOException {
        return Files.readString(dir.resolve("output-" + started.indexOf(process)));
    }

    private String awaitGuide(Process process) throws IOException {
        await().atMost(PATIENCE)
                .until(() -> !process.isAlive() || output(process).contains(LAST_LINE));
        String printed = output(process);
        assertThat(printed).contains(LAST_LINE);
        return printed;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** SIGTERM; nobody may be left. */
    private static int stop(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);
        process.destroy();
        int code = exitCode(process);
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        return code;
    }

    private static String passwordOf(String extension, String printed) {
        Matcher row = Pattern.compile("(?m)^  " + extension + " +(\\S+)").matcher(printed);
        assertThat(row.find()).isTrue();
        return row.group(1);
    }

    private HttpResponse<String> send(Curl curl, String credentials) throws Exception {
        String basic = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        return http.send(
                HttpRequest.newBuilder(curl.uri())
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(curl.form()))
                        .build(),
                BodyHandlers.ofString());
    }

    private String ops(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static boolean isRefused(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return false;
        } catch (ConnectException refused) {
            return true;
        }
    }

    /** Five ports in a row, below those that the system gives away by itself. */
    private static int freeBase() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            if (IntStream.range(base, base + 5).allMatch(QuickstartIT::isFree)) {
                return base;
            }
        }
        throw new IllegalStateException("no five free ports in a row");
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
