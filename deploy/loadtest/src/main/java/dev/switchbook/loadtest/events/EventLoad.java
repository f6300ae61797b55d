package dev.switchbook.loadtest.events;

import dev.switchbook.loadtest.redis.Resp;
import dev.switchbook.loadtest.report.Ops;
import dev.switchbook.loadtest.report.Usage;
import dev.switchbook.recorder.simulated.Barrage;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The simulated FreeSWITCH and its only listener: sends, waits until Redis has it all, and looks at what is there. */
public final class EventLoad implements AutoCloseable {
    private static final int REGISTER_BYTES = 2_900;
    private static final int CALL_BYTES = 9_200;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final String REGISTRATIONS = "registrations";
    private static final String CALLS = "calls";

    /**
     * What is measured.
     *
     * @param name {@code count} and {@code simple} are the references, all else the recorder
     * @param port where the simulated FreeSWITCH listens
     * @param ops the recorder's; null for a reference
     */
    public record Setup(
            String name,
            int port,
            InetSocketAddress redis,
            @Nullable InetSocketAddress ops,
            long serverPid,
            long redisPid,
            int phones) {}

    private final Setup setup;
    private final SimulatedFreeSwitch freeswitch;
    private final Resp redis;
    private final Map<Barrage.Kind, Barrage> barrages = new EnumMap<>(Barrage.Kind.class);
    private final Map<String, Long> reached = new HashMap<>();
    private long framesBefore;

    private EventLoad(Setup setup, SimulatedFreeSwitch freeswitch, Resp redis) {
        this.setup = setup;
        this.freeswitch = freeswitch;
        this.redis = redis;
        for (Barrage.Kind kind : Barrage.Kind.values()) {
            int bytes = kind == Barrage.Kind.CALLS ? CALL_BYTES : REGISTER_BYTES;
            barrages.put(kind, new Barrage(freeswitch, kind, setup.phones(), bytes));
        }
    }

    /** Listens, and waits for the server to subscribe. */
    public static EventLoad start(Setup setup) throws IOException, InterruptedException {
        SimulatedFreeSwitch freeswitch = SimulatedFreeSwitch.builder()
                .port(setup.port())
                .domain("pbx.example")
                .start();
        Resp redis = new Resp(setup.redis());
        for (int i = 0; !isReady(setup, freeswitch, redis); i++) {
            if (i == 300) {
                throw new IOException("nobody subscribes, or the recorder is not live");
            }
            Thread.sleep(100);
        }
        return new EventLoad(setup, freeswitch, redis);
    }

    private static boolean isReady(Setup setup, SimulatedFreeSwitch freeswitch, Resp redis) throws IOException {
        return Barrage.hasListener(freeswitch)
                && (setup.ops() == null
                        || String.valueOf(redis.ask("HGET", "cti_recorder", "fs1"))
                                .contains("\"state\":\"live\""));
    }

    /** Sends so many events, and so long that the JIT compiler has seen them; and says what they are like. */
    public void warmUp(String kind, long events) throws IOException, InterruptedException {
        Barrage barrage = barrage(kind);
        System.out.printf(
                Locale.ROOT,
                "%s: %s of %d events, %d bytes each%n",
                setup.name(),
                kind,
                barrage.eventsEach(),
                barrage.bytesEach() / barrage.eventsEach());
        run(kind, events, 0);
    }

