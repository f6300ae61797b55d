package dev.switchbook.recorder.chaos;

import java.util.List;

/**
 * What a run is like.
 *
 * @param rate events a second of all nodes
 * @param seconds in which episodes begin, or {@link #EACH_ONCE}
 * @param brief whether each fault is over in a few seconds
 * @param patience how often over the promised times are allowed: more than once where other tests run beside
 * @param only these kinds of fault in turn, one at a time; empty: drawn from the seed
 */
record ChaosOptions(
        Topology topology,
        int recorders,
        int nodes,
        int rate,
        int seconds,
        boolean brief,
        int patience,
        List<FaultKind> only,
        Mutation mutation) {

    /** As many episodes as {@code only} has faults. */
    static final int EACH_ONCE = -1;

    /** Longer than any fault that leaves a node alive; shorter where one dies for good. */
    int lostAfterSeconds() {
        return only.contains(FaultKind.FREESWITCH_GONE) ? 8 : 600;
    }

    /** Members of {@code recorder.buffer}: where disks fill up memory must not do instead, but each node needs some to read back into. */
    String buffer() {
        return only.stream().anyMatch(FaultKind::isOfDisk) ? ", \"memory\": \"" + nodes + "m\"" : mutation.buffer();
    }

    /** Whether the recorders' wall clocks can be set. */
    boolean setsClocks() {
        return only.contains(FaultKind.RECORDER_CLOCK);
    }

    ChaosOptions on(Topology other) {
        return new ChaosOptions(other, recorders, nodes, rate, seconds, brief, patience, only, mutation);
    }
}
