package dev.switchbook.recorder.esl;

import dev.switchbook.recorder.simulated.Capture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What FreeSWITCH was captured to send. */
final class Fixtures {
    private Fixtures() {}

    /** Gzipped or not. */
    static byte[] bytes(String name) {
        return Capture.bytes(name);
    }

    /** The scenarios of which there is the file. */
    static List<String> scenariosWith(String file) {
        try (Stream<Path> folders = Files.list(root())) {
            return folders.filter(folder -> Capture.exists(folder.getFileName() + "/" + file))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource("/fixtures"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
