package dev.switchbook.recorder.link;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The kind of socket that an event loop carries. */
final class Transport {
    private Transport() {}

    /** A channel's class must fit the loop's own transport: native epoll where the group was made of it, else NIO. */
    static Class<? extends SocketChannel> of(EventLoop loop) {
        boolean epoll =
                Epoll.isAvailable() && loop instanceof IoEventLoop ioLoop && ioLoop.isIoType(EpollIoHandler.class);
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }
}
