package dev.switchbook.loadtest.extensions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The redis-server of org.signal:embedded-redis. */
public final class RedisBinary {

    private RedisBinary() {}

    /**
     * Writes the program for this machine.
     *
     * @throws IOException also when there is none for this machine
     */
    public static void unpack(Path file) throws IOException {
        String name = "/redis-server-7.0.15-linux-" + architecture();
        try (InputStream binary = RedisBinary.class.getResourceAsStream(name)) {
            if (binary == null) {
                throw new IOException("no " + name + " in embedded-redis");
            }
            Files.copy(binary, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + file + " executable");
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
