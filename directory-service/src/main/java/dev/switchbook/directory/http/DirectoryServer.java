package dev.switchbook.directory.http;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.http.Connections;
import dev.switchbook.common.http.DroppedErrors;
import dev.switchbook.directory.lookup.Directory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/** Serves {@code /directory}. FreeSWITCH opens a connection for each request, so accepting is part of the hot path. */
public final class DirectoryServer {

    private static final int BACKLOG = 4096;

    private final DisposableServer server;

    private DirectoryServer(DisposableServer server) {
        this.server = server;
    }

    /** The listener is taken by somebody else, or no address of this host. */
    public static final class BindException extends RuntimeException {
        BindException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * What the server is made of.
     *
     * @param listen where; port 0 takes a free one
     * @param tls null: plain HTTP
     * @param loops the event loops, still the caller's to end
     */
    public record Parts(
            HostPort listen,
            @Nullable SslContext tls,
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
        HttpLimits limits = parts.limits();
        DirectoryHandler handler =
                new DirectoryHandler(directory, parts.credentials(), new RequestMetrics(parts.registry()), limits);
        Connections connections = new Connections(limits.ofConnections());
        Gauge.builder("directory.connections", connections, Connections::open)
                .description("Open connections to /directory")
                .register(parts.registry());
        HttpServer http = HttpServer.create()
                .bindAddress(() -> new InetSocketAddress(
                        parts.listen().host(), parts.listen().port()))
                .runOn(parts.loops())
                .channelGroup(new DefaultChannelGroup(GlobalEventExecutor.INSTANCE))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(limits.bodyBytes())
                        .maxHeaderSize(limits.headerBytes())
                        .allowDuplicateContentLengths(false))
                .doOnChannelInit((observer, channel, remote) -> connections.accept(channel))
                .handle(handler);
        SslContext tls = parts.tls();
        HttpServer secured = tls == null ? http : http.secure(spec -> spec.sslContext(tls));
        try {
            return new DirectoryServer(secured.bindNow(Duration.ofSeconds(10)));
        } catch (ChannelBindException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BindException("cannot listen on " + parts.listen() + ": " + cause.getMessage(), e);
        }
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /**
     * Takes no more connections, closes those without a request, waits for the answers under way; blocks for at most
     * {@code within}.
     *
     * @throws IllegalStateException when answers were still under way at the end
     */
    public void close(Duration within) {
        server.disposeNow(within);
    }
}
