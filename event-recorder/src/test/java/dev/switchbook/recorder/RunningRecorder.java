package dev.switchbook.recorder;

import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.testing.TemporaryDirectories;
import dev.switchbook.recorder.settings.CtiSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The whole service on free ports, in this JVM. */
final class RunningRecorder implements AutoCloseable {

    /** What a test says of the configuration; the rest is as shipped. */
    record Config(String redis, String freeswitch, String recorder, String buffer, String registration, String call) {

        /** All four sinks of both blocks, keys with the domain. */
        static Config of(String redisUri, String... nodes) {
            return new Config(
                    redisUri,
                    Arrays.stream(nodes).collect(Collectors.joining(", ")),
                    "",
                    "",
                    "\"hash\": \"registrations\", \"list\": \"{registrations}:list\", \"stream\":"
                            + " \"{registrations}:stream\", \"channel\": \"registrations-channel\", \"key\": \"<user>@<domain>\"",
                    "\"hash\": \"calls\", \"list\": \"{calls}:list\", \"stream\": \"{calls}:stream\", \"channel\":"
                            + " \"calls-channel\", \"key\": \"<user>@<domain>\"");
        }

        Config with(String members) {
            return new Config(redis, freeswitch, ", " + members, buffer, registration, call);
        }

        Config buffer(String memory, String disk) {
            String members = ", \"memory\": \"" + memory + "\", \"disk\": \"" + disk + "\"";
            return new Config(redis, freeswitch, recorder, members, registration, call);
        }

        Config call(String members) {
            return new Config(redis, freeswitch, recorder, buffer, registration, members);
        }

        Config registration(String members) {
            return new Config(redis, freeswitch, recorder, buffer, members, call);
        }

        String json() {
            String uri = redis.startsWith("[") ? redis : "\"" + redis + "\"";
            return """
                    {"redis": {"uri": %s},
                     "recorder": {"freeswitch": [%s], "ops": "127.0.0.1:0"%s, "buffer": {"dir": "spool"%s}},
                     "gui": {"registration": {%s}, "call": {%s}}}
                    """.formatted(uri, freeswitch, recorder, buffer, registration, call);
        }
    }

    private final RecorderService service;
    private boolean closed;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Path spool;

    private RunningRecorder(RecorderService service, Path spool) {
        this.service = service;
        this.spool = spool;
    }

    /** A node of the list. */
    static String node(String name, int port) {
        return "{\"name\": \"" + name + "\", \"address\": \"127.0.0.1:" + port + "\", \"password\": \"ClueCon\"}";
    }

    static RunningRecorder on(Config config) {
        TestConfig file = new TestConfig(TemporaryDirectories.create("switchbook-recorder"));
        CtiSettings settings = TestConfig.sound(file.read(config.json(), CtiSettings.USES, CtiSettings::read));
        try {
            return new RunningRecorder(
                    new RecorderService(settings), settings.recorder().buffer().dir());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the buffer's files are. */
    Path spool() {
        return spool;
    }

    /** Where FreeSWITCH's application socket is served. */
    int outboundPort() {
        InetSocketAddress address = service.outboundAddress();
        if (address == null) {
            throw new IllegalStateException("recorder.outbound is not configured");
        }
        return address.getPort();
    }

    String ops(String path) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.opsAddress().getPort() + path))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Events that were read from a node. */
    double eventsOf(String node) {
        return ops("/metrics")
                .lines()
                .filter(line -> line.startsWith("esl_events_total{") && line.contains("node=\"" + node + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A sample of {@code /metrics}; 0 when there is none. */
    double metric(String sample) {
        return ops("/metrics")
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** All samples of a name together, those of one node or whatever labels it has. */
    double sum(String name, String label) {
        return ops("/metrics")
                .lines()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            service.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
