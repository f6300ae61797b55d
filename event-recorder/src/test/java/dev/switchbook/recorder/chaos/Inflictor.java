package dev.switchbook.recorder.chaos;

import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does the faults, and undoes them. */
final class Inflictor {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    /** Hand-over is immediate on SIGTERM and on a broken link; what the harness can tell apart, on a busy machine, is this. */
    private static final long AT_ONCE = 1500;

    /** After SIGKILL, and 300 ms for the reading. */
    private static final long AFTER_KILL = 3300;

    /** Of a file on a disk that is full: what was there fits, and the log. */
    private static final long NEXT_TO_NOTHING = 256 << 10;

    /** What is written again after a fault need not have room at once. */
    private static final long DRAINED = 5000;

    private static final long NO_LIMIT = 20_000;
    private static final long REPLICA_LACKS = 1000;

    private final Fleet fleet;
    private final RedisStage redis;
    private final Load load;
    private final Tailer tailer;
    private final HandOvers handOvers;
    private final int patience;

    /** Hand-over is measured only where nothing else is wrong. */
    private boolean alone;

    private final Spans full = new Spans();

    Inflictor(Fleet fleet, RedisStage redis, Load load, Tailer tailer, HandOvers handOvers, int patience) {
        this.fleet = fleet;
        this.redis = redis;
        this.load = load;
        this.tailer = tailer;
        this.handOvers = handOvers;
        this.patience = patience;
    }

    void episode(boolean oneFault) {
        alone = oneFault;
        handOvers.forget();
    }

    /** Does it; the returned one undoes it. */
    Runnable begin(Fault fault) {
        return switch (fault.kind()) {
            case KILL_OWNER -> kill(fleet.owner(fault.node()), AFTER_KILL);
            case KILL_FOLLOWER -> kill(follower(fault.node()), NO_LIMIT);
            case KILL_ALL -> killAll();
            case TERM_OWNER -> terminate(fleet.owner(fault.node()));
            case STOP_OWNER -> stop(fleet.owner(fault.node()));
            case ESL_CUT, ESL_HALF_OPEN, ESL_STALL, ESL_SLOW -> eslOfOwner(fault);
            case ESL_CUT_ALL -> eslOfAll(fault, this::cut, link -> link.refuse(false));
            case ESL_STALL_ALL -> eslOfAll(fault, link -> link.stall(true), link -> link.stall(false));
            case FREESWITCH_RESTART, FREESWITCH_RESTART_EMPTY, FREESWITCH_GONE -> freeSwitch(fault);
            case FREESWITCH_CLOCK -> clock(fault);
            case REDIS_CUT -> cutRedis(fleet.owner(fault.node()));
            case REDIS_RESTART -> restartRedis();
            case REDIS_PAUSE -> pauseRedis();
            case REDIS_FAIL_OVER -> failOver();
            case FLUSHALL -> flush();
            case DISK_FULL -> fillDisk(fault.node());
            case DISK_FULL_ALL -> fillAllDisks();
            case RECORDER_CLOCK -> stepClock(fault);
        };
    }

    /** When no recorder had room for all that came. */
    Spans full() {
        return full;
    }

    private static void nothing() {}

    private @Nullable RecorderProcess follower(int node) {
        RecorderProcess owner = fleet.owner(node);
        return fleet.recorders().stream()
                .filter(recorder -> recorder != owner && recorder.isRunning())
                .findFirst()
                .orElse(null);
    }

    /** Of each node that this recorder owns, if another one can take it. */
    private void taken(RecorderProcess recorder, String how, long limit) {
        if (!alone) {
            return;
        }
        for (int n = 0; n < fleet.nodes().size(); n++) {
            if (fleet.hasHeir(recorder, n) && recorder.owns(Fleet.name(n))) {
                handOvers.taken(Fleet.name(n), how, limit * patience);
            }
        }
    }

    private Runnable kill(@Nullable RecorderProcess recorder, long limit) {
        if (recorder == null) {
            return Inflictor::nothing;
        }
        taken(recorder, "kill -9", limit);
        recorder.kill();
        return recorder::start;
    }

    private Runnable killAll() {
        List<RecorderProcess> all = fleet.recorders();
        all.forEach(RecorderProcess::kill);
        return () -> {
            all.forEach(RecorderProcess::start);
            awaitAnswer(all);
        };
    }

    private static void awaitAnswer(List<RecorderProcess> some) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (some.stream().allMatch(one -> one.ops("/livez").isEmpty()) && System.nanoTime() < until) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private Runnable terminate(@Nullable RecorderProcess recorder) {
        if (recorder == null) {
            return Inflictor::nothing;
        }
        taken(recorder, "SIGTERM", AT_ONCE);
        recorder.terminate();
        return () -> {
            if (!recorder.ended()) {
                throw new IllegalStateException("recorder " + recorder.number() + " did not end well on SIGTERM");
            }
            recorder.start();
        };
    }

