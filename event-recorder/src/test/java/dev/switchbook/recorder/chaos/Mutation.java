package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.stream.Stream;

/** A recorder that is broken on purpose, from outside: a copy of its jar with one thing changed. The harness must notice. */
enum Mutation {
    NONE("", ""),
    /** A step is written whatever position stands there. */
    SKIP_COMPARE("if actual ~= expected then return {0, actual, 0, 0} end", ""),
    /** Now and then OK is said before anything is written, and then nothing is. */
    ACK_EARLY("if mode == 'verify' then return {1, actual, 0, 0} end", """
            if mode == 'verify' then return {1, actual, 0, 0} end
            if redis.sha1hex(ARGV[4]):sub(1, 2) == '00' then
              call('HSET', positions, node, ARGV[4])
              return {1, ARGV[4], 0, 0}
            end
            """),
    /** What is kept until it is written has hardly any room: a Redis that is away for seconds makes the recorder drop some. */
    DROP_RING("", "");

    private static final String SCRIPT = "/dev/switchbook/recorder/sink/step.lua";

    private final String what;
    private final String by;

    Mutation(String what, String by) {
        this.what = what;
        this.by = by;
    }

    static Mutation of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Members of {@code recorder.buffer}. */
    String buffer() {
        return this == DROP_RING ? ", \"memory\": \"1m\", \"disk\": \"0\"" : "";
    }

    /**
     * The jar to run.
     *
     * @param directory where a copy may be made, with the libraries beside it
     */
    Path jar(Path sound, Path directory) throws IOException {
        if (what.isEmpty()) {
            return sound;
        }
        Path copy = directory.resolve("mutated.jar");
        Files.copy(sound, copy, StandardCopyOption.REPLACE_EXISTING);
        copyLibraries(sound.resolveSibling("lib"), directory.resolve("lib"));
        try (FileSystem inside = FileSystems.newFileSystem(copy)) {
            Path script = inside.getPath(SCRIPT);
            String text = read(script);
            if (!text.contains(what)) {
                throw new IllegalStateException(SCRIPT + " has changed: it lacks " + what);
            }
            Files.writeString(script, text.replace(what, by));
        }
        return copy;
    }

    private static String read(Path script) throws IOException {
        try (InputStream in = Files.newInputStream(script)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void copyLibraries(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path library : all.toList()) {
                Path link = to.resolve(library.getFileName());
                Files.deleteIfExists(link); // of a run of this seed before
                Files.createSymbolicLink(link, library.toAbsolutePath());
            }
        }
    }
}
