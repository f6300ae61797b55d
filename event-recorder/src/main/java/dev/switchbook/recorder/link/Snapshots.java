package dev.switchbook.recorder.link;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When a link takes snapshots: one at a time, again while they fail, and once more for all requests that come while one is under way.
 * Lives on the link's event loop alone.
 */
final class Snapshots {
    private final EventLoop loop;
    private final LinkTimings timings;
    private final Host host;
    private final Backoff retry;
    private @Nullable Snapshot running;
    private @Nullable String wanted;
    private @Nullable ScheduledFuture<?> pause;
    private long begunNanos;
    private boolean connected;

    /** The link. */
    interface Host {

        /** Null while the command socket is away. */
        @Nullable SnapshotSource source();

        /** Null when nobody wants one now. */
        @Nullable SnapshotHandler handler();

        /** One is under way, or is to be. */
        void resyncing(String detail);

        /** One is complete, and no more is wanted. */
        void complete(String detail);
    }

    Snapshots(EventLoop loop, LinkTimings timings, DoubleSupplier random, Host host) {
        this.loop = loop;
        this.timings = timings;
        this.host = host;
        this.retry = new Backoff(timings.retry(), random);
    }

    /** Events come from now on. */
    void connected() {
        connected = true;
        wanted = "connected";
        host.resyncing("connected");
        begin();
    }

    /** Nothing comes any more. */
    void lost() {
        connected = false;
        wanted = null;
        if (pause != null) {
            pause.cancel(false);
            pause = null;
        }
        Snapshot ended = running;
        running = null;
        if (ended != null) {
            ended.fail("connection lost");
        }
    }

    /** The command socket is back. */
    void commandReady() {
        if (connected && running == null && pause == null && wanted != null) {
            begin();
        }
    }

    /** One is wanted that begins after now. */
    void request(String reason) {
        if (!connected) {
            return;
        }
        wanted = reason;
        host.resyncing(reason);
        if (running == null && pause == null) {
            beginIn(sinceBegin());
        }
    }

    private void begin() {
        pause = null;
        SnapshotSource source = host.source();
        String reason = wanted;
        if (source == null || reason == null) {
            return; // commandReady begins
        }
        wanted = null;
        SnapshotHandler handler = host.handler();
        if (handler == null) {
            host.complete("no snapshot is wanted");
            return;
        }
        begunNanos = System.nanoTime();
        Snapshot snapshot = new Snapshot(source, handler, (ended, failure) -> ended(ended, reason, failure));
        running = snapshot;
        snapshot.begin();
    }

    private void ended(Snapshot snapshot, String reason, @Nullable String failure) {
        if (snapshot != running) {
            return;
        }
        running = null;
        if (failure != null) {
            wanted = wanted == null ? reason : wanted;
            host.resyncing("snapshot failed: " + failure);
            beginIn(retry.nextNanos());
        } else if (wanted != null) {
            retry.reset();
            beginIn(sinceBegin());
        } else {
            retry.reset();
            host.complete(snapshot.summary());
        }
    }

    private long sinceBegin() {
        return Math.max(0, begunNanos + timings.between().toNanos() - System.nanoTime());
    }

    private void beginIn(long nanos) {
        pause = loop.schedule(this::begin, nanos, TimeUnit.NANOSECONDS);
    }
}
