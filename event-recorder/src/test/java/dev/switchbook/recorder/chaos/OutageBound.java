package dev.switchbook.recorder.chaos;

import dev.switchbook.common.testing.RedisCommandLine;
import dev.switchbook.recorder.simulated.Barrage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Redis is away while so many events come; then all must be written, once and in order, and nothing be lost or grow. */
final class OutageBound implements AutoCloseable {
    private static final int PHONES = 2_000;
    private static final int WARM_UP = 4_000;
    private static final int CALL_TRANSITIONS = 6;

    /**
     * @param nodes of which every third one's phones register and the others' call
     * @param events of all nodes in the outage
     * @param perSecond of all nodes
     * @param bytes of an event at least
     * @param kill Redis is killed and started again, with what it had, instead of stopped
     */
    record Plan(int nodes, long events, double perSecond, int bytes, boolean kill) {}

    private final Plan plan;
    private final Consumer<String> say;
    private final BoundsSetup setup;
    private final List<Barrage> barrages = new ArrayList<>();
    private long entries;

    OutageBound(Plan plan, Path directory, Path jar, List<String> jvm, Consumer<String> say) throws IOException {
        this.plan = plan;
        this.say = say;
        this.setup = new BoundsSetup(plan.nodes(), 2, directory, jar, jvm);
    }

    /** Returns whether all was right. */
    boolean run() {
        setup.recorders().forEach(RecorderProcess::start);
        BoundsSetup.await("all nodes live", Duration.ofSeconds(60), setup::allLive);
        BoundsSetup.await(
                "both see all",
                Duration.ofSeconds(60),
                () -> setup.nodes().stream()
                        .allMatch(node -> node.listeners().size() >= 2 && Barrage.hasListener(node)));
        sleep(3_000); // the second one's event sockets, and how nodes are shared out
        say("idle");
        for (int n = 0; n < plan.nodes(); n++) {
            Barrage.Kind kind = n % 3 == 0 ? Barrage.Kind.REGISTERS : Barrage.Kind.CALLS;
            barrages.add(new Barrage(setup.nodes().get(n), kind, PHONES, plan.bytes()));
        }
        send(WARM_UP, 0);
        long drained = awaitAll();
        say("warm, written after " + drained + " ms");
        double reconnects = sum("esl_reconnects_total");
        double gaps = sum("recorder_gaps_total");
        away(true);
        Ticker watch = new Ticker("figures", 10_000, () -> say("away"));
        send(plan.events(), plan.perSecond());
        watch.close();
        say("all sent");
        setup.recorders()
                .forEach(one -> say.accept("    recorder " + one.number() + ": heap behind a collection "
                        + new Figures(one).heapAfterCollection() + " MiB"));
        away(false);
        drained = awaitAll();
        say("written " + drained + " ms after Redis came back");
        sleep(6_000);
        say("behind it");
        setup.recorders()
                .forEach(one -> say.accept("    recorder " + one.number() + ": heap behind a collection "
                        + new Figures(one).heapAfterCollection() + " MiB"));
        return judge(reconnects, gaps);
    }

    private void away(boolean away) {
        if (plan.kill()) {
            if (away) {
                setup.redis().stop();
            } else {
                setup.redis().restart();
            }
        } else if (away) {
            setup.redis().pause();
        } else {
            setup.redis().resume();
        }
    }

    private void send(long events, double perSecond) {
        List<Thread> threads = new ArrayList<>();
        long[] made = new long[plan.nodes()];
        for (int n = 0; n < plan.nodes(); n++) {
            int node = n;
            Barrage barrage = barrages.get(n);
            long rounds = Math.max(1, events / plan.nodes() / barrage.eventsEach());
            Thread thread = new Thread(() -> made[node] = barrage.send(rounds, perSecond / plan.nodes()), "sender");
            threads.add(thread);
            thread.start();
        }
        for (int n = 0; n < plan.nodes(); n++) {
            try {
                threads.get(n).join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            entries += made[n] * (n % 3 == 0 ? 1 : CALL_TRANSITIONS);
        }
    }

    private long awaitAll() {
        return BoundsSetup.await("all entries: " + entries, Duration.ofMinutes(3), () -> {
            try {
                return written() >= entries;
            } catch (RuntimeException e) {
                return false; // it is loading what it had
            }
        });
    }

    private long written() {
        return setup.count("LLEN", "{calls}:list") + setup.count("LLEN", "{registrations}:list");
    }

    private boolean judge(double reconnects, double gaps) {
        EntryCheck check = new EntryCheck();
        try (RedisCommandLine redis = setup.redis().connect()) {
            check.read(redis);
        }
        long jumps = 0; // each kind of entry begins twice: warm-up and outage
        for (int n = 0; n < plan.nodes(); n++) {
            jumps += 2L * (n % 3 == 0 ? 1 : CALL_TRANSITIONS);
        }
        String wrong = check.wrong()
                + differ("entries", (double) entries, (double) written())
                + differ("jumps at most", (double) jumps, (double) Math.max(jumps, check.jumps()))
                + differ("dropped", 0, sum("recorder_buffer_dropped_total"))
                + differ("gaps", gaps, sum("recorder_gaps_total"))
                + differ("reconnects", reconnects, sum("esl_reconnects_total"))
                + differ("drift", 0, sum("recorder_drift"));
        say.accept(entries + " entries: " + (wrong.isEmpty() ? "right" : "WRONG " + wrong));
        return wrong.isEmpty();
    }

    private static String differ(String what, double expected, double found) {
        return expected == found ? "" : what + " " + found + " for " + expected + "; ";
    }

    private double sum(String metric) {
        double sum = 0;
        for (RecorderProcess one : setup.recorders()) {
            sum += new Figures(one).metric(metric);
        }
        return sum;
    }

    private void say(String when) {
        say.accept(when);
        for (RecorderProcess one : setup.recorders()) {
            Figures figures = new Figures(one);
            say.accept(String.format(
                    Locale.ROOT,
                    "    recorder %d: owns %.0f, heap %d MiB, rss %d (peak %d), waits %.1f MiB, files %d MiB, longest pause %.0f ms",
                    one.number(),
                    figures.metric("recorder_owner"),
                    figures.heap(),
                    figures.rss(),
                    figures.peak(),
                    figures.metric("recorder_buffer_bytes") / (1 << 20),
                    figures.spooled(),
                    figures.longestPause()));
        }
    }

    private static void sleep(long millis) {
        LockSupport.parkNanos(millis * 1_000_000);
    }

    @Override
    public void close() {
        setup.close();
    }
}
