package dev.switchbook.recorder.outbound;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import jdk.net.ExtendedSocketOptions;

/** The kind of socket that an event loop carries, and what the kernel is told of it. */
final class Transport {
    private static final int IDLE_SECONDS = 60;
    private static final int EVERY_SECONDS = 10;
    private static final int TIMES = 6;

    private Transport() {}

    static Class<? extends ServerSocketChannel> of(EventLoop loop) {
        boolean epoll =
                Epoll.isAvailable() && loop instanceof IoEventLoop ioLoop && ioLoop.isIoType(EpollIoHandler.class);
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** Finds a peer that is gone without a word in two minutes; the kernel's own time is two hours. */
    static void probeOften(SocketChannel connection) {
        if (connection instanceof EpollSocketChannel epoll) {
            epoll.config().setOption(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS);
            epoll.config().setOption(EpollChannelOption.TCP_KEEPINTVL, EVERY_SECONDS);
            epoll.config().setOption(EpollChannelOption.TCP_KEEPCNT, TIMES);
        } else if (connection instanceof NioSocketChannel nio) {
            nio.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS);
            nio.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), EVERY_SECONDS);
            nio.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), TIMES);
        }
    }
}
