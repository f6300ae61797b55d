package dev.switchbook.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.ServiceMain.Body;
import dev.switchbook.common.config.ServiceMain.Console;
import dev.switchbook.common.config.ServiceMain.Service;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceMainTest {
    private static final Body<String> MUST_NOT_RUN = settings -> {
        throw new AssertionError("must not run");
    };

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private TestConfig config;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
    }

    private int run(Body<String> body, String... args) {
        Service<String> service = new Service<>(
                "test-service",
                "1.2.3",
                Set.of(BlockName.REDIS, BlockName.GUI),
                all -> {
                    all.block(BlockName.GUI).block("call");
                    return all.block(BlockName.REDIS).requiredString("username");
                },
                body);
        Console console = new Console(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), Map.of("NAME", "alice")::get);
        return ServiceMain.run(service, console, args);
    }

    private int runWith(String json, Body<String> body, String... more) {
        String file = config.file("cti.json", json).toString();
        return run(
                body,
                Stream.concat(Stream.of("--config", file), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void runsTheServiceAndReturnsItsCode() {
        assertThat(runWith("{\"redis\": {\"username\": \"${NAME}\"}}", name -> name.equals("alice") ? 0 : 9))
                .isZero();
        assertThat(runWith("{\"redis\": {\"username\": \"bob\"}}", name -> 1)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void printsEveryProblemOnALineAndReturnsTwo() {
        String json = """
                {"redis": {
                  "usernam": "x"
                }, "gui": {"x": 1}}
                """;
        assertThat(runWith(json, MUST_NOT_RUN)).isEqualTo(2);
        assertThat(err.toString(UTF_8).lines().map(line -> line.substring(line.indexOf("cti.json"))))
                .containsExactly(
                        "cti.json:3: gui.x: warning: unknown key, the nearest known key is \"call\"",
                        "cti.json:1: redis.username: is missing; must be a non-empty string",
                        "cti.json:2: redis.usernam: unknown key, did you mean \"username\"?");
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void checkSaysThatTheFileIsSoundAndDoesNotRun() {
        String json = "{\"redis\": {\"username\": \"x\"}, \"gui\": {\"x\": 1}}";
        assertThat(runWith(json, MUST_NOT_RUN, "--check-config")).isZero();
        assertThat(out.toString(UTF_8)).endsWith("cti.json: ok\n").hasLineCount(1);
        assertThat(err.toString(UTF_8)).contains("gui.x: warning: unknown key").hasLineCount(1);
    }

    @Test
    void checkReturnsTwoForAFileWithProblems() {
        assertThat(runWith("{\"redis\": {}}", MUST_NOT_RUN, "--check-config")).isEqualTo(2);
        assertThat(out.toString(UTF_8)).isEmpty();
    }

    @Test
    void missingFileIsOneLineAndTwo(@TempDir Path empty) {
        String file = empty.resolve("cti.json").toString();
        assertThat(run(MUST_NOT_RUN, "--config", file)).isEqualTo(2);
        assertThat(err.toString(UTF_8)).isEqualTo(file + ": cannot be read: no such file\n");
    }

    @Test
    void showsTheDefaultFileWithoutItsDot() {
        assertThat(CtiConfig.display(CommandLine.DEFAULT_CONFIG)).isEqualTo("cti.json");
    }

    @Test
    void unknownArgumentPrintsTheUsageAndReturnsTwo() {
        assertThat(run(MUST_NOT_RUN, "--nonsense")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("test-service: unknown argument: --nonsense\nUsage: test-service ");
    }

    @Test
    void printsHelpAndVersion() {
        assertThat(run(MUST_NOT_RUN, "--help")).isZero();
        assertThat(run(MUST_NOT_RUN, "--version")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Usage: test-service").endsWith("test-service 1.2.3\n");
        assertThat(err.toString(UTF_8)).isEmpty();
    }

    @Test
    void aFaultOfTheServiceReturnsOne() {
        int code = runWith("{\"redis\": {\"username\": \"x\"}}", name -> {
            throw new IllegalStateException("port in use");
        });
        assertThat(code).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .startsWith("test-service: stopped by a fault")
                .contains("port in use");
    }

    @Test
    void versionOutsideOfAJarIsDevelopment() {
        assertThat(ServiceMain.versionOf(ServiceMainTest.class)).isEqualTo("development");
    }
}
