package dev.switchbook.recorder.chaos;

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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One recorder as users run it: {@code java -jar}, a directory and a {@code cti.json} of its own. Used by one thread but for reads. */
final class RecorderProcess implements AutoCloseable {
    /** Those that a signal to the harness must not leave behind. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "recorders-clean-up"));
    }

    /** As {@code deploy/container/event-recorder.options}. */
    static final List<String> SMALL =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError");

    private final int number;
    private final Path directory;
    private final Path jar;
    private final List<String> jvm;
    private final int opsPort = TestPorts.free();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMillis(500)).build();
    private @Nullable Process process;
    private volatile Incarnation life;
    private @Nullable WallClock clock;
    private int lives;

    /** Not started; to be started with these options of the JVM. */
    RecorderProcess(int number, Path directory, Path jar, List<String> jvm) {
        this.number = number;
        this.directory = directory;
        this.jar = jar;
        this.jvm = List.copyOf(jvm);
        this.life = new Incarnation("recorder " + number + ", not started");
        life.end(0);
    }

    int number() {
        return number;
    }

    int opsPort() {
        return opsPort;
    }

    Path directory() {
        return directory;
    }

    /** The present or last life. */
    Incarnation life() {
        return life;
    }

    /** 0 before the first start. */
    long pid() {
        return process == null ? 0 : process.pid();
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    void configure(String json) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("cti.json"), json);
    }

    /** From its next start on its wall clock can be set. */
    void keepClock() throws IOException {
        clock = new WallClock(directory);
    }

    /** Its wall clock is so far off from now on, or within a second. */
    void setClock(long seconds) {
        java.util.Objects.requireNonNull(clock).off(seconds);
    }

    /** Its files do not grow beyond so many bytes from now on, a disk that is full; null: they do. */
    void limitFiles(@Nullable Long bytes) {
        Process running = process;
        if (running != null && running.isAlive()) {
            // the soft limit: an unprivileged user may lift it again
            String limit = (bytes == null ? "unlimited" : bytes) + ":";
            if (!done(List.of("prlimit", "--pid=" + running.pid(), "--fsize=" + limit))) {
                throw new IllegalStateException("no limit for the files of " + life);
            }
        }
    }

    /** Returns at once. */
    void start() {
        lives++;
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        life = new Incarnation("recorder " + number + " (life " + lives + ")");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log-" + lives).toFile());
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "1"); // as README.md says
            if (clock != null) {
                builder.environment().putAll(clock.environment());
            }
            Process begun = builder.start();
            RUNNING.add(begun);
            var unused = begun.onExit().thenAccept(RUNNING::remove);
            process = begun;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        Process ending = process;
        if (ending != null) {
            life.end(System.currentTimeMillis());
            ending.destroyForcibly();
            awaitEnd(ending);
        }
    }

    /** SIGTERM; it may take a while to end. */
    void terminate() {
        Process ending = process;
        if (ending != null) {
            life.end(System.currentTimeMillis());
            ending.destroy();
        }
    }

    /** Waits for the end that {@link #terminate} began; returns whether it came with exit code 0. */
    boolean ended() {
        Process ending = process;
        return ending == null || (awaitEnd(ending) && ending.exitValue() == 0);
    }

    /** SIGSTOP. */
    void stop() {
        life.stopped().begin(System.currentTimeMillis());
        life.hindered().begin(System.currentTimeMillis());
        signal("STOP");
    }

    /** SIGCONT. */
    void go() {
        signal("CONT");
        life.stopped().end(System.currentTimeMillis());
        life.hindered().end(System.currentTimeMillis());
    }

    private void signal(String name) {
        Process running = process;
        if (running != null && running.isAlive()) {
            var unused = done(List.of("sh", "-c", "kill -" + name + " " + running.pid())); // it may be gone by now
        }
    }

    private static boolean done(List<String> command) {
        try {
            Process helper = new ProcessBuilder(command).start();
            return awaitEnd(helper) && helper.exitValue() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean awaitEnd(Process ending) {
        try {
            return ending.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The body of an answer of its ops listener; empty when there is none within a second. */
    String ops(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + opsPort + path))
                .timeout(Duration.ofSeconds(1))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return ""; // not there, not yet, or standing still
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The sum of its metric's values; 0 when there is none. */
    double metric(String name) {
        return ops("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Whether its metrics say that it owns the node. */
    boolean owns(String node) {
        return isRunning() && ops("/metrics").contains("recorder_owner{node=\"" + node + "\"} 1");
    }

    @Override
    public void close() {
        if (process != null) {
            signal("CONT");
            process.destroyForcibly();
            awaitEnd(process);
        }
    }
}
