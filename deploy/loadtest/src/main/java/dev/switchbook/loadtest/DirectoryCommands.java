package dev.switchbook.loadtest;

import dev.switchbook.loadtest.Options.UsageException;
import dev.switchbook.loadtest.changes.ChangeRow;
import dev.switchbook.loadtest.changes.ChangeRun;
import dev.switchbook.loadtest.client.EachOnce;
import dev.switchbook.loadtest.client.Generator;
import dev.switchbook.loadtest.client.Load;
import dev.switchbook.loadtest.client.Load.Mode;
import dev.switchbook.loadtest.client.Questions;
import dev.switchbook.loadtest.client.RandomExtensions;
import dev.switchbook.loadtest.client.RequestTemplate;
import dev.switchbook.loadtest.client.Tally;
import dev.switchbook.loadtest.extensions.Extensions;
import dev.switchbook.loadtest.report.Measurement;
import dev.switchbook.loadtest.report.Run;
import dev.switchbook.loadtest.report.Table;
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

/** The commands that ask a directory server. */
final class DirectoryCommands {

    private DirectoryCommands() {}

    /** The first extension's answer, into a file. */
    static void fetch(Options options) throws IOException, InterruptedException {
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

    /** Asks each extension once. */
    static void warm(Options options) throws IOException, InterruptedException {
        EachOnce each = new EachOnce(template(options), extensions(options));
        try (Generator generator = Generator.start(load(options, 0), each)) {
            long left = each.await(options.number("seconds", 120));
            if (left > 0) {
                throw new IOException(left + " extensions have no right answer; last fault: "
                        + generator.stop().fault());
            }
        }
    }

    /** One run at full speed or at a rate. */
    static void run(Options options) throws IOException, InterruptedException {
        Load load = load(options, options.number("rate", 0));
        Questions questions = new RandomExtensions(
                template(options),
                extensions(options),
                options.text("check", "answer").equals("answer"),
                options.number("seed", 1));
        Measurement measurement = new Measurement(options.number("server-pid", 0), options.number("redis-pid", 0));
        Tally tally;
        try (Generator generator = Generator.start(load, questions)) {
            // the generator works on its event loop; these are the lengths of warm-up and measurement
            Thread.sleep(options.number("warm-up", 3) * 1000);
            generator.record();
            measurement.begin();
            Thread.sleep(options.number("seconds", 10) * 1000);
            measurement.end();
            tally = generator.stop();
        }
        String mode = load.mode().title() + (load.rate() > 0 ? " at " + (long) load.rate() + "/s" : "");
        Run run = measurement.run(options.text("name", "server"), mode, (int) options.number("round", 0), tally);
        Table.of(List.of(run), "").forEach(System.out::println);
        if (tally.fault() != null) {
            System.out.println("last fault: " + tally.fault());
        }
        append(options, run.toLine());
    }

    /** Phones at a rate while extensions change; says whether every answer kept the promise. */
    static boolean changes(Options options) throws IOException, InterruptedException {
        ChangeRow row = ChangeRun.run(new ChangeRun.Setup(
                options.text("name", "server"),
                options.text("label", "changes"),
                load(options, options.number("rate", 5000)),
                extensions(options),
                (int) options.number("changes", 100),
                Boolean.parseBoolean(options.text("deletes", "false")),
                Boolean.parseBoolean(options.text("flushall", "false")),
                (int) options.number("chase", 5),
                (int) options.number("scan", 0),
                options.number("max-staleness", 50),
                options.number("new-alias", 2000),
                options.number("warm-up", 3),
                options.number("seconds", 10),
                options.address("redis"),
                options.optional("ops") == null ? null : options.address("ops"),
                options.number("server-pid", 0),
                options.number("redis-pid", 0),
                options.optional("credentials")));
        ChangeRow.table(List.of(row.toLine())).forEach(System.out::println);
        row.details().forEach(System.out::println);
        append(options, row.toLine());
        return row.kept();
    }

    private static RequestTemplate template(Options options) {
        return RequestTemplate.of(
                options.required("server"), options.text("path", "/directory"), options.optional("credentials"));
    }

    private static Load load(Options options, long rate) {
        return new Load(
                options.address("server"),
                mode(options),
                (int) options.number("connections", 64),
                rate,
                options.number("seed", 1));
    }

    private static Mode mode(Options options) {
        try {
            return Mode.of(options.text("mode", Mode.NEW.title()));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--mode: " + e.getMessage());
        }
    }

    static int extensions(Options options) {
        long count = options.number("extensions", 100_000);
        if (count < 1 || count > Extensions.MAX) {
            throw new UsageException("--extensions must be 1 to " + Extensions.MAX);
        }
        return (int) count;
    }

    private static void append(Options options, String line) throws IOException {
        String file = options.optional("append");
        if (file != null) {
            Files.writeString(Path.of(file), line + '\n', StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
