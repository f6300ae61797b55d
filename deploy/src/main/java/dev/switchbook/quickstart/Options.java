package dev.switchbook.quickstart;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What the arguments of {@code ./quickstart} ask for. */
sealed interface Options {

    /**
     * Run until stopped.
     *
     * @param simulate with a simulated FreeSWITCH
     */
    record Run(Path data, Ports ports, boolean simulate) implements Options {}

    /** Change the password of an extension of a running quickstart. */
    record Password(Path data, String extension, String password) implements Options {}

    /** Print what a running quickstart records, as it comes. */
    record Watch(Path data) implements Options {}

    /** Print the usage. */
    record Help() implements Options {}

    /** Not understood; the message says what. */
    record Invalid(String message) implements Options {}

    /** Reads the arguments; the first fault decides. */
    static Options parse(String... args) {
        return new Parser(args).parse();
    }

    /** One reading of one command line. */
    final class Parser {
        private final String[] args;
        private int next;
        private Path data = Path.of("data");
        private Ports ports = Ports.DEFAULT;
        private boolean simulate;
        private boolean watch;
        private @Nullable String extension;
        private @Nullable String password;
        private @Nullable Options decided;

        private Parser(String... args) {
            this.args = args;
        }

        private Options parse() {
            while (next < args.length && decided == null) {
                argument(args[next++]);
            }
            if (decided != null) {
                return decided;
            }
            if (extension != null && password != null) {
                return new Password(data, extension, password);
            }
            return watch ? new Watch(data) : new Run(data, ports, simulate);
        }

        private void argument(String argument) {
            switch (argument) {
                case "--help", "-h" -> decided = new Help();
                case "--data" -> {
                    String value = value(argument);
                    data = Path.of(value);
                }
                case "--port-base" -> {
                    Ports chosen = Ports.from(number(value(argument)));
                    if (chosen == null) {
                        fail("--port-base needs a number from 1 to " + Ports.MAX_BASE);
                    } else {
                        ports = chosen;
                    }
                }
                case "--simulate" -> simulate = true;
                case "watch" -> watch = true;
                case "password" -> {
                    extension = value(argument);
                    password = value(argument);
                    if (decided == null && password.isEmpty()) {
                        fail("an empty password is nobody's: give one");
                    }
                }
                default -> fail("unknown option: " + argument);
            }
        }

        private String value(String argument) {
            if (next < args.length) {
                return args[next++];
            }
            fail(
                    argument.equals("password")
                            ? "password needs an extension and a password"
                            : argument + " needs a value");
            return "";
        }

        private static int number(String text) {
            boolean digits =
                    !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits ? Integer.parseInt(text) : 0;
        }

        private void fail(String message) {
            if (decided == null) {
                decided = new Invalid(message);
            }
        }
    }
}
