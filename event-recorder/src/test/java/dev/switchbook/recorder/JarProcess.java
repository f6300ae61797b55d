package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.testing.TestPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The jar as users start it, in a directory elsewhere that holds its {@code cti.json}. */
final class JarProcess implements AutoCloseable {
    static final String REDIS_PASSWORD = "sesame-open";
    static final String ESL_PASSWORD = "event-socket-secret";

    private static final int FAILED = 1;
    private static final Path JAR = Path.of("target/event-recorder.jar");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Path directory;
    private final int opsPort;
    private final List<Process> started = new ArrayList<>();
    private List<String> javaOptions = List.of();
    private String level = "DEBUG";

    JarProcess(Path directory) {
        this.directory = directory;
        this.opsPort = TestPorts.free();
    }

    /** How much those say that are started from now on. */
    void logLevel(String name) {
        level = name;
    }

    /** For those that are started from now on. */
    void javaOptions(String... options) {
        javaOptions = List.of(options);
    }

    int opsPort() {
        return opsPort;
    }

    /** Passwords come from the environment and from a file. */
    void config(int redisPort, int eslPort) throws IOException {
        config(redisPort, eslPort, opsPort, "spool");
    }

    void config(int redisPort, int eslPort, int ops, String spool) throws IOException {
        Files.writeString(directory.resolve("esl-password"), ESL_PASSWORD + "\n");
        json("""
                {
                  "redis": {"uri": "redis://127.0.0.1:%d", "password": "${REDIS_PASSWORD_FOR_TEST}"},
                  "recorder": {
                    "freeswitch": [ {"name": "fs1", "address": "127.0.0.1:%d", "password": "${file:esl-password}"} ],
                    "buffer": {"dir": "%s"},
                    "ops": "127.0.0.1:%d",
                  },
                  "gui": {
                    "registration": {"list": "{registrations}:list", "stream": "{registrations}:stream", "key": "<user>@<domain>"},
                    "call": {"list": "{calls}:list", "stream": "{calls}:stream", "key": "<user>@<domain>"},
                  },
                }
                """.formatted(redisPort, eslPort, spool, ops));
    }

    void json(String text) throws IOException {
        Files.writeString(directory.resolve("cti.json"), text);
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(javaOptions);
        command.addAll(List.of("-jar", JAR.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(started.size()).toFile());
        builder.environment().put("REDIS_PASSWORD_FOR_TEST", REDIS_PASSWORD);
        builder.environment().put("LOG_LEVEL", level);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** What the last one said. */
    String logged() {
        return logged(started.size() - 1);
    }

    private String logged(int process) {
        try {
            return Files.readString(log(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log(int process) {
        return directory.resolve("log-" + process);
    }

    static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** Status and body, or {@code nobody}. Fails when there is nobody because it could not start. */
    String ops(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            Process last = started.get(started.size() - 1);
            assertThat(last.isAlive() || last.exitValue() != FAILED)
                    .as(logged())
                    .isTrue();
            return "nobody";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The sum of the samples whose line begins so. */
    double metric(String begin) {
        return ops("/metrics")
                .lines()
                .filter(line -> line.startsWith(begin))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Ends all of them; none may have told a secret, at level DEBUG. */
    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
        for (int i = 0; i < started.size(); i++) {
            assertThat(logged(i)).doesNotContain(REDIS_PASSWORD, ESL_PASSWORD);
        }
    }
}
