package dev.switchbook.common.redis;

import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the channel at the first fault that reaches it, so that a new link is made: after a fault nobody knows which bytes were
 * lost, and a reply that is out of step with its command looks like an answer.
 */
class FaultEndsLink extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FaultEndsLink.class);

    private final LogThrottle throttle;
    private boolean ended;

    FaultEndsLink(LogThrottle throttle) {
        this.throttle = throttle;
    }

    boolean ended() {
        return ended;
    }

    void end(ChannelHandlerContext ctx, Throwable fault) {
        if (ended) {
            return;
        }
        ended = true;
        if (fault instanceof IOException) {
            LOG.debug("{} {}: closed", ctx.channel(), fault.getMessage()); // of a channel that is broken anyway
        } else if (throttle.pass()) {
            LOG.warn("{} closed after a fault: {}", ctx.channel(), fault.toString());
        }
        var unused = ctx.close();
    }

    /**
     * Lettuce's handlers hear of a fault only until the handshake is done, to say why there is no connection. Later they would end one
     * command with it and log a stack trace each time; the end of the channel ends all commands.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        end(ctx, fault);
        if (!isEstablished(ctx)) {
            ctx.fireExceptionCaught(fault);
        }
    }

    private static boolean isEstablished(ChannelHandlerContext ctx) {
        RedisHandshakeHandler handshake = ctx.pipeline().get(RedisHandshakeHandler.class);
        if (handshake == null) {
            return true;
        }
        CompletionStage<Void> done = handshake.channelInitialized();
        CompletableFuture<Void> future = done.toCompletableFuture();
        return future.isDone() && !future.isCompletedExceptionally();
    }

    /**
     * Stands right before a reader and calls it itself: Netty would show what the reader throws to the reader alone, and Lettuce's
     * logs it and reads on.
     */
    static final class OfReader extends FaultEndsLink {
        private final Class<? extends ChannelInboundHandler> type;

        OfReader(LogThrottle throttle, Class<? extends ChannelInboundHandler> type) {
            super(throttle);
            this.type = type;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ChannelHandlerContext reader = ctx.pipeline().context(type);
            if (ended() || reader == null) {
                ReferenceCountUtil.release(message);
                return;
            }
            try {
                ((ChannelInboundHandler) reader.handler()).channelRead(reader, message);
            } catch (Throwable fault) { // an OutOfMemoryError too: the bytes it was about are lost
                end(ctx, fault);
            }
        }
    }
}
