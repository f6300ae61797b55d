package dev.switchbook.quickstart;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that ends with this one, whatever way this one ends.
 *
 * <p>It runs in a session of its own where there is {@code setsid}, so that a Ctrl-C of the terminal reaches the
 * quickstart alone, which then ends its children in order. A guard, a shell that waits at the end of a pipe, ends the
 * child when this JVM is gone without having done so ({@code kill -9}).
 */
final class Child {

    /** Its input ends without a line when the JVM is gone. {@code $1} is the child. */
    private static final String GUARD = """
            trap '' HUP INT TERM
            read -r stopped && exit 0
            kill "$1" 2>/dev/null
            for wait in 1 2 3 4 5 6 7 8; do
              kill -0 "$1" 2>/dev/null || exit 0
              sleep 1
            done
            kill -9 "$1" 2>/dev/null
            """;

    private static final int TAIL = 20;

    private final String name;
    private final Path log;
    private final Process process;
    private final Process guard;

    private Child(String name, Path log, Process process, Process guard) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.guard = guard;
    }

    /** Starts a program. What it says goes to {@code log}; that of the run before is kept beside it. */
    static Child start(String name, List<String> command, Path log) throws QuickstartException {
        return start(new Program(name, name, command, Map.of()), log);
    }

    /** As {@link #start(String, List, Path)}. */
    static Child start(Program program, Path log) throws QuickstartException {
        try {
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(inOwnSession(program.command()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(program.environment());
            Process process = builder.start();
            process.getOutputStream().close();
            String pid = Long.toString(process.pid());
            Process guard = new ProcessBuilder(inOwnSession(List.of("sh", "-c", GUARD, "quickstart-guard", pid)))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new Child(program.what(), log, process, guard);
        } catch (IOException e) {
            throw new QuickstartException("cannot start " + program.what(), e);
        }
    }

    /** {@code setsid} makes no process of its own: whoever is not the leader of a group becomes the program. */
    private static List<String> inOwnSession(List<String> command) {
        Path setsid = Path.of("/usr/bin/setsid");
        if (!Files.isExecutable(setsid)) {
            return command;
        }
        List<String> detached = new ArrayList<>(command);
        detached.add(0, setsid.toString());
        return detached;
    }

    /** For people. */
    String name() {
        return name;
    }

    /** Completes when the process has ended, however it came to that. */
    CompletableFuture<Child> ended() {
        return process.onExit().thenApply(gone -> this);
    }

    /** Waits a moment, or until the process has ended, which is a fault. */
    void pause(Duration moment) throws InterruptedException, QuickstartException {
        if (process.waitFor(moment.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new QuickstartException(obituary());
        }
    }

    /** Asks it to end, and after {@code bound} makes it. */
    void stop(Duration bound) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
        }
        dismissGuard();
    }

    private void dismissGuard() throws InterruptedException {
        try (Writer line = guard.outputWriter(StandardCharsets.US_ASCII)) {
            line.write("stopped\n");
        } catch (IOException e) {
            guard.destroyForcibly(); // it cannot be told
        }
        if (!guard.waitFor(1, TimeUnit.SECONDS)) {
            guard.destroyForcibly();
        }
    }

    /** That it ended, how, and the last it said. */
    String obituary() {
        String exit = process.isAlive() ? "" : " (exit code " + process.exitValue() + ")";
        return name + " ended by itself" + exit + ". The end of " + log + ":\n" + tail();
    }

    /** The last lines of its log. */
    String tail() {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
        } catch (IOException | RuntimeException e) {
            return "(cannot be read: " + e + ")";
        }
    }
}
