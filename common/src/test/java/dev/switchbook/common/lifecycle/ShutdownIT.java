package dev.switchbook.common.lifecycle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes, real signals. */
class ShutdownIT {
    @TempDir
    private Path dir = Path.of("");

    private @Nullable Process child;

    @AfterEach
    void kill() {
        if (child != null) {
            child.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalRunsTheStepsInOrderAndExitsWithZero(String signal) throws Exception {
        Process process = start("wait");
        awaitLog("up");

        send(signal, process);

        assertThat(exitCode(process)).isZero();
        assertThat(messages())
                .containsSubsequence(
                        "up",
                        "Shutting down: SIG" + signal,
                        "Shutdown step \"readiness\" done in",
                        "Shutdown step \"sockets\" done in",
                        "Shutdown step \"redis\" failed",
                        "Shut down in");
    }

    @Test
    void aSecondSignalEndsTheProcessAtOnce() throws Exception {
        Process process = start("stuck");
        awaitLog("up");
        send("TERM", process);
        awaitLog("\"readiness\\\" done");

        send("INT", process);

        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(messages()).last().isEqualTo("Second signal (SIGINT): ends at once");
    }

    @Test
    void anExitFromElsewhereRunsTheStepsAndKeepsItsCode() throws Exception {
        Process process = start("exit");

        assertThat(exitCode(process)).isEqualTo(3);
        assertThat(messages()).last().asString().startsWith("Shut down in");
    }

    @Test
    void aRequestRunsTheStepsAndExitsWithItsCode() throws Exception {
        Process process = start("request");

        assertThat(exitCode(process)).isEqualTo(1);
        assertThat(messages())
                .contains("Shutting down: fatal")
                .last()
                .asString()
                .startsWith("Shut down in");
    }

    private Process start(String mode) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ShutdownChildMain.class.getName(),
                mode);
        builder.environment().put("LOG_FORMAT", "json");
        builder.environment().remove("LOG_LEVEL");
        builder.redirectErrorStream(true).redirectOutput(log().toFile());
        Process started = builder.start();
        child = started;
        return started;
    }

    private static void send(String signal, Process process) throws Exception {
        int sent = new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private void awaitLog(String part) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Files.readString(log(), UTF_8).contains(part));
    }

    /** The messages of the log, numbers at their end cut off; each line must be a JSON document. */
    private List<String> messages() throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<String> messages = new ArrayList<>();
        for (String line : Files.readAllLines(log(), UTF_8)) {
            messages.add(json.readTree(line).path("message").asText().replaceFirst(" \\d+ ms$", ""));
        }
        return messages;
    }

    private Path log() {
        return dir.resolve("child.log");
    }
}
