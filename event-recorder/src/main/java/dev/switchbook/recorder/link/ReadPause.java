package dev.switchbook.recorder.link;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Leaves what comes to the peer for moments, while whoever takes it is behind and says that room is about to come. FreeSWITCH queues 100 000
 * events for each listener before it drops one (mod_event_socket.c), so a moment costs nothing; but silence is noticed, so no moment is long.
 */
final class ReadPause {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Channel channel;
    private final BooleanSupplier behind;
    private boolean paused;
    private long sinceNanos;

    ReadPause(Channel channel, BooleanSupplier behind) {
        this.channel = channel;
        this.behind = behind;
    }

    /** What was read was taken. On the channel's event loop. */
    void afterRead() {
        if (!paused && behind.getAsBoolean()) {
            paused = true;
            sinceNanos = System.nanoTime();
            channel.config().setAutoRead(false);
            lookLater();
        }
    }

    private void look() {
        if (behind.getAsBoolean() && System.nanoTime() - sinceNanos < MOST_NANOS) {
            lookLater();
        } else {
            paused = false;
            channel.config().setAutoRead(true);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a timer
    private void lookLater() {
        channel.eventLoop().schedule(this::look, LOOK_NANOS, TimeUnit.NANOSECONDS);
    }
}
