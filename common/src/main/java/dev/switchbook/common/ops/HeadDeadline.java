package dev.switchbook.common.ops;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Closes a connection whose request head is not complete in time after its first byte.
 *
 * <p>Reactor Netty's request time-out begins when the head is complete, and each byte of a head puts its idle time-out
 * off; so a client that drips could hold its place among the few connections for ever.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {
    private final Duration within;
    private boolean inBody;
    private @Nullable Future<?> deadline;

    private HeadDeadline(Duration within) {
        this.within = within;
    }

    /** Puts the watch in front of, and its ear behind, the HTTP codec of {@code channel}. */
    static void guard(Channel channel, Duration within) {
        HeadDeadline bytes = new HeadDeadline(within);
        channel.pipeline().addFirst("head-deadline", bytes);
        channel.pipeline().addAfter(NettyPipeline.HttpCodec, "head-complete", bytes.new Messages());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (!inBody && deadline == null) {
            deadline = ctx.executor().schedule(() -> close(ctx), within.toMillis(), TimeUnit.MILLISECONDS);
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private final class Messages extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest) {
                inBody = true;
                cancel();
            }
            if (message instanceof LastHttpContent) {
                inBody = false;
            }
            ctx.fireChannelRead(message);
        }
    }
}
