package dev.switchbook.recorder.outbound;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.recorder.outbound.OutboundMeters.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ipfilter.IpFilterRule;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Listens for FreeSWITCH's application {@code socket}. All connections are on one event loop, as what they tell goes to one state.
 * One from an address that is not allowed is closed at once, as is one too many, and one that does not answer in time.
 *
 * <p>A half-open connection is found by the kernel, a minute or two after the last byte; the watched call may be silent for as long
 * as people talk, so a time without events is no sign of one. A day without a byte ends it in any case.
 */
public final class OutboundServer {

    /** Most connections at a time: one is one call. */
    public static final int MAX_CONNECTIONS = 8192;

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(OutboundServer.class));
    private static final Duration BIND_DUE = Duration.ofSeconds(10);
    private static final int BACKLOG = 1024;
    private static final int MIN_READ = 1024;
    private static final int FIRST_READ = 16 * 1024;
    private static final int MAX_READ = 128 * 1024;

    private final List<IpFilterRule> allowed;
    private final Recording recording;
    private final OutboundMeters meters;
    private final int maxConnections;
    private final ChannelGroup connections;
    private final Channel listener;

    /**
     * Binds; blocks until it listens.
     *
     * @param address port 0 takes a free one, see {@link #address}
     * @param allow networks in CIDR notation, sound
     * @param loop carries all connections; {@code recording} is told there
     * @throws IOException when the address cannot be had; says which
     */
    public static OutboundServer bind(
            InetSocketAddress address, List<String> allow, EventLoop loop, Recording recording, MeterRegistry registry)
            throws IOException {
        return new OutboundServer(address, allow, loop, recording, new OutboundMeters(registry), MAX_CONNECTIONS);
    }

    OutboundServer(
            InetSocketAddress address,
            List<String> allow,
            EventLoop loop,
            Recording recording,
            OutboundMeters meters,
            int maxConnections)
            throws IOException {
        this.allowed = allow.stream().map(OutboundServer::rule).toList();
        this.recording = recording;
        this.meters = meters;
        this.maxConnections = maxConnections;
        this.connections = new DefaultChannelGroup(loop);
        this.listener = listen(address, loop);
    }

    private static IpFilterRule rule(String cidr) {
        return new IpSubnetFilterRule(cidr, IpFilterRuleType.ACCEPT);
    }

    private Channel listen(InetSocketAddress address, EventLoop loop) throws IOException {
        ChannelFuture binding = new ServerBootstrap()
                .group(loop)
                .channel(Transport.of(loop))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(MIN_READ, FIRST_READ, MAX_READ))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        accept(connection);
                    }
                })
                .bind(address);
        if (!binding.awaitUninterruptibly(BIND_DUE.toMillis()) || !binding.isSuccess()) {
            Throwable cause = binding.cause();
            throw new IOException(
                    "outbound listener cannot bind " + address.getHostString() + ":" + address.getPort() + ": "
                            + (cause == null ? "it takes too long" : cause.getMessage()),
                    cause);
        }
        return binding.channel();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closing: nobody waits for it
    private void accept(SocketChannel connection) {
        Outcome refusal = refusal(connection.remoteAddress());
        if (refusal != null) {
            meters.count(refusal);
            log.warn(
                    refusal,
                    "{}: {}",
                    connection.remoteAddress(),
                    refusal == Outcome.REFUSED_FULL
                            ? "refused: there are " + maxConnections + " connections"
                            : "refused: not in recorder.outbound.allow");
            connection.close();
            return;
        }
        meters.opened();
        connections.add(connection);
        connection.closeFuture().addListener(closed -> meters.closed());
        Transport.probeOften(connection);
        Pipeline.install(connection, new Dialogue(connection, recording, meters));
    }

    private @Nullable Outcome refusal(InetSocketAddress remote) {
        if (allowed.stream().noneMatch(rule -> rule.matches(remote))) {
            return Outcome.REFUSED_ADDRESS;
        }
        return connections.size() >= maxConnections ? Outcome.REFUSED_FULL : null;
    }

    /** Where it listens, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /**
     * Takes no more calls, and ends all connections: the calls go on, as they were moved on; nothing more is heard of them. Waits for so
     * long at most.
     */
    public void close(Duration atMost) throws InterruptedException {
        Future<?> unbound = listener.close();
        unbound.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        connections.close().await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
