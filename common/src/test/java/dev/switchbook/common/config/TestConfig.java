package dev.switchbook.common.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatObject;

import dev.switchbook.common.config.CtiConfig.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.assertj.core.api.ObjectAssert;

/** A {@code cti.json} in a directory of its own, read in an environment of its own. */
public final class TestConfig {
    private final Path directory;
    private final Map<String, String> environment = new HashMap<>();

    public TestConfig(Path directory) {
        this.directory = directory;
    }

    /** Sets an environment variable. */
    public TestConfig with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Writes a file beside the configuration. */
    public Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one block of the text as a service that uses this block alone. */
    public <S> Reading<S> read(String json, BlockName block, Function<Block, S> settings) {
        return read(json, Set.of(block), config -> settings.apply(config.block(block)));
    }

    /** Reads the text as a service that uses these blocks. */
    public <S> Reading<S> read(String json, Set<BlockName> uses, Function<CtiConfig, S> settings) {
        return CtiConfig.read(file("cti.json", json), environment::get, uses, settings);
    }

    /** The settings of a sound file without warnings. */
    public static <S> S sound(Reading<S> reading) {
        if (reading instanceof Reading.Sound<S> sound && sound.warnings().isEmpty()) {
            return requireNonNull(sound.settings());
        }
        throw new AssertionError("not sound: " + problems(reading) + reading.warnings());
    }

    /** Asserts on the settings of a sound file without warnings. */
    static <S> ObjectAssert<S> assertSound(Reading<S> reading) {
        return assertThatObject(sound(reading));
    }

    /** The problems as they are printed, from {@code cti.json} on; none of a sound file. */
    public static List<String> problems(Reading<?> reading) {
        return reading instanceof Reading.Refused<?> refused ? lines(refused.problems()) : List.of();
    }

    /** The warnings as they are printed, from {@code cti.json} on. */
    public static List<String> warnings(Reading<?> reading) {
        return lines(reading.warnings());
    }

    private static List<String> lines(List<Problem> problems) {
        return problems.stream()
                .map(Problem::toString)
                .map(line -> line.substring(line.indexOf("cti.json")))
                .toList();
    }
}
