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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a link, of any kind, that is half-open or whose replies no longer fit the commands: asks PING every second and closes the
 * channel when not one byte came in the two seconds after, or no PONG in four. Stands first in the pipeline, where it sees raw bytes:
 * a long reply under way is a sign of life, for a while.
 *
 * <p>The PING is a command of Lettuce's: it takes its place in the order of commands, so a PONG that Lettuce gives it shows that
 * replies and commands are in step. An error reply (an ACL may forbid PING) is an answer too.
 */
final class PingHandler extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(PingHandler.class);

    private @Nullable Future<?> ticking;
    private @Nullable Future<?> silent;
    private @Nullable Future<?> overdue;
    private boolean asking;

    /** The queue of commands was full: this PING gets no answer, and any byte must do for one. */
    private boolean refused;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        long period = Limits.PING_EVERY.toNanos();
        ticking = ctx.executor().scheduleAtFixedRate(() -> tick(ctx), period, period, TimeUnit.NANOSECONDS);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel(ticking);
        answered();
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            answered();
        } else if (asking && silent != null) {
            cancel(silent);
            silent = null;
        }
        ctx.fireChannelRead(message);
    }

    private void tick(ChannelHandlerContext ctx) {
        if (!asking) {
            ask(ctx);
        } else if (silent == null) {
            silent = closeIn(ctx, Limits.PING_DUE); // a byte came since the tick before
        }
    }

    private void ask(ChannelHandlerContext ctx) {
        RedisHandshakeHandler handshake = ctx.pipeline().get(RedisHandshakeHandler.class);
        if (handshake == null
                || !handshake.channelInitialized().toCompletableFuture().isDone()) {
            return; // has a time-out of its own
        }
        asking = true;
        silent = closeIn(ctx, Limits.PING_DUE);
        overdue = closeIn(ctx, Limits.PONG_DUE);
        AsyncCommand<String, String, String> ping =
                new AsyncCommand<>(new Command<>(CommandType.PING, new StatusOutput<>(StringCodec.ASCII)));
        var unused = ping.whenComplete((reply, failure) -> replied(ctx, reply, failure));
        var unusedToo = ctx.channel().writeAndFlush(ping);
    }

    /** On the event loop: Lettuce completes there what was written there. */
    private void replied(ChannelHandlerContext ctx, @Nullable String reply, @Nullable Throwable failure) {
        if (!ctx.channel().isActive()) {
            return;
        }
        if (failure != null && Faults.errorReply(failure) == null) {
            refused = true;
        } else if (failure != null || "PONG".equals(reply)) {
            answered();
        } else {
            LOG.debug("{} PING was answered by something else", ctx.channel());
            var unused = ctx.close();
        }
    }

    private void answered() {
        asking = false;
        refused = false;
        cancel(silent);
        cancel(overdue);
    }

    private static Future<?> closeIn(ChannelHandlerContext ctx, Duration wait) {
        return ctx.executor()
                .schedule(
                        () -> {
                            LOG.debug("{} no answer to PING: closed", ctx.channel());
                            var unused = ctx.close();
                        },
                        wait.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private static void cancel(@Nullable Future<?> future) {
        if (future != null) {
            future.cancel(false);
        }
    }
}
