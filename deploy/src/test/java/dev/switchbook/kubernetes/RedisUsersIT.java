package dev.switchbook.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Workload;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code redis/users.acl} in a real Redis: what the services do is allowed, and not much else. */
class RedisUsersIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DOMAIN = "pbx.test";
    private static final String ESL_PASSWORD = "esl";
    private static final Path USERS = Manifests.ROOT.resolve("redis/users.acl");

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Process> started = new ArrayList<>();
    private final int directoryPort = TestPorts.free();
    private final int recorderOps = TestPorts.free();

    @TempDir
    private Path dir = Path.of("");

    private TestRedis redis = TestRedis.notStarted(TestPorts.free());

    @BeforeEach
    void startRedis() throws Exception {
        Files.writeString(dir.resolve("users.acl"), users());
        redis = TestRedis.start("--aclfile", dir.resolve("users.acl").toString());
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        redis.close();
    }

    @Test
    void bothServicesDoTheirWorkAndNothingIsDenied() throws Exception {
        try (RedisCommandLine admin = connect("admin");
                SimulatedFreeSwitch fs = SimulatedFreeSwitch.builder()
                        .switchname("fs1")
                        .domain(DOMAIN)
                        .password(ESL_PASSWORD)
                        .start()) {
            admin.call("HSET", "cti_domain", DOMAIN, "{}");
            admin.call("HSET", "cti_exten@pbx.test", "100", extension("first"));
            admin.call("HSET", "cti_group@pbx.test", "sales", "[\"100\"]");
            startService("dev.switchbook.directory.DirectoryMain", "switchbook-directory", fs.port());
            startService("dev.switchbook.recorder.RecorderMain", "switchbook-recorder", fs.port());

            await().atMost(PATIENCE).until(() -> user("user=100").contains("\"first\""));
            assertThat(ask("purpose=gateways")).contains("pbx.test");
            assertThat(user("purpose=network-list")).contains("<domain");
            assertThat(user("group=sales")).contains("\"100\"");
            assertThat(user("user=_all_&purpose=publish-vm")).contains("\"100\"");
            admin.call("HSET", "cti_exten@pbx.test", "100", extension("second"));
            admin.call("PUBLISH", "cti_changed", "100@pbx.test");
            await().atMost(PATIENCE).until(() -> user("user=100").contains("\"second\""));
            assertThat(user("key=number-alias&user=9100")).contains("\"second\"");

            await().atMost(PATIENCE).until(() -> ready().startsWith("ready") && ready().contains("fs1: live"));
            Workload workload = new Workload(List.of(fs), DOMAIN, 10, 1);
            workload.registerAll();
            workload.run(200);
            workload.settle();
            fs.failLogin(workload.phones().get(0));
            await().atMost(PATIENCE).until(() -> !Long.valueOf(0).equals(admin.call("XLEN", "cti_auth")));
            for (String block : List.of("registrations", "calls")) {
                await().atMost(PATIENCE)
                        .until(() -> admin.call("LLEN", "{" + block + "}:list"), Long.valueOf(3)::equals);
                await().atMost(PATIENCE)
                        .until(() -> admin.call("XLEN", "{" + block + "}:stream"), Long.valueOf(3)::equals);
            }
            await().atMost(PATIENCE)
                    .until(
                            () -> { // what comes while all is flushed is not flushed by name
                                admin.call("HSET", "cti_exten@pbx.test", "100", extension("" + System.nanoTime()));
                                admin.call("PUBLISH", "cti_changed", "100@pbx.test");
                                return fs.flushes().stream().anyMatch(flush -> flush.contains("id 100"));
                            });
            for (Process process : started) {
                process.destroy();
            }
            for (Process process : started) {
                assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(admin.call("ACL", "LOG")).isEqualTo(List.of());
            assertThat(text(admin.call("INFO", "commandstats")))
                    .contains("cmdstat_ltrim", "cmdstat_xtrim", "cmdstat_publish");
        }
    }

    @Test
    void neitherReadsWhatIsTheOthersNorWritesTheRecords() {
        for (String user : List.of("switchbook-directory", "switchbook-recorder")) {
            try (RedisCommandLine client = connect(user)) {
                assertDenied(client, "HSET", "cti_exten@pbx.test", "100", "{}");
                assertDenied(client, "DEL", "cti_exten@pbx.test");
                assertDenied(client, "HGET", "another", "field");
                assertDenied(client, "KEYS", "*");
                assertDenied(client, "CONFIG", "GET", "*");
                assertDenied(client, "FLUSHALL");
                assertDenied(client, "ACL", "LIST");
            }
        }
        try (RedisCommandLine directory = connect("switchbook-directory")) {
            assertDenied(directory, "HGET", "calls", "100");
        }
        assertThatThrownBy(() -> redis.call("PING")).hasMessageContaining("NOAUTH");
    }

    private static void assertDenied(RedisCommandLine client, String... command) {
        assertThatThrownBy(() -> client.call(command))
                .as(Arrays.toString(command))
                .hasMessageContaining("NOPERM");
    }

    private static String extension(String password) {
        return "{\"param\":{\"password\":\"" + password + "\"},\"attribute\":{\"number-alias\":\"9100\"}}";
    }

    private static String text(@Nullable Object reply) {
        return String.valueOf(reply);
    }

    /** The file as its README fills it in: each user's password is its name. */
    private static String users() throws Exception {
        String users = Files.readString(USERS);
        for (var user : Map.of("DIRECTORY", "switchbook-directory", "RECORDER", "switchbook-recorder", "ADMIN", "admin")
                .entrySet()) {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(user.getValue().getBytes(StandardCharsets.UTF_8));
            users = users.replace(
                    "#" + user.getKey() + " ", "#" + HexFormat.of().formatHex(digest) + " ");
        }
        return users;
    }

    private RedisCommandLine connect(String user) {
        RedisCommandLine client = redis.connect();
        client.call("AUTH", user, user);
        return client;
    }

    private void startService(String main, String user, int eventSocket) throws IOException {
        Path config = dir.resolve(user + ".json");
        Files.writeString(config, """
                {
                  "redis": {"uri": "%s", "username": "%s", "password": "%s", "timeout": "10s"},
                  "directory": {"listen": "127.0.0.1:%d", "ops": "127.0.0.1:0"},
                  "recorder": {
                    "freeswitch": [ {"name": "fs1", "address": "127.0.0.1:%d", "password": "%s"} ],
                    "buffer": {"dir": "%s"},
                    "ops": "127.0.0.1:%d"
                  },
                  "gui": {
                    "registration": {"list": "{registrations}:list", "list-max": 3, "stream": "{registrations}:stream",
                                     "stream-max": 3, "channel": "registrations"},
                    "call": {"list": "{calls}:list", "list-max": 3, "stream": "{calls}:stream", "stream-max": 3,
                             "channel": "calls", "remove_hangup": true}
                  }
                }
                """.formatted(
                redis.uri(), user, user, directoryPort, eventSocket, ESL_PASSWORD, dir.resolve("spool"), recorderOps));
        start(main, "--config", config.toString());
    }

    private void start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                Objects.requireNonNull(System.getProperty("java.class.path")),
                main));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log-" + started.size()).toFile());
        started.add(builder.start());
    }

    private String user(String query) {
        return ask("domain=pbx.test&" + query);
    }

    private String ask(String query) {
        return get(directoryPort, "/directory?section=directory&" + query);
    }

    private String ready() {
        return get(recorderOps, "/readyz");
    }

    private String get(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "nobody";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
