package dev.switchbook.fail2ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchbook.common.config.Secret;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.stats.AuthFailure;
import dev.switchbook.recorder.stats.AuthStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deploy/fail2ban/switchbook-auth-log} behind the recorder's own writer, and the filter over its lines. */
class AuthLogIT {
    private static final Path FILES = Path.of("fail2ban").toAbsolutePath();

    /** What fail2ban's filter makes of {@code <ADDR>}, but for brackets. */
    private static final String ADDRESS = "(?<address>[0-9A-Fa-f.:]+)";

    private static final Pattern FAIL_REGEX = failRegex();

    private static final List<String> HOSTILE = List.of(
            "x from 127.0.0.1",
            "\" address=198.51.100.9 reason=forbidden ",
            "x\n2026-11-23T06:00:00.000+00:00 switchbook-auth[1-1]: address=198.51.100.9 reason=forbidden ",
            "x\r\u2028\u0000 address=198.51.100.9",
            "\\",
            "<HOST> %(ip)s");

    private static final TestRedis server = TestRedis.withPassword("secret");
    private static final RedisLoops loops = RedisLoops.own(1);
    private static final Redis redis = Redis.connect(
            new RedisSettings(
                    RedisSettings.Mode.STANDALONE,
                    List.of(server.uri()),
                    "",
                    Secret.of("secret"),
                    Secret.EMPTY,
                    null,
                    Duration.ofSeconds(2)),
            loops,
            new SimpleMeterRegistry());
    private static final Consumer<AuthFailure> recorder = AuthStream.to(redis, "cti_auth", new SimpleMeterRegistry());

    private final Path log;
    private @Nullable Process program;

    AuthLogIT(@TempDir Path dir) {
        log = dir.resolve("auth.log");
    }

    @BeforeAll
    static void needsPython() throws Exception {
        assumeTrue(
                runs("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))"), "needs Python 3.8 or later");
    }

    @BeforeEach
    void begin() throws Exception {
        until(redis::isUp);
        server.flush();
        start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (program != null) {
            program.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            program = null;
            until(() -> !follows());
        }
    }

    @AfterAll
    static void end() {
        redis.close();
        loops.close();
        server.close();
    }

    @Test
    void everyFailureIsALineThatTheFilterFinds() throws Exception {
        fail("121", "192.0.2.1", "phöne");
        fail("122", "2001:db8::7", "");

        assertThat(lines(2))
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\+00:00 "
                                        + "switchbook-auth\\[\\d+-\\d+]: address=192\\.0\\.2\\.1 reason=forbidden "
                                        + "node=\"fs1\" user=\"121\" domain=\"d\\.example\" aor=\"121@d\\.example\" "
                                        + "user-agent=\"ph\\\\u00f6ne\""),
                        line -> assertThat(addressIn(line)).isEqualTo("2001:db8::7"));
    }

    @Test
    void whateverAStrangerCallsHimselfHeAloneIsFound() throws Exception {
        HOSTILE.forEach(name -> fail(name, "192.0.2.2", name));

        assertThat(lines(HOSTILE.size())).hasSize(HOSTILE.size()).allSatisfy(line -> {
            assertThat(line).matches("\\p{ASCII}+");
            assertThat(addressIn(line)).isEqualTo("192.0.2.2");
        });
    }

    @Test
    void fail2banItselfFindsEachLineOnce() throws Exception {
        assumeTrue(runs("fail2ban-regex", "--version"), "fail2ban is not installed");
        HOSTILE.forEach(name -> fail(name, "192.0.2.2", name));
        lines(HOSTILE.size());

        Process regex = new ProcessBuilder(
                        "fail2ban-regex", "-o", "ip", log.toString(), FILES + "/filter.d/switchbook.conf")
                .redirectErrorStream(true)
                .start();

        assertThat(new String(regex.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .hasSize(HOSTILE.size())
                .containsOnly("192.0.2.2");
    }

    @Test
    void whatIsNoAddressMakesNoLine() throws Exception {
        for (String address : List.of("", "198.51.100.9 ", "198.51.100", "::1%x address=198.51.100.9", "pbx.example")) {
            fail("121", address, "x");
        }
        server.call("XADD", "cti_auth", "*", "of", "something else");
        fail("121", "192.0.2.3", "x");

        assertThat(lines(1)).singleElement().extracting(AuthLogIT::addressIn).isEqualTo("192.0.2.3");
    }

    @Test
    void aNewStartGoesOnBehindTheLastLine() throws Exception {
        fail("before", "192.0.2.1", "x");
        lines(1);
        stop();
        fail("meanwhile", "192.0.2.2", "x");
        start();
        fail("after", "192.0.2.3", "x");

        assertThat(lines(3)).extracting(AuthLogIT::addressIn).containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
    }

    @Test
    void itComesBackWhenRedisDoesThoughTheStreamIsGone() throws Exception {
        server.call("XADD", "cti_auth", "99999999999999-0", "address", "192.0.2.1");
        lines(1);
        server.stop();
        server.restart();
        until(this::follows);
        until(redis::isUp);
        fail("back", "192.0.2.4", "x");

        assertThat(lines(2)).extracting(AuthLogIT::addressIn).containsExactly("192.0.2.1", "192.0.2.4");
    }

    private void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "python3",
                        FILES + "/switchbook-auth-log",
                        "--redis",
                        "127.0.0.1:" + server.port(),
                        "--log",
                        log.toString())
                .inheritIO();
        builder.environment().put("REDIS_PASSWORD", "secret");
        program = builder.start();
        until(this::follows);
    }

    private boolean follows() {
        return String.valueOf(server.call("CLIENT", "LIST")).contains("cmd=xread ");
    }

    /** As the recorder writes it. */
    private void fail(String user, String address, String userAgent) {
        long before = length();
        recorder.accept(new AuthFailure(
                "fs1", user, "d.example", user + "@d.example", address, "5060", userAgent, "forbidden", 0));
        until(() -> length() > before);
    }

    private long length() {
        return Long.parseLong(String.valueOf(server.call("XLEN", "cti_auth")));
    }

    /** When there are so many, or more. */
    private List<String> lines(int count) throws IOException {
        until(() -> Files.readAllLines(log).size() >= count);
        return Files.readAllLines(log);
    }

    private static String addressIn(String line) {
        String rest = line.substring(line.indexOf(' ')); // fail2ban cuts the date out first
        Matcher matcher = FAIL_REGEX.matcher(rest);
        return matcher.find() ? matcher.group("address") : "not found in " + line;
    }

    private static Pattern failRegex() {
        try {
            return Files.readAllLines(FILES.resolve("filter.d/switchbook.conf")).stream()
                    .filter(line -> line.startsWith("failregex = "))
                    .map(line -> Pattern.compile(
                            line.substring("failregex = ".length()).replace("<ADDR>", ADDRESS)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // there is none
        }
    }

    private static void until(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(condition);
    }
}
