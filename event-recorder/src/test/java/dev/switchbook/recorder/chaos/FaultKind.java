package dev.switchbook.recorder.chaos;

import java.util.EnumSet;
import java.util.Set;

/** What can go wrong. The owner is that of the fault's node. */
enum FaultKind {
    KILL_OWNER,
    KILL_FOLLOWER,
    KILL_ALL,
    TERM_OWNER,
    STOP_OWNER,
    /** The owner's event and command sockets to the node are reset and refused for a while. */
    ESL_CUT,
    /** They hear nothing more, and no end. */
    ESL_HALF_OPEN,
    ESL_STALL,
    ESL_SLOW,
    /** All recorders' sockets to the node. */
    ESL_CUT_ALL,
    ESL_STALL_ALL,
    FREESWITCH_RESTART,
    FREESWITCH_RESTART_EMPTY,
    /** Dies and does not come back; only at the end of a run. */
    FREESWITCH_GONE,
    FREESWITCH_CLOCK,
    /** The owner's link to Redis is reset and refused for a while. */
    REDIS_CUT,
    /** Killed and started; with its data if the run's Redis is persistent. */
    REDIS_RESTART,
    REDIS_PAUSE,
    REDIS_FAIL_OVER,
    FLUSHALL,
    /** Redis stands still, and the owner's disk takes next to nothing; only when named. */
    DISK_FULL,
    /** As before, and nobody's disk does: what does not fit is lost, and said. */
    DISK_FULL_ALL,
    /** The owner's wall clock is an hour off, then right again; only when named. */
    RECORDER_CLOCK;

    private static final Set<FaultKind> STANDALONE_ONLY =
            EnumSet.of(REDIS_CUT, REDIS_RESTART, REDIS_PAUSE, DISK_FULL, DISK_FULL_ALL);
    private static final Set<FaultKind> ONLY_NAMED =
            EnumSet.of(FREESWITCH_GONE, DISK_FULL, DISK_FULL_ALL, RECORDER_CLOCK);

    /** Whether it is done when it is named, and never drawn: the recorders must be started otherwise for it. */
    boolean isOnlyNamed() {
        return ONLY_NAMED.contains(this);
    }

    /** Whether it fills disks. */
    boolean isOfDisk() {
        return this == DISK_FULL || this == DISK_FULL_ALL;
    }

    /** Whether there is such a fault where Redis is such. */
    boolean fits(Topology topology) {
        if (this == REDIS_FAIL_OVER) {
            return topology == Topology.SENTINEL;
        }
        if (topology == Topology.CLUSTER && this != REDIS_CUT) {
            return true;
        }
        return topology == Topology.STANDALONE || !STANDALONE_ONLY.contains(this);
    }

    /** Whether it takes Redis away from everybody: only one of these at a time. */
    boolean isOfRedis() {
        return this == REDIS_RESTART
                || this == REDIS_PAUSE
                || this == REDIS_FAIL_OVER
                || this == FLUSHALL
                || isOfDisk();
    }

    /** Whether it takes the fault's node away from everybody. */
    boolean isOfFreeSwitch() {
        return this == FREESWITCH_RESTART || this == FREESWITCH_RESTART_EMPTY || this == FREESWITCH_GONE;
    }

    /** Whether it ends processes or has them stand still. */
    boolean isOfProcess() {
        return this == KILL_OWNER
                || this == KILL_FOLLOWER
                || this == KILL_ALL
                || this == TERM_OWNER
                || this == STOP_OWNER;
    }
}
