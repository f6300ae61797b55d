package dev.switchbook.recorder.link;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows that the peer of one connection is alive: has it probed time and again, and finds out when no byte came for too long. Any
 * byte is a sign of life, as an answer comes only behind the events that are queued before it.
 */
final class Liveness {
    /** Bytes may lie unread in the socket when this process stood still itself: they get this time to be read. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final EventLoop loop;
    private final LinkTimings timings;
    private final Subject subject;
    private long lastByteNanos;
    private @Nullable ScheduledFuture<?> probing;
    private @Nullable ScheduledFuture<?> watching;

    /** The connection that is watched. */
    interface Subject {

        void probe();

        /** Whether the peer may take the time of a command before it sends a byte. */
        boolean busy();

        void silent();
    }

    Liveness(EventLoop loop, LinkTimings timings, Subject subject) {
        this.loop = loop;
        this.timings = timings;
        this.subject = subject;
    }

    void start() {
        lastByteNanos = System.nanoTime();
        long every = timings.probe().toNanos();
        probing = loop.scheduleAtFixedRate(subject::probe, every, every, TimeUnit.NANOSECONDS);
        watch();
    }

    void stop() {
        cancel(probing);
        cancel(watching);
    }

    void bytes(long nanos) {
        lastByteNanos = nanos;
    }

    /** {@link System#nanoTime()} of the latest read. */
    long lastByteNanos() {
        return lastByteNanos;
    }

    private void watch() {
        long left = lastByteNanos + limit() - GRACE_NANOS - System.nanoTime();
        if (left > 0) {
            watching = loop.schedule(this::watch, Math.min(left, timings.probe().toNanos()), TimeUnit.NANOSECONDS);
        } else {
            long seen = lastByteNanos;
            watching = loop.schedule(() -> decide(seen), GRACE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void decide(long seen) {
        if (lastByteNanos == seen && System.nanoTime() - seen >= limit()) {
            subject.silent();
        } else {
            watch();
        }
    }

    private long limit() {
        return (subject.busy() ? timings.reply() : timings.silence()).toNanos();
    }

    private static void cancel(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
