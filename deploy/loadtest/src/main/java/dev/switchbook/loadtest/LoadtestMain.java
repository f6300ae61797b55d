package dev.switchbook.loadtest;

import dev.switchbook.loadtest.Options.UsageException;
import dev.switchbook.loadtest.changes.ChangeRow;
import dev.switchbook.loadtest.events.EventLoad;
import dev.switchbook.loadtest.events.EventRow;
import dev.switchbook.loadtest.events.FrameCounter;
import dev.switchbook.loadtest.events.SimpleRecorder;
import dev.switchbook.loadtest.extensions.RedisBinary;
import dev.switchbook.loadtest.extensions.RedisFill;
import dev.switchbook.loadtest.report.Run;
import dev.switchbook.loadtest.report.Table;
import dev.switchbook.loadtest.server.FixedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** {@code java -jar loadtest.jar COMMAND [--name value]…}; README.md says which. */
public final class LoadtestMain {

    private static final String COMMANDS =
            "load | warm | changes | changes-table | fetch | fill | redis | serve | table | events | count | simple"
                    + " | events-table";

    private LoadtestMain() {}

    /** Exits with 0, or 2 if the command line is wrong, or 1. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try {
            run(args.length == 0 ? "" : args[0], new Options(args));
        } catch (UsageException e) {
            System.err.println("loadtest: " + e.getMessage());
            System.exit(2);
        }
    }

    private static void run(String command, Options options) throws IOException, InterruptedException {
        switch (command) {
            case "load" -> DirectoryCommands.run(options);
            case "warm" -> DirectoryCommands.warm(options);
            case "changes" -> changes(options);
            case "changes-table" ->
                ChangeRow.table(Files.readAllLines(Path.of(options.required("runs"))))
                        .forEach(System.out::println);
            case "fetch" -> DirectoryCommands.fetch(options);
            case "fill" -> RedisFill.fill(options.address("redis"), DirectoryCommands.extensions(options));
            case "redis" -> RedisBinary.unpack(Path.of(options.required("to")));
            case "serve" -> serve(options);
            case "table" -> table(options);
            case "events" -> events(options);
            case "count" -> FrameCounter.run(options.address("esl"), options.address("redis"));
            case "simple" -> SimpleRecorder.run(options.address("esl"), options.address("redis"));
            case "events-table" ->
                EventRow.table(Files.readAllLines(Path.of(options.required("runs"))))
                        .forEach(System.out::println);
            default -> throw new UsageException("expected one of " + COMMANDS);
        }
    }

    private static void changes(Options options) throws IOException, InterruptedException {
        if (!DirectoryCommands.changes(options)) {
            System.err.println("loadtest: an answer did not keep the promise");
            System.exit(1);
        }
    }

    private static void serve(Options options) throws IOException, InterruptedException {
        String certificate = options.optional("certificate");
        FixedServer.serve(
                options.address("listen"),
                Files.readAllBytes(Path.of(options.required("answer"))),
                certificate == null
                        ? null
                        : new FixedServer.Tls(
                                options.address("tls-listen"),
                                Path.of(certificate),
                                Path.of(options.required("private-key"))));
    }

    private static void events(Options options) throws IOException, InterruptedException {
        EventLoad.Setup setup = new EventLoad.Setup(
                options.text("name", "recorder"),
                options.address("listen").getPort(),
                options.address("redis"),
                options.optional("ops") == null ? null : options.address("ops"),
                options.number("server-pid", 0),
                options.number("redis-pid", 0),
                (int) options.number("phones", 10_000));
        try (EventLoad load = EventLoad.start(setup)) {
            for (String kind : options.text("kinds", "registers calls").split(" ", -1)) {
                load.warmUp(kind, options.number("warm-up", 300_000));
                for (String rate : options.text("rates", "0").split(" ", -1)) {
                    long perSecond = Long.parseLong(rate);
                    long events = perSecond == 0
                            ? options.number("events", 200_000)
                            : perSecond * options.number("seconds", 5);
                    EventRow row = load.run(kind, events, perSecond);
                    System.out.println(row.toLine());
                    String file = options.optional("append");
                    if (file != null) {
                        Files.writeString(
                                Path.of(file),
                                row.toLine() + '\n',
                                StandardOpenOption.CREATE,
                                StandardOpenOption.APPEND);
                    }
                }
            }
        }
    }

    private static void table(Options options) throws IOException {
        List<Run> runs = Files.readAllLines(Path.of(options.required("runs"))).stream()
                .map(Run::parse)
                .toList();
        Table.of(runs, options.text("reference", "nginx+lua")).forEach(System.out::println);
    }
}
