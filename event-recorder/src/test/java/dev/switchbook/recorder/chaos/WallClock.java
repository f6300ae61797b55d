package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The wall clock of a process, which libfaketime reads from a file each second; the monotonic one stays the machine's. */
final class WallClock {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));

    private final Path file;

    /** Right, until it is set. */
    WallClock(Path directory) throws IOException {
        Files.createDirectories(directory);
        this.file = directory.resolve("clock").toAbsolutePath();
        off(0);
    }

    /** The library; empty where it is not installed. */
    static Optional<Path> library() {
        return LIBRARIES.stream().filter(Files::exists).findFirst();
    }

    /** For the process. */
    Map<String, String> environment() {
        String library = library()
                .map(Path::toString)
                .orElseThrow(() -> new IllegalStateException("libfaketime is not installed"));
        return Map.of(
                "LD_PRELOAD",
                library,
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                "FAKETIME_DISABLE_SHM",
                "1");
    }

    /** So many seconds off. */
    void off(long seconds) {
        try {
            Path next = file.resolveSibling("clock.next");
            Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
