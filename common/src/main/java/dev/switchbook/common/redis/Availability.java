package dev.switchbook.common.redis;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether Redis is there: told to the gauge {@code redis_up}, to listeners and, a line a change, to the log. */
final class Availability {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    private final String name;
    private final LogThrottle throttle = new LogThrottle();
    private final List<Redis.StateListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean up;
    private boolean closed;
    private volatile long epoch;
    private String lastReason = "";

    Availability(String name, MeterRegistry registry) {
        this.name = name;
        Gauge.builder("redis.up", this, availability -> availability.up ? 1 : 0)
                .description("1 while the shared Redis answers")
                .register(registry);
    }

    boolean isUp() {
        return up;
    }

    /** Changes with each link, so that what began on one can tell that it ended. */
    long epoch() {
        return epoch;
    }

    synchronized Runnable listen(Redis.StateListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    synchronized void up() {
        if (!up) {
            epoch = epoch + 1;
            up = true;
            lastReason = "";
            if (throttle.pass()) {
                LOG.info("{} is up", name);
            }
            tell(true);
        }
    }

    synchronized void down(String reason) {
        if (up) {
            epoch = epoch + 1;
            up = false;
            if (!closed && throttle.pass()) {
                LOG.warn("{} is away ({}); trying on", name, reason);
            }
            tell(false);
        }
    }

    /** An attempt failed: a line when the reason is another than that of the attempt before. */
    synchronized void failed(Throwable cause) {
        String reason = Faults.describe(cause);
        if (!closed && !reason.equals(lastReason)) {
            lastReason = reason;
            if (throttle.pass()) {
                LOG.warn("{} cannot be reached: {}; trying on", name, reason);
            }
        }
    }

    /** What ends now ends by our own will: nothing to warn of. */
    synchronized void close() {
        closed = true;
    }

    private void tell(boolean state) {
        for (Redis.StateListener listener : listeners) {
            try {
                listener.changed(state);
            } catch (RuntimeException e) {
                LOG.error("a listener of Redis' state failed", e);
            }
        }
    }
}
