package dev.switchbook.directory.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import reactor.netty.NettyPipeline;

/**
 * Holds one connection to the limits of time, and answers a client that has closed its sending side.
 *
 * <p>It stands on both sides of the HTTP codec: {@link Bytes} sees a request begin, this one sees it end. The time is
 * looked at by a {@link ConnectionWatch}, so that a connection, which mostly lives for one request, needs no timer.
 *
 * <p>Reactor Netty's own time-outs do not fit: its request time-out begins only when the head is complete, each byte
 * of a head puts its idle time-out off, and neither ends an answer that nobody takes.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    private final ConnectionWatch watch;
    private final Channel channel;
    private long lastMoved = System.nanoTime();
    private long requestBegan;
    private long pendingBytes;
    private int unanswered;
    private boolean receiving;
    private boolean inputEnded;

    private ConnectionGuard(ConnectionWatch watch, Channel channel) {
        this.watch = watch;
        this.channel = channel;
    }

    /** Guards a channel whose HTTP codec is in place; on its event loop. */
    static void equip(Channel channel, ConnectionWatch watch) {
        ConnectionGuard guard = new ConnectionGuard(watch, channel);
        channel.pipeline()
                .addBefore(NettyPipeline.HttpCodec, "request-begin", guard.new Bytes())
                .addAfter(NettyPipeline.HttpCodec, "connection-guard", guard);
    }

    /** What comes before the codec. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object bytes) {
            lastMoved = System.nanoTime();
            if (!receiving) {
                receiving = true;
                requestBegan = lastMoved;
            }
            ctx.fireChannelRead(bytes);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        watch.add(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        watch.remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        watch.remove(this);
        super.channelInactive(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof HttpRequest) {
            unanswered++;
            receiving = true;
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
        }
        super.channelRead(ctx, message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) throws Exception {
        lastMoved = System.nanoTime();
        if (endsAnswer(message) && --unanswered <= 0 && inputEnded) {
            super.write(ctx, message, promise.unvoid().addListener(ChannelFutureListener.CLOSE));
        } else {
            super.write(ctx, message, promise);
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
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            inputEnded = true;
            if (unanswered <= 0 || receiving) {
                close();
            }
        }
        if (channel.isOpen()) {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Ends the connection if its time is over; on its event loop. */
    void look(long now, HttpLimits limits) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        long pending = out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
        if (pending != pendingBytes) {
            pendingBytes = pending;
            lastMoved = now;
        }
        boolean slow = receiving && now - requestBegan > limits.request().toNanos();
        if (slow || now - lastMoved > limits.idle().toNanos()) {
            close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void close() {
        channel.close();
    }
}
