package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A redis-server process with a directory of its own. No process outlives the JVM, short of a {@code kill -9} of that. */
final class RedisProcess implements AutoCloseable {
    private static final Set<RedisProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RedisProcess::close), "redis-clean-up"));
    }

    private final Path directory;
    private final List<String> arguments;
    private @Nullable Process process;

    /** Starts nothing yet. The arguments may name files relative to {@link #directory()}. */
    RedisProcess(List<String> arguments) {
        this.arguments = List.copyOf(arguments);
        this.directory = TemporaryDirectories.create("switchbook-redis");
    }

    Path directory() {
        return directory;
    }

    /**
     * Starts the process and waits until it says that it is ready; throws with its log when it ends instead.
     *
     * @param more arguments for this time, behind those that it always has
     */
    void start(String... more) {
        List<String> command = new ArrayList<>();
        command.add(RedisBinary.path().toString());
        command.addAll(arguments);
        command.addAll(List.of(more));
        Path log = directory.resolve("log");
        try {
            Files.deleteIfExists(log);
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RUNNING.add(this);
        awaitReady(process, log);
    }

    boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Ends it as a crash would, in whatever state it is. */
    void kill() {
        Process ending = process;
        if (ending != null) {
            ending.destroyForcibly();
            try {
                ending.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            process = null;
        }
    }

    /** Sends a signal by name, STOP or CONT. */
    void signal(String name) {
        if (process == null) {
            throw new IllegalStateException("not running");
        }
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                    .redirectErrorStream(true)
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        RUNNING.remove(this);
        TemporaryDirectories.delete(directory);
    }

    private void awaitReady(Process started, Path log) {
        Awaitility.await("redis-server")
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .pollDelay(0, TimeUnit.MILLISECONDS)
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> !started.isAlive() || isReady(Files.readString(log)));
        if (!started.isAlive()) {
            throw new IllegalStateException("redis-server ended: " + read(log));
        }
    }

    private static boolean isReady(String log) {
        return log.contains("eady to accept connections") || log.contains("Sentinel ID is");
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
