package dev.switchbook.common.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.NettyPipeline;

/**
 * Holds one connection to the limits of time, answers a client that has closed its sending side, and ends quietly with
 * one that has gone.
 *
 * <p>It stands on both sides of the HTTP codec: {@link Bytes} sees a request begin, this one sees it end. The time is
 * looked at by a {@link ConnectionWatch}, so that a connection, which mostly lives for one request, needs no timer.
 *
 * <p>Reactor Netty's own time-outs do not fit: its request time-out begins only when the head is complete, each byte
 * of a head puts its idle time-out off, and neither ends an answer that nobody takes.
 */
final class ConnectionGuard extends ChannelDuplexHandler implements Watched {

    /** Requests that may wait behind one another: Reactor Netty keeps all that it has read, without a bound. */
    private static final int MAX_UNANSWERED = 16;

    private final Connections connections;
    private final Channel channel;
    private final ConnectionTimes times;
    /** Requests received in whole less answers sent in whole; -1 when a request is answered before its end. */
    private int unanswered;

    private boolean inputEnded;
    private boolean held;

    /** Of a channel that {@link Connections#enter} has let in. */
    ConnectionGuard(Connections connections, Channel channel) {
        this.connections = connections;
        this.channel = channel;
        this.times = new ConnectionTimes(channel);
    }

    /** Takes its places, the HTTP codec being in its own. */
    void equip() {
        channel.pipeline()
                .addBefore(NettyPipeline.HttpCodec, "request-begin", new Bytes())
                .addAfter(NettyPipeline.HttpCodec, "connection-guard", this);
    }

    /** What comes before the codec. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            if (unanswered <= 0) {
                times.bytesCame();
            } else {
                times.requestBegins();
            }
            ctx.fireChannelRead(bytes);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connections.leave(channel, this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            times.requestBegins(); // it may have come in one piece with the end of the one before
        }
        if (message instanceof LastHttpContent) {
            times.requestEnded();
            unanswered++;
        }
        super.channelRead(ctx, message);
    }

    /**
     * Reads no more when the input has ended, for epoll fails on such a read (ENOENT) and Netty would close the channel
     * with answers outstanding; nor when too many requests wait.
     */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (inputEnded) {
            return;
        }
        held = unanswered >= MAX_UNANSWERED;
        if (held) {
            channel.config().setAutoRead(false); // or epoll would go on by itself
        } else {
            ctx.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpResponse) {
            times.answerBegins();
        } else {
            times.answerGoesOn();
        }
        if (!endsAnswer(message)) {
            super.write(ctx, message, promise);
            return;
        }
        unanswered--;
        if (inputEnded && unanswered <= 0) {
            super.write(ctx, message, promise.unvoid().addListener(ChannelFutureListener.CLOSE));
            return;
        }
        super.write(ctx, message, promise);
        if (held && unanswered < MAX_UNANSWERED) {
            held = false;
            channel.config().setAutoRead(true);
        }
    }

    /** {@code 100 Continue} is a message of its own, and answers nothing. */
    private static boolean endsAnswer(Object message) {
        return message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
    }

    /**
     * The client will send no more: what it asked in whole is answered, then the connection ends. Behind that end nothing is
     * passed on, because Reactor Netty would go on to read.
     */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (unanswered <= 0) {
                // behind what is written and not yet taken
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            }
        }
        if (channel.isOpen()) {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Passed on, it would be logged by Reactor Netty each time, with its stack trace. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        DroppedErrors.end(channel, fault);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    public void look(long now, ConnectionLimits limits) {
        if (times.areOver(now, limits)) {
            channel.close();
        }
    }
}
