package dev.switchbook.loadtest;

import dev.switchbook.loadtest.Options.UsageException;
import dev.switchbook.loadtest.client.Generator;
import dev.switchbook.loadtest.client.Load;
import dev.switchbook.loadtest.client.Tally;
import dev.switchbook.loadtest.events.EventLoad;
import dev.switchbook.loadtest.events.EventRow;
import dev.switchbook.loadtest.events.FrameCounter;
import dev.switchbook.loadtest.events.SimpleRecorder;
import dev.switchbook.loadtest.extensions.Extensions;
import dev.switchbook.loadtest.extensions.RedisBinary;
import dev.switchbook.loadtest.extensions.RedisFill;
import dev.switchbook.loadtest.report.Measurement;
import dev.switchbook.loadtest.report.Run;
import dev.switchbook.loadtest.report.Table;
import dev.switchbook.loadtest.server.FixedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code java -jar loadtest.jar COMMAND [--name value]…}; README.md says which. */
public final class LoadtestMain {

    private static final String COMMANDS =
            "load | fetch | fill | redis | serve | table | events | count | simple | events-table";

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
            case "load" -> load(options);
            case "fetch" -> fetch(options);
            case "fill" -> RedisFill.fill(options.address("redis"), extensions(options));
            case "redis" -> RedisBinary.unpack(Path.of(options.required("to")));
            case "serve" ->
                FixedServer.serve(options.address("listen"), Files.readAllBytes(Path.of(options.required("answer"))));
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

    /** The first extension's answer, into a file. */
    private static void fetch(Options options) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + options.required("server") + "/directory"))
                .POST(BodyPublishers.ofString(
                        "section=directory&key=id&user=" + Extensions.name(0) + "&domain=" + Extensions.DOMAIN));
        String credentials = options.optional("credentials");
        if (credentials != null) {
            String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + encoded);
        }
        Path file = Path.of(options.required("to"));
        HttpClient client = HttpClient.newHttpClient();
        int status = 0;
        for (int i = 0; status != 200; i++) { // the first answers of a cold server may come too late, and be a 503
            if (i == 10) {
                throw new IOException("the server answered " + status);
            }
            status = client.send(request.build(), BodyHandlers.ofFile(file)).statusCode();
        }
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

    private static int extensions(Options options) {
        long count = options.number("extensions", 100_000);
        if (count < 1 || count > Extensions.MAX) {
            throw new UsageException("--extensions must be 1 to " + Extensions.MAX);
        }
        return (int) count;
    }

    private static void load(Options options) throws IOException, InterruptedException {
        Load load = new Load(
                options.address("server"),
                options.text("path", "/directory"),
                (int) options.number("connections", 64),
                Boolean.parseBoolean(options.text("keep-alive", "false")),
                options.number("rate", 0),
                extensions(options),
                options.text("check", "answer").equals("answer"),
                options.optional("credentials"),
                options.number("seed", 1));
        Measurement measurement = new Measurement(options.number("server-pid", 0), options.number("redis-pid", 0));
        Tally tally;
        try (Generator generator = Generator.start(load)) {
            // the generator works on its event loop; these are the lengths of warm-up and measurement
            Thread.sleep(options.number("warm-up", 3) * 1000);
            generator.record();
            measurement.begin();
            Thread.sleep(options.number("seconds", 10) * 1000);
            measurement.end();
            tally = generator.stop();
        }
        Run run = measurement.run(options.text("name", "server"), mode(load), (int) options.number("round", 0), tally);
        Table.of(List.of(run), "").forEach(System.out::println);
        if (tally.fault() != null) {
            System.out.println("last fault: " + tally.fault());
        }
        append(options.optional("append"), run);
    }

    private static String mode(Load load) {
        return (load.keepAlive() ? "keep-alive" : "new") + (load.rate() > 0 ? " at " + (long) load.rate() + "/s" : "");
    }

    private static void append(@Nullable String file, Run run) throws IOException {
        if (file != null) {
            Files.writeString(Path.of(file), run.toLine() + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static void table(Options options) throws IOException {
        List<Run> runs = Files.readAllLines(Path.of(options.required("runs"))).stream()
                .map(Run::parse)
                .toList();
        Table.of(runs, options.text("reference", "nginx+lua")).forEach(System.out::println);
    }
}
