package dev.switchbook.directory.http;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.LoggerFactory;

/** What stands before and behind Netty's acceptor in the pipeline of the listener. */
final class Accepting {

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(Accepting.class));

    private Accepting() {}

    /**
     * Says of a new connection, before it is registered, that its bytes are wanted, so that epoll hears of the connection
     * and of that in one call, not in two.
     */
    static final class Before extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object child) {
            ((Channel) child).unsafe().beginRead();
            ctx.fireChannelRead(child);
        }
    }

    /** Tells of what the acceptor met, as too many open files; it goes on after a second. */
    static final class Behind extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
            log.warn(fault.getClass(), "{} could not accept a connection: {}", ctx.channel(), fault.toString());
        }
    }
}
