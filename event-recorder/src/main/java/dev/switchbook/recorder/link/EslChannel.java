package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslCommand;
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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** The TCP connection beneath an {@link EslSocket}. It is read as fast as it can be, but for the moments of a {@link ReadPause}. */
final class EslChannel {
    private static final int MIN_READ = 4 * 1024;
    private static final int FIRST_READ = 64 * 1024;
    private static final int MAX_READ = 256 * 1024;

    private final ChannelFuture connecting;
    private final Channel channel;

    /** What else is told, beside what was read. */
    interface End {

        void closed();

        void fault(Throwable fault);
    }

    /**
     * Begins to connect.
     *
     * @param read told {@link System#nanoTime()} before what was read is decoded
     * @param behind asked behind each read whether the next one is better put off
     */
    EslChannel(Dial dial, LongConsumer read, BooleanSupplier behind, EslListener listener, End end) {
        connecting = new Bootstrap()
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
                    protected void initChannel(Channel made) {
                        made.pipeline()
                                .addLast(
                                        new Clock(read, new ReadPause(made, behind)),
                                        new EslDecoder(listener, EslLimits.INBOUND),
                                        new Tail(end));
                    }
                })
                .connect(dial.address());
        channel = connecting.channel();
    }

    /** Told after this call, on the event loop; null when it is connected. */
    void whenConnected(Consumer<@Nullable Throwable> taker) {
        connecting.addListener(done -> channel.eventLoop().execute(() -> taker.accept(done.cause())));
    }

    /** A whole command. What cannot be written any more is no loss: {@link End#closed} tells. */
    @SuppressWarnings("FutureReturnValueIgnored") // see above
    void write(EslCommand command) {
        channel.writeAndFlush(command.buffer());
    }

    @SuppressWarnings("FutureReturnValueIgnored") // closed() tells
    void close() {
        channel.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a timer
    void closeIn(Duration wait) {
        channel.eventLoop().schedule(this::close, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    ChannelFuture closed() {
        return channel.closeFuture();
    }

    private static final class Clock extends ChannelInboundHandlerAdapter {
        private final LongConsumer read;
        private final ReadPause pause;

        Clock(LongConsumer read, ReadPause pause) {
            this.read = read;
            this.pause = pause;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            read.accept(System.nanoTime());
            ctx.fireChannelRead(message);
            pause.afterRead();
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
