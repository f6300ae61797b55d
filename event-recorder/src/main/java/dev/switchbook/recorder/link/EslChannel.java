package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslDecoder;
import dev.switchbook.recorder.esl.EslLimits;
import dev.switchbook.recorder.esl.EslListener;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.util.function.LongConsumer;

/** The TCP connection beneath an {@link EslSocket}. It is read always: FreeSWITCH drops the events of who reads slowly. */
final class EslChannel {
    private static final int MIN_READ = 4 * 1024;
    private static final int FIRST_READ = 64 * 1024;
    private static final int MAX_READ = 256 * 1024;

    private EslChannel() {}

    /** What else is told, beside what was read. */
    interface End {

        void closed();

        void fault(Throwable fault);
    }

    /** {@code read} is told {@link System#nanoTime()} before what was read is decoded. */
    static ChannelFuture connect(Dial dial, LongConsumer read, EslListener listener, End end) {
        return new Bootstrap()
                .group(dial.loop())
                .channel(Transport.of(dial.loop()))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(dial.timings().connect().toMillis()))
                .option(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(MIN_READ, FIRST_READ, MAX_READ))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Clock(read), new EslDecoder(listener, EslLimits.INBOUND), new Tail(end));
                    }
                })
                .connect(dial.address());
    }

    private static final class Clock extends ChannelInboundHandlerAdapter {
        private final LongConsumer read;

        Clock(LongConsumer read) {
            this.read = read;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            read.accept(System.nanoTime());
            ctx.fireChannelRead(message);
        }
    }

    private static final class Tail extends ChannelInboundHandlerAdapter {
        private final End end;

        Tail(End end) {
            this.end = end;
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end.closed();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end.fault(cause);
        }
    }
}
