package dev.switchbook.recorder.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Replays a captured scenario to whoever logs in and subscribes, in the format that was asked for: event by event, at once, or at its
 * own pace. {@code api} commands are answered as captured, in turn, else as an idle FreeSWITCH would.
 */
public final class FixtureReplay implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final SimulatedFreeSwitch server;
    private final List<EslEvent> events;
    private final List<Long> atMillis;
    private int position;

    private FixtureReplay(String scenario, int port, boolean answering) {
        events = Capture.events(scenario);
        atMillis = times(scenario);
        server = SimulatedFreeSwitch.builder()
                .port(port)
                .switchname("pbx-lab")
                .seed(scenario.hashCode())
                .heartbeat(Duration.ofDays(1))
                .start();
        String core = events.isEmpty() ? null : events.get(0).get("Core-UUID");
        if (core != null) {
            server.core().uuid(core);
        }
        if (answering) {
            answers(scenario);
        }
    }

    /** Listens on a free port of 127.0.0.1; the password is {@code ClueCon}. Sends nothing by itself. */
    public static FixtureReplay of(String scenario) {
        return new FixtureReplay(scenario, 0, true);
    }

    /** As {@link #of}, but {@code api} commands are answered as by a FreeSWITCH in which nothing has happened yet. */
    public static FixtureReplay fromTheStart(String scenario) {
        return new FixtureReplay(scenario, 0, false);
    }

    /** The body of a reply of the scenario's folder {@code api}. */
    public static String reply(String scenario, String file) {
        byte[] body = Capture.frames(scenario + "/api/" + file).get(0).body();
        return new String(body, StandardCharsets.UTF_8);
    }

    private void answers(String scenario) {
        String index = "/api/index.jsonl";
        if (!Capture.exists(scenario + index)) {
            return;
        }
        try {
            for (String line : new String(Capture.bytes(scenario + index), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank()) {
                    JsonNode entry = MAPPER.readTree(line);
                    String file = scenario + "/api/" + entry.path("file").asText();
                    String command = entry.path("command").asText();
                    if (!command.startsWith("bgapi") && Capture.exists(file)) {
                        server.answerApi(
                                command, new String(Capture.frames(file).get(0).body(), StandardCharsets.UTF_8));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** When each event was complete, by the captured reads. */
    private static List<Long> times(String scenario) {
        List<double[]> reads = new ArrayList<>();
        String index = new String(Capture.bytes(scenario + "/events.json.idx.jsonl"), StandardCharsets.UTF_8);
        try {
            for (String line : index.split("\n", -1)) {
                if (!line.isBlank()) {
                    JsonNode read = MAPPER.readTree(line);
                    reads.add(new double[] {
                        read.path(0).asDouble(),
                        read.path(1).asDouble() + read.path(2).asDouble()
                    });
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<Long> times = new ArrayList<>();
        int read = 0;
        for (Capture.Frame frame : Capture.frames(scenario + "/events.json.raw")) {
            long end = frame.offset() + frame.bytes().length;
            while (read < reads.size() - 1 && reads.get(read)[1] < end) {
                read++;
            }
            if (frame.contentType().equals("text/event-json")) {
                times.add(reads.isEmpty() ? 0L : (long) reads.get(read)[0]);
            }
        }
        return times;
    }

    /** The FreeSWITCH that plays it: its listeners, its faults. */
    public SimulatedFreeSwitch server() {
        return server;
    }

    public int port() {
        return server.port();
    }

    /** All events of the scenario, in order. */
    public List<EslEvent> events() {
        return events;
    }

    /** Events not sent yet. */
    public synchronized int left() {
        return events.size() - position;
    }

    /** Sends the next event to all listeners and returns it. */
    public synchronized EslEvent next() {
        EslEvent event = events.get(position++);
        server.fireCaptured(event);
        return event;
    }

    /** Sends events up to and including the first that fits; returns how many. */
    public synchronized int until(Predicate<EslEvent> last) {
        int sent = 0;
        while (left() > 0) {
            sent++;
            if (last.test(next())) {
                break;
            }
        }
        return sent;
    }

    /** Sends all that is left; returns how many. */
    public int rest() {
        return until(event -> false);
    }

    /** Begins to send what is left with the captured pauses divided by {@code speed}; returns at once. */
    public synchronized void play(double speed) {
        if (left() > 0) {
            play(speed, atMillis.get(position));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the group
    private synchronized void play(double speed, long nowMillis) {
        while (left() > 0 && atMillis.get(position) <= nowMillis) {
            next();
        }
        if (left() > 0) {
            long due = atMillis.get(position);
            long wait = (long) ((due - nowMillis) * 1000 / speed);
            server.group().schedule(() -> play(speed, due), wait, TimeUnit.MICROSECONDS);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
