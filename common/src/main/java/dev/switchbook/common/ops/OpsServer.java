package dev.switchbook.common.ops;

import dev.switchbook.common.http.ConnectionLimits;
import dev.switchbook.common.http.Connections;
import dev.switchbook.common.http.DroppedErrors;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * The listener for operators: {@code /livez}, {@code /readyz}, {@code /metrics} and what a service adds.
 *
 * <p>It has two event loops of its own, so it answers while those of the service are saturated. GET and HEAD only; 404
 * for other paths. At most {@link #MAX_CONNECTIONS} connections, further ones are closed at once; an idle one after
 * {@link #IDLE_TIMEOUT}; a request is read, it is answered, and its answer is taken, within {@link #REQUEST_TIMEOUT} each.
 */
public final class OpsServer {
    /** Most connections at a time. */
    public static final int MAX_CONNECTIONS = 64;

    /** How long a connection may be silent. */
    public static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);

    /** How long a request may take to arrive, to be answered, and its answer to be taken. */
    public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private static final ConnectionLimits LIMITS =
            new ConnectionLimits(MAX_CONNECTIONS, IDLE_TIMEOUT, REQUEST_TIMEOUT, REQUEST_TIMEOUT);

    private static final int MAX_LINE_BYTES = 4096;
    private static final int MAX_HEADER_BYTES = 8192;
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final Logger log = LoggerFactory.getLogger(OpsServer.class);

    private final DisposableServer server;
    private final LoopResources loops;

    private OpsServer(DisposableServer server, LoopResources loops) {
        this.server = server;
        this.loops = loops;
    }

    /**
     * Binds and serves; blocks until the socket listens, so call it from {@code main}.
     *
     * @param address where; port 0 takes a free one, see {@link #address}
     * @param health what {@code /livez} and {@code /readyz} tell
     * @param registry what {@code /metrics} tells
     * @param routes further paths, as {@code /explain}
     * @throws OpsBindException when the address is taken or not this host's
     * @throws IllegalArgumentException when a route has the path of a built-in one
     */
    public static OpsServer bind(
            InetSocketAddress address, Health health, PrometheusMeterRegistry registry, Map<String, OpsRoute> routes) {
        return bind(address, health, registry, routes, LIMITS);
    }

    static OpsServer bind(
            InetSocketAddress address,
            Health health,
            PrometheusMeterRegistry registry,
            Map<String, OpsRoute> routes,
            ConnectionLimits limits) {
        DroppedErrors.install();
        Map<String, OpsRoute> all = new HashMap<>(Map.of(
                "/livez", request -> Mono.just(toResponse(health.liveness())),
                "/readyz", request -> Mono.just(toResponse(health.readiness())),
                "/metrics", request -> Mono.just(OpsResponse.of(200, PROMETHEUS_TEXT, registry.scrape()))));
        routes.forEach((path, route) -> {
            if (all.put(path, route) != null) {
                throw new IllegalArgumentException(path + " is built in");
            }
        });
        LoopResources loops = LoopResources.create("ops", 2, true);
        try {
            OpsServer bound = new OpsServer(
                    server(address, loops, new OpsHandler(all, REQUEST_TIMEOUT), new Connections(limits))
                            .bindNow(Duration.ofSeconds(10)),
                    loops);
            log.debug("Ops listener on {}", bound.address());
            return bound;
        } catch (ChannelBindException failed) {
            loops.dispose();
            throw new OpsBindException(
                    "ops listener cannot bind " + hostAndPort(address) + ": " + reason(failed), failed);
        }
    }

    private static HttpServer server(
            InetSocketAddress address, LoopResources loops, OpsHandler handler, Connections connections) {
        // The group is what lets close() wait for answers that are under way.
        ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        return HttpServer.create()
                .bindAddress(() -> address)
                .runOn(loops)
                .channelGroup(group)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .doOnChannelInit((observer, channel, remote) -> connections.accept(channel))
                .httpRequestDecoder(
                        decoder -> decoder.maxInitialLineLength(MAX_LINE_BYTES).maxHeaderSize(MAX_HEADER_BYTES))
                .handle(handler);
    }

    /** The address that it listens on, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.address();
    }

    /**
     * Takes no more connections, waits for answers under way, then ends the event loops; blocks for at most
     * {@code within}.
     *
     * @throws IllegalStateException when answers were still under way at the end
     */
    public void close(Duration within) {
        try {
            server.disposeNow(within);
        } finally {
            loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).subscribe();
        }
    }

    private static OpsResponse toResponse(HealthReport report) {
        return OpsResponse.text(report.ok() ? 200 : 503, report.body());
    }

    private static String hostAndPort(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    private static String reason(ChannelBindException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return String.valueOf(cause.getMessage());
    }
}
