package dev.switchbook.common.config;

import dev.switchbook.common.config.CtiConfig.Reading;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * From the arguments to a running service: what a {@code main} calls, and then exits with the returned code.
 *
 * <pre>{@code
 * System.exit(ServiceMain.run(SERVICE, Console.system(), args));
 * }</pre>
 */
public final class ServiceMain {
    /** The service was stopped on request, or had nothing to do. */
    public static final int STOPPED = 0;

    /** Anything that is neither of the others. */
    public static final int FAILED = 1;

    /** The command line or the configuration is at fault. */
    public static final int MISCONFIGURED = 2;

    private ServiceMain() {}

    /**
     * A service, not running yet.
     *
     * @param name as in the usage, such as {@code directory-service}
     * @param version as printed by {@code --version}
     * @param uses the blocks of the file that {@code settings} asks for
     * @param settings reads the settings; see {@link CtiConfig#read}
     * @param body runs the service
     */
    public record Service<S>(
            String name, String version, Set<BlockName> uses, Function<CtiConfig, S> settings, Body<S> body) {}

    /** The service itself. */
    @FunctionalInterface
    public interface Body<S> {
        /** Runs until it is stopped; returns the exit code. What it throws ends the process with {@link #FAILED}. */
        int run(S settings) throws Exception;
    }

    /** What the process is surrounded by. */
    public record Console(PrintStream out, PrintStream err, Environment environment) {
        /** The real one. */
        public static Console system() {
            return new Console(System.out, System.err, System::getenv);
        }
    }

    /**
     * Does what the arguments say and returns the exit code. Problems and warnings go to {@code err}, one line each.
     */
    public static <S> int run(Service<S> service, Console console, String... args) {
        CommandLine command = CommandLine.parse(args);
        if (command instanceof CommandLine.Run run) {
            return configured(service, console, run.config(), service.body());
        }
        if (command instanceof CommandLine.CheckConfig check) {
            return configured(service, console, check.config(), settings -> {
                console.out().println(CtiConfig.display(check.config()) + ": ok");
                return STOPPED;
            });
        }
        if (command instanceof CommandLine.Invalid invalid) {
            console.err().println(service.name() + ": " + invalid.message());
            console.err().print(CommandLine.usage(service.name()));
            return MISCONFIGURED;
        }
        boolean help = command instanceof CommandLine.Help;
        console.out().print(help ? CommandLine.usage(service.name()) : service.name() + " " + service.version() + "\n");
        return STOPPED;
    }

    /** The version in the manifest of the jar that holds the class; {@code development} outside of a jar. */
    public static String versionOf(Class<?> type) {
        return Objects.requireNonNullElse(type.getPackage().getImplementationVersion(), "development");
    }

    private static <S> int configured(Service<S> service, Console console, Path config, Body<S> body) {
        try {
            Reading<S> reading = CtiConfig.read(config, console.environment(), service.uses(), service.settings());
            print(console, reading.warnings());
            if (reading instanceof Reading.Sound<S> sound) {
                return body.run(sound.settings());
            }
            print(console, ((Reading.Refused<S>) reading).problems());
            return MISCONFIGURED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception e) {
            console.err().println(service.name() + ": stopped by a fault");
            e.printStackTrace(console.err()); // the last word before the exit, whether logging works or not
            return FAILED;
        }
    }

    private static void print(Console console, List<Problem> problems) {
        problems.forEach(console.err()::println);
    }
}
