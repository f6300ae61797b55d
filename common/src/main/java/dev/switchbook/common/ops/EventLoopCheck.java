package dev.switchbook.common.ops;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/**
 * Finds event loops that no longer run what is handed to them: blocked, in an endless loop, or dead.
 *
 * <p>Each probe hands every loop an empty task, if the one before has run; a loop that sits on one for longer than the
 * limit fails the check. So it takes two probes, at least the limit apart, to find a stuck loop, and no timer.
 */
public final class EventLoopCheck implements HealthCheck {
    private final List<Beat> beats = new ArrayList<>();
    private final Duration limit;
    private final LongSupplier nanoClock;

    /** Watches the {@code loops} of a group; {@code limit} is how long a task may wait, some seconds. */
    public EventLoopCheck(Iterable<? extends EventExecutor> loops, Duration limit) {
        this(loops, limit, System::nanoTime);
    }

    EventLoopCheck(Iterable<? extends EventExecutor> loops, Duration limit, LongSupplier nanoClock) {
        this.limit = limit;
        this.nanoClock = nanoClock;
        loops.forEach(loop -> beats.add(new Beat(loop)));
    }

    @Override
    public synchronized State state() {
        long now = nanoClock.getAsLong();
        int stuck = 0;
        for (Beat beat : beats) {
            if (!beat.isWithin(limit, now)) {
                stuck++;
            }
        }
        return stuck == 0
                ? State.ok()
                : State.failed(
                        stuck + " of " + beats.size() + " event loops stuck for over " + limit.toSeconds() + " s");
    }

    private static final class Beat {
        private final EventExecutor loop;
        private volatile boolean pending;
        private long sentAt;

        Beat(EventExecutor loop) {
            this.loop = loop;
        }

        boolean isWithin(Duration limit, long now) {
            if (pending) {
                return now - sentAt <= limit.toNanos();
            }
            pending = true;
            sentAt = now;
            try {
                loop.execute(() -> pending = false);
            } catch (RejectedExecutionException ended) {
                return false;
            }
            return true;
        }
    }
}