    private Runnable stop(@Nullable RecorderProcess recorder) {
        if (recorder == null) {
            return Inflictor::nothing;
        }
        taken(recorder, "SIGSTOP", AFTER_KILL);
        recorder.stop();
        return recorder::go;
    }

    private void cut(FaultProxy link) {
        link.refuse(true);
        link.cut();
    }

    private Runnable eslOfOwner(Fault fault) {
        RecorderProcess owner = fleet.owner(fault.node());
        if (owner == null) {
            return Inflictor::nothing;
        }
        FaultProxy link = fleet.link(owner, fault.node());
        String node = Fleet.name(fault.node());
        boolean measured = alone && fleet.hasHeir(owner, fault.node());
        switch (fault.kind()) {
            case ESL_CUT -> {
                if (measured) {
                    handOvers.taken(node, "ESL cut", AT_ONCE * patience);
                }
                cut(link);
                return () -> link.refuse(false);
            }
            case ESL_HALF_OPEN -> {
                link.halfOpen();
                return Inflictor::nothing;
            }
            case ESL_STALL -> {
                link.stall(true);
                return () -> link.stall(false);
            }
            default -> {
                link.slow(true);
                return () -> link.slow(false);
            }
        }
    }

    private Runnable eslOfAll(Fault fault, Consumer<FaultProxy> on, Consumer<FaultProxy> off) {
        List<FaultProxy> links = fleet.recorders().stream()
                .map(recorder -> fleet.link(recorder, fault.node()))
                .toList();
        links.forEach(on);
        return () -> links.forEach(off);
    }

    private Runnable freeSwitch(Fault fault) {
        SimulatedFreeSwitch node = fleet.nodes().get(fault.node());
        load.die(node, fault.kind() == FaultKind.FREESWITCH_RESTART);
        return fault.kind() == FaultKind.FREESWITCH_GONE ? Inflictor::nothing : () -> load.wake(node);
    }

    private Runnable clock(Fault fault) {
        long step = fault.afterMillis() % 2 == 0 ? HOUR : -HOUR;
        fleet.stepClock(fault.node(), step);
        return () -> fleet.stepClock(fault.node(), -step);
    }

    private Runnable cutRedis(@Nullable RecorderProcess recorder) {
        FaultProxy link = recorder == null ? null : redis.link(recorder.number());
        if (recorder == null || link == null) {
            return Inflictor::nothing;
        }
        recorder.life().hindered().begin(System.currentTimeMillis());
        cut(link);
        return () -> {
            link.refuse(false);
            recorder.life().hindered().end(System.currentTimeMillis());
        };
    }

    private Runnable restartRedis() {
        if (redis.persistent()) {
            redis.down().begin(System.currentTimeMillis());
            redis.kill();
            return () -> {
                redis.restart();
                redis.awaitServing();
            };
        }
        redis.freeze();
        tailer.hold();
        redis.kill();
        return () -> {
            redis.restart();
            tailer.turn(true); // it was emptied then, whether or not it serves already
            redis.awaitServing();
        };
    }

    private Runnable pauseRedis() {
        redis.pause();
        return redis::resume;
    }

    private Runnable fillDisk(int node) {
        RecorderProcess owner = fleet.owner(node);
        return owner == null ? Inflictor::nothing : fill(List.of(owner));
    }

    private Runnable fillAllDisks() {
        full.begin(System.currentTimeMillis());
        Runnable undo = fill(fleet.recorders());
        return () -> {
            undo.run();
            full.end(System.currentTimeMillis() + DRAINED);
        };
    }

    private Runnable fill(List<RecorderProcess> recorders) {
        recorders.forEach(recorder -> recorder.limitFiles(NEXT_TO_NOTHING));
        redis.pause();
        return () -> {
            redis.resume();
            recorders.forEach(recorder -> recorder.limitFiles(null));
        };
    }

    private Runnable stepClock(Fault fault) {
        RecorderProcess owner = fleet.owner(fault.node());
        if (owner == null) {
            return Inflictor::nothing;
        }
        owner.setClock(TimeUnit.MILLISECONDS.toSeconds(fault.node() % 2 == 0 ? HOUR : -HOUR));
        return () -> {
            boolean set = awaitOff(Fleet.name(fault.node()));
            owner.setClock(0);
            if (!set) {
                throw new IllegalStateException("the clock of recorder " + owner.number() + " was not set");
            }
        };
    }

    /** Whether what is said of the node is, within a while, of another hour. */
    private boolean awaitOff(String node) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (Math.abs(handOvers.asOf(node) - System.currentTimeMillis()) < HOUR / 2) {
            if (System.nanoTime() > until) {
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        return true;
    }

    private Runnable failOver() {
        redis.keepFromReplica();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REPLICA_LACKS));
        redis.freeze();
        tailer.hold();
        redis.failOver();
        tailer.turn(false);
        return Inflictor::nothing;
    }

    private Runnable flush() {
        tailer.flush();
        return Inflictor::nothing;
    }
}
