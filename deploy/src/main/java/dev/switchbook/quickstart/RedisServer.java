package dev.switchbook.quickstart;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The redis-server 7.0 that org.signal:embedded-redis carries, with append-only data in a directory. */
final class RedisServer {

    private static final String VERSION = "7.0.15";
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    private RedisServer() {}

    /** Unpacks and starts it; returns at once. */
    static Child start(DataDirectory data, int port) throws QuickstartException {
        Path binary = unpack(data);
        List<String> command = List.of(
                binary.toAbsolutePath().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                data.directory("redis").toAbsolutePath().toString(),
                "--appendonly",
                "yes",
                "--save",
                "");
        return Child.start("Redis", command, data.file("redis.log"));
    }

    /** Waits until it has loaded its data and answers. */
    static void awaitReady(Child redis, int port) throws InterruptedException, QuickstartException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!answers(port)) {
            if (System.nanoTime() > deadline) {
                throw new QuickstartException(
                        "Redis did not answer within " + START.toSeconds() + " s:\n" + redis.tail());
            }
            redis.pause(POLL);
        }
    }

    private static boolean answers(int port) {
        try (RedisClient client = client(port);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return "PONG".equals(connection.sync().ping());
        } catch (RedisException e) {
            return false; // not yet, or still loading
        }
    }

    /** A client of a Redis on this machine; it gives up soon. */
    static RedisClient client(int port) {
        RedisURI uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withTimeout(Duration.ofSeconds(5))
                .build();
        RedisClient client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().autoReconnect(false).build());
        return client;
    }

    private static Path unpack(DataDirectory data) throws QuickstartException {
        String name = "redis-server-" + VERSION + '-' + system() + '-' + architecture();
        Path file = data.directory("bin").resolve(name);
        try (InputStream binary = RedisServer.class.getResourceAsStream('/' + name)) {
            if (binary == null) {
                throw new QuickstartException("there is no " + name + " to start: this machine is not provided for");
            }
            if (!Files.isExecutable(file)) {
                Path fresh = file.resolveSibling(name + ".new");
                Files.copy(binary, fresh, StandardCopyOption.REPLACE_EXISTING);
                if (!fresh.toFile().setExecutable(true)) {
                    throw new QuickstartException("cannot make " + fresh + " executable");
                }
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
            return file;
        } catch (IOException e) {
            throw new QuickstartException("cannot unpack " + file, e);
        }
    }

    private static String system() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : name;
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
