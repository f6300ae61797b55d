package dev.switchbook.directory.http;

import dev.switchbook.common.log.ThrottledLog;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** The connections of one server: so many and no more, each of them guarded. */
final class Connections {

    private final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Connections.class));
    private final Map<EventLoop, ConnectionWatch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final HttpLimits limits;

    Connections(HttpLimits limits, MeterRegistry registry) {
        this.limits = limits;
        Gauge.builder("directory.connections", open, AtomicInteger::get)
                .description("Open connections to /directory")
                .register(registry);
    }

    /** Takes a new channel in, its HTTP codec in place, or closes it; on its event loop. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    void accept(Channel channel) {
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            log.warn(
                    "full",
                    "{} connections are open: another one, from {}, is closed",
                    limits.connections(),
                    channel.remoteAddress());
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        ConnectionGuard.equip(
                channel, watches.computeIfAbsent(channel.eventLoop(), loop -> new ConnectionWatch(loop, limits)));
    }
}
