package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** Directories for what is closed nobody knows when; they are deleted when the tests end. */
public final class TemporaryDirectories {
    private static final Queue<Path> CREATED = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> CREATED.forEach(TemporaryDirectories::delete), "directory-clean-up"));
    }

    private TemporaryDirectories() {}

    /** A new one. */
    public static Path create(String prefix) {
        try {
            Path created = Files.createTempDirectory(prefix);
            CREATED.add(created);
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With all that is in it. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // gone already
        }
    }
}
