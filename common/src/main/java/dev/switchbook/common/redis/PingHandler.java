package dev.switchbook.common.redis;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisHandshakeHandler;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a half-open link, of any kind: asks PING every second and closes the channel when not one byte came in the two seconds
 * after. Stands first in the pipeline, where it sees raw bytes: a long reply under way is a sign of life.
 */
final class PingHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PingHandler.class);

    private @Nullable Future<?> ticking;
    private boolean asking;
    private @Nullable Future<?> due;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        long period = Limits.PING_EVERY.toNanos();
        ticking = ctx.executor().scheduleAtFixedRate(() -> tick(ctx), period, period, TimeUnit.NANOSECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel(ticking);
        cancel(due);
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (asking) {
            asking = false;
            cancel(due);
        }
        ctx.fireChannelRead(message);
    }

    private void tick(ChannelHandlerContext ctx) {
        if (!asking) {
            ask(ctx);
        }
    }

    private static void overdue(ChannelHandlerContext ctx) {
        LOG.debug("{} no answer to PING: closed", ctx.channel());
        var unused = ctx.close();
    }

    private static void cancel(@Nullable Future<?> future) {
        if (future != null) {
            future.cancel(false);
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        RedisHandshakeHandler handshake = ctx.pipeline().get(RedisHandshakeHandler.class);
        if (handshake == null
                || !handshake.channelInitialized().toCompletableFuture().isDone()) {
            return; // has a time-out of its own
        }
        asking = true;
        due = ctx.executor().schedule(() -> overdue(ctx), Limits.PING_DUE.toNanos(), TimeUnit.NANOSECONDS);
        var unused = ctx.channel()
                .writeAndFlush(
                        new AsyncCommand<>(new Command<>(CommandType.PING, new StatusOutput<>(StringCodec.ASCII))));
    }
}
