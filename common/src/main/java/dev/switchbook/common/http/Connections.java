package dev.switchbook.common.http;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one listener: so many and no more, each of them guarded.
 *
 * <p>The listener needs {@code ALLOW_HALF_CLOSURE} and none of Reactor Netty's own limits: see {@link ConnectionGuard}.
 */
public final class Connections {

    private final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Connections.class));
    private final Map<EventLoop, ConnectionWatch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final ConnectionLimits limits;

    /** Of one listener. */
    public Connections(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /** Takes a new channel in, its HTTP codec in place, or closes it; on its event loop. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    public void accept(Channel channel) {
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            log.warn(
                    "full",
                    "{} connections to {} are open: another one, from {}, is closed",
                    limits.connections(),
                    channel.localAddress(),
                    channel.remoteAddress());
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> open.decrementAndGet());
        ConnectionGuard.equip(
                channel, watches.computeIfAbsent(channel.eventLoop(), loop -> new ConnectionWatch(loop, limits)));
    }
}
