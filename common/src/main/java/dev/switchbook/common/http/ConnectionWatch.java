package dev.switchbook.common.http;

import io.netty.channel.EventLoop;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Looks at all connections of one event loop once a second; all on that loop. */
final class ConnectionWatch {

    private static final long PERIOD_MILLIS = 1000;

    private final Set<ConnectionGuard> guards = Collections.newSetFromMap(new IdentityHashMap<>());
    private final EventLoop loop;
    private final ConnectionLimits limits;
    private boolean looking;

    ConnectionWatch(EventLoop loop, ConnectionLimits limits) {
        this.loop = loop;
        this.limits = limits;
    }

    void add(ConnectionGuard guard) {
        guards.add(guard);
        if (!looking) {
            looking = true;
            schedule();
        }
    }

    void remove(ConnectionGuard guard) {
        guards.remove(guard);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // ends with the loop
    private void schedule() {
        loop.schedule(this::look, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        long now = System.nanoTime();
        List.copyOf(guards).forEach(guard -> guard.look(now, limits));
        looking = !guards.isEmpty();
        if (looking) {
            schedule();
        }
    }
}
