package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The redis-server 7.0.15 of org.signal:embedded-redis, unpacked once a JVM. It does TLS. */
final class RedisBinary {
    private static final Path UNPACKED = unpack();

    private RedisBinary() {}

    static Path path() {
        return UNPACKED;
    }

    private static Path unpack() {
        String name = "/redis-server-7.0.15-" + system() + "-" + architecture();
        try (InputStream binary = RedisBinary.class.getResourceAsStream(name)) {
            if (binary == null) {
                throw new IllegalStateException("no " + name + " in embedded-redis");
            }
            Path directory = Files.createTempDirectory("switchbook-redis-bin");
            Path file = directory.resolve("redis-server");
            Files.copy(binary, file, StandardCopyOption.REPLACE_EXISTING);
            if (!file.toFile().setExecutable(true)) {
                throw new IllegalStateException("cannot make " + file + " executable");
            }
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String system() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> throw new IllegalStateException("no redis-server for " + name);
        };
    }
}
