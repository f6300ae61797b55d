package dev.switchbook.common.http;

import io.netty.channel.EventLoop;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks at all connections of one event loop once a second; all on that loop. */
final class ConnectionWatch {

    private static final long PERIOD_MILLIS = 1000;

    private final Set<Watched> connections = Collections.newSetFromMap(new IdentityHashMap<>());
    private final EventLoop loop;
    private final ConnectionLimits limits;
    private boolean looking;

    ConnectionWatch(EventLoop loop, ConnectionLimits limits) {
        this.loop = loop;
        this.limits = limits;
    }

    void add(Watched connection) {
        connections.add(connection);
        if (!looking) {
            looking = true;
            schedule();
        }
    }

    void remove(Watched connection) {
        connections.remove(connection);
    }

    /** On its loop, soon. */
    void onEach(Consumer<? super Watched> action) {
        loop.execute(() -> List.copyOf(connections).forEach(action));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the loop
    private void schedule() {
        loop.schedule(this::look, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        List.copyOf(connections).forEach(connection -> connection.look(now, limits));
        looking = !connections.isEmpty();
        if (looking) {
            schedule();
        }
    }
}
