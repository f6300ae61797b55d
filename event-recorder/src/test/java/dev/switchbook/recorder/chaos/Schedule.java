package dev.switchbook.recorder.chaos;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The faults of a run, in episodes of one to three that overlap; nothing but the seed and the options say which. */
final class Schedule {
    private static final Map<FaultKind, long[]> LASTS = lasts();

    private final Random random;
    private final Topology topology;
    private final int nodes;
    private final boolean brief;
    private final List<FaultKind> only;

    /**
     * A new one.
     *
     * @param brief faults of 5 s at most
     * @param only these kinds, in this order and one at a time; empty: all, drawn from the seed
     */
    Schedule(long seed, Topology topology, int nodes, boolean brief, List<FaultKind> only) {
        this.random = new Random(seed);
        this.topology = topology;
        this.nodes = nodes;
        this.brief = brief;
        this.only = only;
    }

    private static Map<FaultKind, long[]> lasts() {
        Map<FaultKind, long[]> lasts = new EnumMap<>(FaultKind.class);
        lasts.put(FaultKind.STOP_OWNER, new long[] {10_000, 4000});
        lasts.put(FaultKind.ESL_HALF_OPEN, new long[] {8000, 4000});
        lasts.put(FaultKind.ESL_STALL, new long[] {30_000, 4000});
        lasts.put(FaultKind.ESL_STALL_ALL, new long[] {30_000, 4000});
        lasts.put(FaultKind.ESL_SLOW, new long[] {8000, 3000});
        lasts.put(FaultKind.REDIS_PAUSE, new long[] {60_000, 5000});
        lasts.put(FaultKind.FLUSHALL, new long[] {0, 0});
        lasts.put(FaultKind.FREESWITCH_CLOCK, new long[] {8000, 3000});
        lasts.put(FaultKind.DISK_FULL, new long[] {40_000, 6000});
        lasts.put(FaultKind.DISK_FULL_ALL, new long[] {40_000, 6000});
        lasts.put(FaultKind.RECORDER_CLOCK, new long[] {20_000, 5000});
        lasts.put(FaultKind.KILL_ALL, new long[] {6000, 2000});
        return lasts;
    }

    /** The faults of the run's next episode. */
    List<Fault> next(int episode) {
        if (!only.isEmpty()) {
            return List.of(fault(only.get(episode % only.size()), 0));
        }
        List<Fault> faults = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            Fault fault = fault(kind(), i == 0 ? 0 : random.nextInt(3000));
            if (faults.stream().noneMatch(other -> clash(other, fault))) {
                faults.add(fault);
            }
        }
        return faults;
    }

    private FaultKind kind() {
        FaultKind[] all = FaultKind.values();
        FaultKind kind = all[random.nextInt(all.length)];
        while (!kind.fits(topology) || kind.isOnlyNamed()) {
            kind = all[random.nextInt(all.length)];
        }
        return kind;
    }

    private Fault fault(FaultKind kind, long after) {
        long[] lasts = LASTS.getOrDefault(kind, new long[] {5000, 2000});
        long most = lasts[brief ? 1 : 0];
        long length = brief || most == 0 ? most : most / 4 + random.nextInt((int) (most * 3 / 4));
        return new Fault(kind, random.nextInt(nodes), after, length);
    }

    /** The same twice, or two that undo each other. */
    private static boolean clash(Fault one, Fault other) {
        boolean processes = one.kind().isOfProcess() && other.kind().isOfProcess();
        boolean redis = one.kind().isOfRedis() && other.kind().isOfRedis();
        boolean node = one.node() == other.node()
                && !one.kind().isOfRedis()
                && !other.kind().isOfRedis();
        return one.kind() == other.kind() || processes || redis || node;
    }
}
