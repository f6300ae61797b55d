package dev.switchbook.common.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the arguments of a service ask for. */
public sealed interface CommandLine {
    /** The configuration file when none is named. */
    Path DEFAULT_CONFIG = Path.of("./cti.json");

    /** Run the service. */
    record Run(Path config) implements CommandLine {}

    /** Only say what is wrong with the configuration. */
    record CheckConfig(Path config) implements CommandLine {}

    /** Print the usage. */
    record Help() implements CommandLine {}

    /** Print name and version. */
    record Version() implements CommandLine {}

    /** Not understood; the message says what. */
    record Invalid(String message) implements CommandLine {}

    /** Reads the arguments. The first of {@code --help}, {@code --version} and a fault decides. */
    static CommandLine parse(String... args) {
        Path config = null;
        boolean check = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help" -> {
                    return new Help();
                }
                case "--version" -> {
                    return new Version();
                }
                case "--check-config" -> check = true;
                case "--config" -> {
                    Path named = ++i < args.length ? path(args[i]) : null;
                    if (named == null || config != null) {
                        return new Invalid(named == null ? "--config needs a file" : "--config is given twice");
                    }
                    config = named;
                }
                default -> {
                    return new Invalid("unknown argument: " + args[i]);
                }
            }
        }
        Path file = config == null ? DEFAULT_CONFIG : config;
        return check ? new CheckConfig(file) : new Run(file);
    }

    /** The text of {@code --help}, ending in a newline. */
    static String usage(String name) {
        return """
                Usage: %s [--config FILE] [--check-config]

                  --config FILE    the configuration file; ./cti.json when not given
                  --check-config   say what is wrong with the configuration, and exit
                  --help           print this, and exit
                  --version        print the version, and exit

                Exit codes: 0 stopped on request, 2 configuration, 1 anything else.
                """.formatted(name);
    }

    private static @Nullable Path path(String text) {
        try {
            return text.isEmpty() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
