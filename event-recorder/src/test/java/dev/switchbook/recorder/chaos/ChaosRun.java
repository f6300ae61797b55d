package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** One run: everything is started, faults come and go under load, everything ends, and what was written is judged. */
final class ChaosRun implements AutoCloseable {
    private static final int PHONES = 120;
    private static final long START_MILLIS = 60_000;
    private static final long MORE_MILLIS = 2000;
    private static final long CONVERGED_WITHIN = 5000;
    private static final long END_MILLIS = 20_000;
    private static final long STILL_MILLIS = 2000;

    private record Step(long at, boolean begins, Fault fault) {}

    private final long seed;
    private final ChaosOptions options;
    private final Consumer<String> say;
    private final Path directory;
    private final RedisStage redis;
    private final Fleet fleet;
    private final List<History> histories = new ArrayList<>();
    private final Tailer tailer;
    private final StateWatch states;
    private final HandOvers handOvers;
    private final OpsWatch ops;
    private final Load load;
    private final Inflictor inflictor;
    private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);
    private final List<String> words = new ArrayList<>();
    private final List<String> diary = new ArrayList<>();
    private long worst;
    private int late;

    /** Starts it all but the recorders. */
    ChaosRun(long seed, ChaosOptions options, Path jar, Path directory, Consumer<String> say) throws IOException {
        this.seed = seed;
        this.options = options;
        this.say = say;
        this.directory = directory;
        this.redis = new RedisStage(options.topology(), seed % 2 == 0, options.recorders());
        Path tried = options.mutation().jar(jar, directory);
        List<String> jvm =
                options.brief() ? RecorderProcess.SMALL : ClassArchive.use(tried, directory, RecorderProcess.SMALL);
        this.fleet = new Fleet(options, seed, redis, directory, tried, jvm);
        fleet.nodes().forEach(node -> histories.add(new History(node.switchname(), node.truth())));
        this.tailer = new Tailer(redis);
        this.states = new StateWatch(redis, histories);
        this.handOvers = new HandOvers(redis);
        this.ops = new OpsWatch(fleet, redis);
        this.load = new Load(fleet.nodes(), PHONES, options.rate(), seed);
        this.inflictor = new Inflictor(fleet, redis, load, tailer, handOvers, options.patience());
    }

    /** To be called once. */
    Result run() {
        note("seed " + seed + ", " + options + (redis.persistent() ? ", persistent" : ""));
        fleet.recorders().forEach(RecorderProcess::start);
        if (!await(START_MILLIS, this::allLive)) {
            words.add("not all nodes were live within " + START_MILLIS + " ms: " + vouched());
        }
        load.go();
        pause(options.brief() ? 1500 : 3000);
        Schedule schedule = new Schedule(seed, options.topology(), options.nodes(), options.brief(), options.only());
        long end = System.currentTimeMillis() + options.seconds() * 1000L;
        boolean once = options.seconds() == ChaosOptions.EACH_ONCE;
        for (int i = 0; words.isEmpty() && (once ? i < options.only().size() : System.currentTimeMillis() < end); i++) {
            episode(schedule.next(i));
        }
        load.end();
        settle();
        return judge();
    }

    private boolean allLive() {
        return histories.stream().allMatch(node -> handOvers.isLive(node.node()));
    }

    private String vouched() {
        return histories.stream().map(node -> handOvers.text(node.node())).collect(Collectors.joining(", "));
    }

    private void episode(List<Fault> faults) {
        note("episode " + faults);
        inflictor.episode(faults.size() == 1);
        List<Step> steps = new ArrayList<>();
        long begin = System.currentTimeMillis();
        for (Fault fault : faults) {
            steps.add(new Step(begin + fault.afterMillis(), true, fault));
            steps.add(new Step(begin + fault.afterMillis() + fault.lastsMillis(), false, fault));
            done.merge(fault.kind(), 1, Integer::sum);
        }
        steps.sort((one, other) -> Long.compare(one.at(), other.at()));
        Map<Fault, Runnable> undo = new TreeMap<>((one, other) -> one.kind().compareTo(other.kind()));
        for (Step step : steps) {
            pause(step.at() - System.currentTimeMillis());
            note((step.begins() ? "begin " : "end ") + step.fault());
            try {
                if (step.begins()) {
                    undo.put(step.fault(), inflictor.begin(step.fault()));
                } else {
                    undo.getOrDefault(step.fault(), () -> {}).run();
                }
            } catch (RuntimeException e) {
                words.add(step + ": " + e);
            }
        }
        if (faults.stream().anyMatch(fault -> fault.kind() == FaultKind.FREESWITCH_GONE)) {
            gone(faults.get(0).node());
        }
        quiet(System.currentTimeMillis());
    }

    /** The node stays away until its state must have been let go. */
    private void gone(int node) {
        pause(options.lostAfterSeconds() * 1000L);
        if (!handOvers.text(Fleet.name(node)).contains("\"lost\"")) {
            words.add(Fleet.name(node) + " is gone, but " + handOvers.text(Fleet.name(node)));
        }
        note("let go of " + Fleet.name(node));
        load.ask(() -> fleet.nodes().get(node).crash(false));
    }

    private void quiet(long from) {
        long within = CONVERGED_WITHIN * options.patience();
        await(within + MORE_MILLIS, () -> isSteady(from));
        RecorderProcess deserter = fleet.deserter();
        if (deserter != null) {
            words.add(deserter.life() + " ended though nobody told it to");
        }
        if (redis.wentOverByItself()) {
            words.add("Redis failed over by itself: this run says nothing");
        }
        long converged = 0;
        String wrong = "";
        for (StateWatch.Reading reading : states.readings(from, Spans.FOREVER)) {
            if (!reading.wrong().isEmpty()) {
                converged = reading.at() - from;
                wrong = reading.node() + ": " + reading.wrong();
            }
        }
        worst = Math.max(worst, converged);
        note("right " + converged + " ms after the last fault's end");
        if (converged > within) {
            late++;
            note("LATE: " + wrong + "; " + vouched());
        }
    }

    /** Whether all has been right for a while, and all recorders listen again. */
    private boolean isSteady(long from) {
        long steady = options.brief() ? 1500 : 4000;
        List<StateWatch.Reading> lately = states.readings(System.currentTimeMillis() - steady, Spans.FOREVER);
        return System.currentTimeMillis() - from > steady
                && fleet.isComplete()
                && handOvers.isSettled(steady)
                && !lately.isEmpty()
                && lately.stream().allMatch(reading -> reading.wrong().isEmpty());
    }

    /** Waits until nothing more is written, and long enough for whoever read the last event to be blamed. */
    private void settle() {
        long begin = System.currentTimeMillis();
        long[] last = {-1, begin};
        await(END_MILLIS, () -> {
            long seen = tailer.seen();
            if (seen != last[0]) {
                last[0] = seen;
                last[1] = System.currentTimeMillis();
            }
            return System.currentTimeMillis() - last[1] > STILL_MILLIS;
        });
        pause(begin + Checker.HOLD + STILL_MILLIS / 2 - System.currentTimeMillis());
    }

    private Result judge() {
        Checker checker = new Checker(histories, fleet.hearings(), redis.down(), inflictor.full());
        Tally tally = checker.judge(tailer.chapters());
        List<HandOvers.HandOver> all = handOvers.all();
        int slow = 0;
        for (HandOvers.HandOver one : all) {
            note("hand-over of " + one);
            if (one.millis() < 0 || one.millis() > one.limit()) {
                slow++;
            }
        }
        if (checker.dropped() > 0 && fleet.sum("recorder_buffer_dropped_total") == 0) {
            words.add(checker.dropped() + " entries are not there for want of room, but no metric counted one");
        }
        words.addAll(ops.words());
        LastWords last = new LastWords(histories, tailer.callsSeen());
        words.addAll(last.wrong(states.calls()));
        note("asked the recorders " + ops.asked() + " times what is wrong; judged the last word of " + last.judged()
                + " extensions");
        String faults = done.entrySet().stream()
                .map(entry -> entry.getKey() + (entry.getValue() > 1 ? " x" + entry.getValue() : ""))
                .collect(Collectors.joining(", "));
        Result result = new Result(
                seed,
                options.topology(),
                faults,
                checker.transitions(),
                tally,
                checker.unheard(),
                checker.cutOff(),
                checker.dropped(),
                checker.gaps(),
                states.lies().size(),
                late,
                worst,
                all,
                slow,
                words);
        if (!result.clean()) {
            explain(result);
        }
        return result;
    }

    private void explain(Result result) {
        say.accept("WRONG, seed " + seed + "; what was done:");
        diary.forEach(line -> say.accept("  " + line));
        result.tally().words().forEach(say);
        states.lies().forEach(say);
        words.forEach(say);
        say.accept("logs of the recorders: " + directory + "/recorder-*/log-*");
    }

    private void note(String text) {
        String line = System.currentTimeMillis() + " " + text;
        diary.add(line);
        say.accept(line);
    }

    private static boolean await(long millis, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return true;
    }

    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() {
        load.close();
        ops.close();
        handOvers.close();
        states.close();
        tailer.close();
        fleet.close();
        redis.close();
    }
}
