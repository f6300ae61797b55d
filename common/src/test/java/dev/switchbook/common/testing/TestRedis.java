package dev.switchbook.common.testing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real redis-server on a free port of 127.0.0.1, without persistence. Killed and its directory deleted by {@link #close()}, or at
 * the end of the JVM.
 */
public final class TestRedis implements AutoCloseable {
    private static final int PORT_ATTEMPTS = 5;

    private final int port;
    private final RedisProcess process;
    private final @Nullable String password;

    private TestRedis(int port, @Nullable String password, RedisProcess process) {
        this.port = port;
        this.password = password;
        this.process = process;
    }

    /** Started; options as on redis-server's command line: {@code "--maxmemory", "10mb"}. */
    public static TestRedis start(String... options) {
        return started(null, options);
    }

    /** As {@link #start(String...)}, the default user having a password. */
    public static TestRedis withPassword(String password, String... options) {
        List<String> all = new ArrayList<>(List.of("--requirepass", password));
        all.addAll(List.of(options));
        return started(password, all.toArray(String[]::new));
    }

    /** On that port, not started yet. */
    public static TestRedis notStarted(int port, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        arguments.addAll(List.of(options));
        return new TestRedis(port, null, new RedisProcess(arguments));
    }

    private static TestRedis started(@Nullable String password, String... options) {
        IllegalStateException failure = new IllegalStateException("never tried");
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            TestRedis bare = notStarted(TestPorts.free(), options);
            TestRedis redis = new TestRedis(bare.port, password, bare.process);
            try {
                redis.restart();
                return redis;
            } catch (IllegalStateException e) {
                redis.close();
                failure = e; // most likely the port was taken meanwhile
            }
        }
        throw failure;
    }

    public int port() {
        return port;
    }

    /** {@code redis://127.0.0.1:port} */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    /** Starts it (again), empty, on its port. */
    public void restart() {
        process.start();
    }

    /** Starts it (again), empty, on its port, as a replica of that one from its first moment on. */
    public void restartAsReplicaOf(TestRedis master) {
        process.start("--replicaof", "127.0.0.1 " + master.port());
    }

    /** Ends it at once, as a crash would. */
    public void stop() {
        process.kill();
    }

    public boolean isRunning() {
        return process.isRunning();
    }

    /** SIGSTOP: connections stand, nothing answers. */
    public void pause() {
        process.signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        process.signal("CONT");
    }

    /** A new connection, logged in. */
    public RedisCommandLine connect() {
        RedisCommandLine client = new RedisCommandLine(port);
        if (password != null) {
            client.call("AUTH", password);
        }
        return client;
    }

    /** One command on a connection of its own; for the reply see {@link RedisCommandLine#call}. */
    public @Nullable Object call(String... command) {
        try (RedisCommandLine client = connect()) {
            return client.call(command);
        }
    }

    public void flush() {
        call("FLUSHALL");
    }

    @Override
    public void close() {
        process.close();
    }
}
