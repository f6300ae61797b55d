package dev.switchbook.recorder.outbound;

import dev.switchbook.recorder.esl.EslDecoder;
import dev.switchbook.recorder.esl.EslLimits;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;

/** What stands between a connection and its dialogue. */
final class Pipeline {
    private static final int MAX_SILENT_HOURS = 24;

    private Pipeline() {}

    static void install(Channel connection, Dialogue dialogue) {
        connection
                .pipeline()
                .addLast(
                        new IdleStateHandler(MAX_SILENT_HOURS, 0, 0, TimeUnit.HOURS),
                        new Clock(dialogue),
                        new EslDecoder(dialogue, EslLimits.OUTBOUND),
                        new Tail(dialogue));
    }

    private static final class Clock extends ChannelInboundHandlerAdapter {
        private final Dialogue dialogue;

        Clock(Dialogue dialogue) {
            this.dialogue = dialogue;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            dialogue.opened();
            ctx.fireChannelActive();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            dialogue.read(System.nanoTime());
            ctx.fireChannelRead(message);
        }
    }

    private static final class Tail extends ChannelInboundHandlerAdapter {
        private final Dialogue dialogue;

        Tail(Dialogue dialogue) {
            this.dialogue = dialogue;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            dialogue.closed();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof IdleStateEvent) {
                dialogue.fault("silent for " + MAX_SILENT_HOURS + " hours");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            dialogue.fault(String.valueOf(cause.getMessage()));
        }
    }
}
