package dev.switchbook.common.http;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

/** The connections of one listener: so many and no more, each of them looked at once a second. */
public final class Connections {

    private final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Connections.class));
    private final Map<EventLoop, ConnectionWatch> watches = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ConnectionLimits limits;
    private volatile boolean ending;

    /** Of one listener. */
    public Connections(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** How many are open. */
    public int open() {
        return open.get();
    }

    /**
     * Takes a new channel of Reactor Netty's HTTP server in, its codec in place, and guards it, or closes it; on its event loop.
     * The listener needs {@code ALLOW_HALF_CLOSURE} and none of Reactor Netty's own limits: see {@link ConnectionGuard}.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    public void accept(Channel channel) {
        ConnectionGuard guard = new ConnectionGuard(this, channel);
        if (enter(channel, guard)) {
            guard.equip();
        } else {
            channel.close();
        }
    }

    /**
     * Takes a new connection in that keeps to the limits of time by itself; on its event loop.
     *
     * @return false if there are too many: then it is to be closed; otherwise {@link #leave} is owed
     */
    public boolean enter(Channel channel, Watched connection) {
        if (open.incrementAndGet() > limits.connections()) {
            open.decrementAndGet();
            sayFull(channel);
            return false;
        }
        watch(channel).add(connection);
        return true;
    }

    /** Lets a connection go that was taken in; on its event loop. */
    public void leave(Channel channel, Watched connection) {
        watch(channel).remove(connection);
        if (open.decrementAndGet() == 0 && ending) {
            ended.complete(null);
        }
    }

    /**
     * Has each connection {@linkplain Watched#drain drain}; one that enters later must see to it itself.
     *
     * @return done when no connection is left
     */
    public CompletableFuture<Void> end() {
        ending = true;
        watches.values().forEach(watch -> watch.onEach(Watched::drain));
        if (open.get() == 0) {
            ended.complete(null);
        }
        return ended;
    }

    /** Whether {@link #end} was called. */
    public boolean ending() {
        return ending;
    }

    private void sayFull(Channel channel) {
        log.warn(
                "full",
                "{} connections to {} are open: another one, from {}, is closed",
                limits.connections(),
                channel.localAddress(),
                channel.remoteAddress());
    }

    private ConnectionWatch watch(Channel channel) {
        EventLoop loop = channel.eventLoop();
        ConnectionWatch known = watches.get(loop);
        return known == null ? watches.computeIfAbsent(loop, one -> new ConnectionWatch(one, limits)) : known;
    }
}
