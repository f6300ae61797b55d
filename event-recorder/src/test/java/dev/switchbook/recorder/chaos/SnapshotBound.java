package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.simulated.Phone;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One node with very many registrations and calls, while events come: how long until a recorder vouches for it when Redis is empty, when
 * the recorder was restarted, and when the owner was killed.
 */
final class SnapshotBound implements AutoCloseable {
    /** @param perSecond events that go on */
    record Plan(int registrations, int channels, int perSecond) {}

    private static final String NODE = Fleet.name(0);

    private final Plan plan;
    private final Consumer<String> say;
    private final BoundsSetup setup;
    private final Workload workload;
    private final Thread load;
    private volatile boolean loading = true;

    SnapshotBound(Plan plan, Path directory, Path jar, List<String> jvm, Consumer<String> say) throws IOException {
        this.plan = plan;
        this.say = say;
        this.setup = new BoundsSetup(1, 2, directory, jar, jvm);
        this.workload = new Workload(setup.nodes(), Load.DOMAIN, plan.registrations(), 1);
        this.load = new Thread(this::load, "load");
    }

    private void load() {
        while (loading) {
            workload.run(plan.perSecond(), Duration.ofMillis(50));
        }
    }

    /** Returns whether all came to be as it must. */
    boolean run() {
        SimulatedFreeSwitch node = setup.nodes().get(0);
        workload.registerAll();
        List<Phone> phones = workload.phones();
        for (int i = 0; i < plan.channels() / 2; i++) {
            node.calls().talk(phones.get(2 * i), phones.get(2 * i + 1));
        }
        say.accept(String.format(
                Locale.ROOT,
                "%d registrations, %d channels; xmlstatus %.1f MiB, show channels %.1f MiB",
                plan.registrations(),
                plan.channels(),
                node.api("sofia xmlstatus profile internal reg").length() / 1048576.0,
                node.api("show channels as json").length() / 1048576.0));
        load.start();
        RecorderProcess first = setup.recorder(0);
        RecorderProcess second = setup.recorder(1);

        begin("Redis empty", first);
        first.terminate();
        first.ended();
        BoundsSetup.await("nobody vouches", Duration.ofSeconds(10), () -> !setup.isLive(NODE));
        begin("Redis full", first);

        second.start();
        BoundsSetup.await("covered", Duration.ofSeconds(30), () -> new Figures(second).metric("recorder_covers") == 1);
        pause(3_000);
        watched("nothing special", second, () -> true, 10_000);
        takeOver(first, second);
        watched("behind it", second, () -> true, 5_000);
        loading = false;
        return right(second);
    }

    private void begin(String how, RecorderProcess recorder) {
        recorder.start();
        BoundsSetup.await(
                "ops", Duration.ofSeconds(30), () -> !recorder.ops("/metrics").isEmpty());
        Map<String, Double> before = new Figures(recorder).samples();
        String said = watched(how, recorder, () -> setup.isLive(NODE), 0);
        long whole = BoundsSetup.await("all in Redis", Duration.ofSeconds(60), () -> caughtUp(recorder));
        say.accept(how + ": " + said + "; all in Redis " + whole + " ms later; lag p99 of all changes "
                + Figures.lagMillis(before, new Figures(recorder).samples(), 0.99) + " ms");
        logs(recorder).lines().filter(line -> line.contains("fs1")).forEach(line -> say.accept("    " + line));
        say.accept("    " + figures(recorder));
    }

    private boolean caughtUp(RecorderProcess recorder) {
        return new Figures(recorder).metric("recorder_buffer_bytes") < 1 << 20
                && setup.count("HLEN", "registrations") > plan.registrations() * 0.9;
    }

    private String watched(String how, RecorderProcess recorder, BooleanSupplier until, long atLeast) {
        Seen seen = new Seen(setup);
        long from = System.nanoTime();
        pause(atLeast);
        BoundsSetup.await(how, Duration.ofSeconds(90), until);
        long millis = (System.nanoTime() - from) / 1_000_000;
        String said = millis + " ms; between two entries at most " + seen.end() + " ms";
        if (atLeast > 0) {
            say.accept(how + ": " + said + "; " + figures(recorder));
        }
        return said;
    }

    private void takeOver(RecorderProcess first, RecorderProcess second) {
        Seen seen = new Seen(setup);
        pause(500);
        first.kill();
        long writes = BoundsSetup.await(
                "written", Duration.ofSeconds(60), () -> new Figures(second).metric("recorder_owner") == 1);
        BoundsSetup.await(
                "live",
                Duration.ofSeconds(60),
                () -> logs(second).contains("records of it in Redis") && setup.isLive(NODE));
        pause(4_000);
        say.accept("killed: owned after " + writes + " ms; no entry for " + seen.end() + " ms");
        logs(second).lines().filter(line -> line.contains("fs1")).forEach(line -> say.accept("    " + line));
    }

    private boolean right(RecorderProcess recorder) {
        try {
            load.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        SimulatedFreeSwitch node = setup.nodes().get(0);
        long registered = node.truth().registrations().size();
        boolean same = settles(() -> setup.count("HLEN", "registrations") == registered);
        say.accept("registrations: " + setup.count("HLEN", "registrations") + " for " + registered + "; drift "
                + new Figures(recorder).metric("recorder_drift"));
        return same;
    }

    private static boolean settles(BooleanSupplier condition) {
        try {
            BoundsSetup.await("the hash", Duration.ofSeconds(10), condition);
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private String figures(RecorderProcess recorder) {
        Figures figures = new Figures(recorder);
        return String.format(
                Locale.ROOT,
                "heap %d MiB, behind a collection %d, rss %d (peak %d), longest pause %.0f ms",
                figures.heap(),
                figures.heapAfterCollection(),
                figures.rss(),
                figures.peak(),
                figures.longestPause());
    }

    /** What the present life of it has said. */
    private static String logs(RecorderProcess recorder) {
        try (Stream<Path> files = Files.list(recorder.directory())) {
            Path newest = files.filter(file -> file.getFileName().toString().startsWith("log-"))
                    .max(java.util.Comparator.comparing(Path::toString))
                    .orElseThrow();
            return Files.readString(newest);
        } catch (IOException e) {
            return "";
        }
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(millis * 1_000_000);
    }

    @Override
    public void close() {
        loading = false;
        setup.close();
    }
}
