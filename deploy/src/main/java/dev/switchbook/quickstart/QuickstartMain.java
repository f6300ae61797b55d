package dev.switchbook.quickstart;

import dev.switchbook.common.config.ServiceMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code ./quickstart [--simulate] [--port-base N] [--data DIR]}, {@code ./quickstart watch} and {@code ./quickstart password
 * EXTENSION PASSWORD}.
 */
public final class QuickstartMain {

    private QuickstartMain() {}

    /** Runs until SIGTERM or SIGINT, or until a child process ends. */
    public static void main(String[] args) {
        System.exit(run(Options.parse(args), System.out, System.err));
    }

    private static int run(Options options, PrintStream out, PrintStream err) {
        try {
            if (options instanceof Options.Run run) {
                return new Quickstart(run, out, err).run();
            }
            if (options instanceof Options.Password change) {
                PasswordCommand.run(change, out);
                return ServiceMain.STOPPED;
            }
            if (options instanceof Options.Watch watch) {
                return WatchCommand.run(watch, out);
            }
            if (options instanceof Options.Invalid invalid) {
                err.println("quickstart: " + invalid.message() + "\nSee ./quickstart --help");
                return ServiceMain.MISCONFIGURED;
            }
            out.print(usage());
            return ServiceMain.STOPPED;
        } catch (QuickstartException e) {
            err.println("quickstart: " + e.getMessage());
            return ServiceMain.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ServiceMain.FAILED;
        }
    }

    private static String usage() {
        try (InputStream text = QuickstartMain.class.getResourceAsStream("/quickstart-usage.txt")) {
            return text == null ? "" : new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
