package dev.switchbook.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The real script, the real jars, real processes. Only the build is left out: it is running. */
final class RunningQuickstart implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final String LAST_LINE = "Ctrl-C stops everything";

    private final Path dir;
    private final List<Process> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    /** The first of its five ports. */
    final int base = freeBase();

    /** Its data are in there. */
    RunningQuickstart(Path dir) {
        this.dir = dir;
    }

    @Override
    public void close() {
        for (Process process : started) {
            process.destroyForcibly().onExit().join();
        }
    }

    Path data() {
        return dir.resolve("data");
    }

    Process start(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--data", data().toString(), "--port-base", Integer.toString(base)));
        return run(arguments.toArray(String[]::new));
    }

    String succeed(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data().toString()));
        Process process = run(all.toArray(String[]::new));
        assertThat(exitCode(process)).as(output(process)).isZero();
        return output(process);
    }

    Process run(String... arguments) throws IOException {
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

    String output(Process process) throws IOException {
        return Files.readString(dir.resolve("output-" + started.indexOf(process)));
    }

    String awaitGuide(Process process) throws IOException {
        await().atMost(PATIENCE)
                .until(() -> !process.isAlive() || output(process).contains(LAST_LINE));
        String printed = output(process);
        assertThat(printed).contains(LAST_LINE);
        return printed;
    }

    static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** SIGTERM; nobody may be left. */
    static int stop(Process process) throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);
        process.destroy();
        int code = exitCode(process);
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        return code;
    }

    static int kill(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    String ops(int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    /** Five ports in a row, below those that the system gives away by itself; other ones in each fork. */
    private static int freeBase() {
        int from = 20_000 + 2_000 * (Integer.getInteger("surefire.forkNumber", 1) % 5);
        for (int attempt = 0; attempt < 100; attempt++) {
            int base = ThreadLocalRandom.current().nextInt(from, from + 2_000);
            if (IntStream.range(base, base + 5).allMatch(RunningQuickstart::isFree)) {
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
