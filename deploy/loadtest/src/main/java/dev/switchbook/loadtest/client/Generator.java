package dev.switchbook.loadtest.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.resolver.NoopAddressResolverGroup;
import java.util.concurrent.TimeUnit;

/**
 * Sends a load from one event loop. It writes prepared bytes and looks for a few bytes in what comes back, without an HTTP
 * codec, so that it costs less than the server it measures.
 */
public final class Generator implements AutoCloseable {

    private static final long END_MILLIS = 2000;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Workload workload;
    private final Link link;

    private Generator(MultiThreadIoEventLoopGroup group, EventLoop loop, Workload workload, Link link) {
        this.group = group;
        this.loop = loop;
        this.workload = workload;
        this.link = link;
    }

    /** Starts sending at once; {@link #record} ends the warm-up. */
    public static Generator start(Load load, Questions questions) throws InterruptedException {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoop loop = group.next();
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true) // as curl does
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000);
        Link link = Link.of(bootstrap, load.mode());
        Workload workload = new Workload(load, questions, loop, link);
        loop.submit(workload::start).sync();
        return new Generator(group, loop, workload, link);
    }

    /** From now on latencies count. */
    public void record() throws InterruptedException {
        loop.submit(workload::record).sync();
    }

    /** Ends the load; the tally is nobody else's from now on. */
    public Tally stop() throws InterruptedException {
        return loop.submit(workload::stop).sync().getNow();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        link.close();
    }
}
