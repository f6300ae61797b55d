package dev.switchbook.common.http;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import org.slf4j.LoggerFactory;
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
final class ConnectionGuard extends ChannelDuplexHandler {

    /** Requests that may wait behind one another: Reactor Netty keeps all that it has read, without a bound. */
    private static final int MAX_UNANSWERED = 16;

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(ConnectionGuard.class));

    private final ConnectionWatch watch;
    private final Channel channel;
    private long lastMoved = System.nanoTime();
    private long requestBegan = lastMoved;
    private long answerBegan = lastMoved;
    private long pendingBytes;
    /** Requests received in whole less answers sent in whole; -1 when a request is answered before its end. */
    private int unanswered;

    private boolean heard;
    /** Since an answer began there was no look at which all of it had been taken. */
    private boolean answering;

    private boolean receiving;
    private boolean inputEnded;
    private boolean held;

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
            long now = System.nanoTime();
            if (unanswered <= 0) {
                lastMoved = now; // who sends more but takes no answer does not move
            }
            if (!receiving) {
                receiving = true;
                requestBegan = now;
            }
            heard = true;
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
        if (message instanceof HttpRequest && !receiving) {
            receiving = true; // it came in one piece with the end of the one before
            requestBegan = System.nanoTime();
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
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
        lastMoved = System.nanoTime();
        if (message instanceof HttpResponse) {
            answering = true;
            answerBegan = lastMoved;
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

    /**
     * A reset, a broken TLS record: the connection has ended, and whoever waits learns it from that. Passed on, it would be
     * logged by Reactor Netty each time, with its stack trace.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        if (!DroppedErrors.isDeparture(fault) && !(fault instanceof DecoderException)) {
            log.warn(fault.getClass(), "{} is closed after a fault", channel, fault);
        }
        close();
    }

    /** Ends the connection if its time is over; on its event loop. */
    void look(long now, ConnectionLimits limits) {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        long pending = out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
        if (pending != pendingBytes) {
            pendingBytes = pending;
            lastMoved = now;
        }
        boolean slow =
                (receiving || !heard) && now - requestBegan > limits.request().toNanos();
        answering &= pending > 0; // bytes are pending already while another thread hands an answer over
        boolean slowly = answering && now - answerBegan > limits.answer().toNanos();
        if (slow || slowly || now - lastMoved > limits.idle().toNanos()) {
            close();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void close() {
        channel.close();
    }
}