    private Barrage barrage(String kind) {
        Barrage barrage = barrages.get(Barrage.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
        if (barrage == null) {
            throw new IllegalArgumentException(kind);
        }
        return barrage;
    }

    /** Sends, measures, checks. */
    public EventRow run(String kind, long events, long perSecond) throws IOException, InterruptedException {
        Barrage barrage = barrage(kind);
        Ops before = ops();
        Entries entriesBefore = entries(kind, before);
        Usage server = Usage.of(setup.serverPid());
        Usage store = Usage.of(setup.redisPid());
        Usage self = Usage.of(ProcessHandle.current().pid());
        Positions positions = perSecond == 0 || setup.ops() == null
                ? null
                : Positions.watch(setup.redis(), "{" + hash(kind) + "}:pos", barrage);
        long from = System.nanoTime();
        long count = barrage.send(Math.max(1, events / barrage.eventsEach()), (double) perSecond);
        boolean done = awaitAll(kind, barrage, count);
        double seconds = (System.nanoTime() - from) / 1e9;
        double sent = (double) count * barrage.eventsEach();
        Usage serverAfter = Usage.of(setup.serverPid());
        double serverCpu = serverAfter.cpuSeconds() - server.cpuSeconds();
        double redisCpu = Usage.of(setup.redisPid()).cpuSeconds() - store.cpuSeconds();
        double selfCpu = Usage.of(ProcessHandle.current().pid()).cpuSeconds() - self.cpuSeconds();
        Histogram seen = positions == null ? new Histogram(2) : positions.end();
        Ops after = ops();
        return new EventRow(List.of(
                kind + (perSecond == 0 ? "" : " at " + perSecond + "/s"),
                setup.name(),
                EventRow.figure(sent / seconds),
                EventRow.figure(serverCpu * 1e6 / sent),
                EventRow.figure(redisCpu * 1e6 / sent),
                EventRow.figure(after.lagMillis(before, 0.5)),
                EventRow.figure(after.lagMillis(before, 0.99)),
                EventRow.figure(seen.getValueAtPercentile(50) / 1e3),
                EventRow.figure(seen.getValueAtPercentile(99) / 1e3),
                EventRow.figure(serverAfter.rssKib() / 1024.0),
                EventRow.figure(serverAfter.peakKib() / 1024.0),
                EventRow.figure(100 * selfCpu / seconds),
                done ? check(kind, count, entriesBefore, after) : "not all has come"));
    }

    private Ops ops() throws IOException, InterruptedException {
        return setup.ops() == null ? new Ops(Map.of()) : Ops.of(setup.ops());
    }

    private static String hash(String kind) {
        return kind.equals(CALLS) ? CALLS : REGISTRATIONS;
    }

    private boolean awaitAll(String kind, Barrage barrage, long count) throws IOException, InterruptedException {
        long patience = System.nanoTime() + PATIENCE_NANOS;
        long frames = framesBefore + count * barrage.eventsEach();
        while (System.nanoTime() - patience < 0) {
            if (isThere(kind, barrage, frames)) {
                framesBefore = frames;
                return true;
            }
            Thread.sleep(1);
        }
        return false;
    }

    private boolean isThere(String kind, Barrage barrage, long frames) throws IOException {
        if (setup.name().equals("count")) {
            Object counted = redis.ask("GET", FrameCounter.KEY);
            return counted != null && Long.parseLong(counted.toString()) >= frames;
        }
        String record = String.valueOf(redis.ask("HGET", hash(kind), barrage.lastExtension()));
        if (!kind.equals(CALLS)) {
            return record.contains("\"Event-Sequence\":\"" + barrage.lastMark() + '"');
        }
        return record.contains(barrage.lastMark() + "\",\"notify\":\"hangup\"")
                || record.contains(barrage.lastMark() + "\",\"notify\":\"destroy\"");
    }

    /** Entries so far, those that were trimmed included; -1 for a sink that is off. */
    private record Entries(long list, long stream) {}

    private Entries entries(String kind, Ops ops) throws IOException {
        String base = "{" + hash(kind) + "}:";
        long list = redis.count("LLEN", base + "list");
        long stream = redis.count("XLEN", base + "stream");
        // trimmed is of both blocks; runs of one block stand alone, so the difference is right
        return new Entries(
                list + (long) ops.sum("recorder_trimmed_total", "sink=\"list\""),
                stream + (long) ops.sum("recorder_trimmed_total", "sink=\"stream\""));
    }

    private String check(String kind, long count, Entries before, Ops ops) throws IOException, InterruptedException {
        if (setup.ops() == null) {
            return "-";
        }
        long callers = reached.merge(kind, Math.min(count, setup.phones()), Math::max);
        long records = redis.count("HLEN", hash(kind));
        long expected = kind.equals(CALLS) ? 2 * callers : callers;
        long transitions = kind.equals(CALLS) ? 6 * count : count;
        Entries after = entries(kind, settled());
        StringBuilder wrong = new StringBuilder();
        note(wrong, "records", expected, records);
        note(wrong, "list entries", transitions, after.list - before.list);
        note(wrong, "stream entries", transitions, after.stream - before.stream);
        note(wrong, "dropped", 0, (long) ops.sum("recorder_buffer_dropped_total", ""));
        note(wrong, "gaps", 0, (long) ops.sum("recorder_gaps_total", ""));
        note(wrong, "drift", 0, (long) ops.sum("recorder_drift", ""));
        note(wrong, "failed", 0, (long) ops.sum("recorder_writes_total", "failed"));
        return wrong.length() == 0 ? "right" : wrong.toString();
    }

    private Ops settled() throws IOException, InterruptedException {
        // what was trimmed is counted a moment behind Redis' own work
        Thread.sleep(50);
        return ops();
    }

    private static void note(StringBuilder wrong, String what, long expected, long found) {
        boolean off = found == 0 && what.endsWith("entries"); // that sink is off
        if (found != expected && !off) {
            wrong.append(wrong.length() == 0 ? "" : ", ")
                    .append(what)
                    .append(' ')
                    .append(found)
                    .append(" for ")
                    .append(expected);
        }
    }

    @Override
    public void close() throws IOException {
        redis.close();
        freeswitch.close();
    }
}
