package dev.switchbook.directory.http;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.http.Connections;
import dev.switchbook.common.http.DroppedErrors;
import dev.switchbook.directory.lookup.Directory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** Serves {@code /directory}. FreeSWITCH opens a connection for each request, so accepting is part of the hot path. */
public final class DirectoryServer {

    private static final int BACKLOG = 4096;
    /** So that FreeSWITCH's requests come in one piece. What stays of a read is put into a smaller buffer. */
    private static final int READ_BYTES = 32 * 1024;

    private static final Duration BIND = Duration.ofSeconds(10);

    private final Channel listener;
    private final Site site;

    private DirectoryServer(Channel listener, Site site) {
        this.listener = listener;
        this.site = site;
    }

    /** The listener is taken by somebody else, or no address of this host. */
    public static final class BindException extends RuntimeException {
        BindException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * What the server is made of.
     *
     * @param listen where; port 0 takes a free one
     * @param tls null: plain HTTP; the server's from now on
     * @param loops the event loops, still the caller's to end
     */
    public record Parts(
            HostPort listen,
            @Nullable ServerTls tls,
            Credentials credentials,
            HttpLimits limits,
            LoopResources loops,
            MeterRegistry registry) {}

    /**
     * Binds and serves; returns when the socket listens. Not for an event loop.
     *
     * @throws BindException naming the address
     */
    public static DirectoryServer bind(Parts parts, Directory directory) {
        DroppedErrors.install();
        Site site = Site.of(
                directory, parts.credentials(), new RequestMetrics(parts.registry()), parts.limits(), parts.tls());
        Gauge.builder("directory.connections", site.connections(), Connections::open)
                .description("Open connections to /directory")
                .register(parts.registry());
        InetSocketAddress address =
                new InetSocketAddress(parts.listen().host(), parts.listen().port());
        ChannelFuture bound = bootstrap(parts.loops(), site).bind(address);
        if (!bound.awaitUninterruptibly(BIND.toNanos(), TimeUnit.NANOSECONDS) || !bound.isSuccess()) {
            Throwable cause = bound.cause();
            String why = cause == null ? "it takes too long" : cause.getMessage();
            throw new BindException("cannot listen on " + parts.listen() + ": " + why, cause);
        }
        bound.channel().pipeline().addLast(new Accepting.Behind());
        return new DirectoryServer(bound.channel(), site);
    }

    private static ServerBootstrap bootstrap(LoopResources loops, Site site) {
        EventLoopGroup group = loops.onServer(true);
        ServerBootstrap bootstrap = new ServerBootstrap();
        if (site.tls() == null) { // which puts its records together itself, and would keep the large buffers for them
            bootstrap.childOption(
                    ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(64, READ_BYTES, 2 * READ_BYTES));
        }
        return bootstrap
                .group(loops.onServerSelect(true), group)
                .channel(loops.onChannelClass(ServerSocketChannel.class, group))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(new Accepting.Before())
                .childHandler(new Equipping(site));
    }

    /** Makes the pipeline of a new connection. */
    private static final class Equipping extends ChannelInitializer<Channel> {
        private final Site site;

        Equipping(Site site) {
            this.site = site;
        }

        @Override
        protected void initChannel(Channel channel) {
            ServerTls tls = site.tls();
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            DirectoryConnection.equip(channel, site);
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Takes no more connections, closes those without a request, waits for the answers under way; blocks for at most
     * {@code within}.
     *
     * @throws IllegalStateException when answers were still under way at the end
     */
    public void close(Duration within) {
        long end = System.nanoTime() + within.toNanos();
        listener.close().awaitUninterruptibly(within.toNanos(), TimeUnit.NANOSECONDS);
        try {
            site.connections().end().get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while answers were under way", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    site.connections().open() + " connections still wait for an answer or for their client", e);
        } finally {
            ServerTls tls = site.tls();
            if (tls != null) {
                tls.close();
            }
        }
    }
}
