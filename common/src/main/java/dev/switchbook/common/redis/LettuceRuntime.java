package dev.switchbook.common.redis;

import io.lettuce.core.event.DefaultEventPublisherOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.CommandHandler;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;

/** What Lettuce runs on: the given event loops, one worker group, one timer; and handlers of our own on each connection that it makes. */
final class LettuceRuntime implements AutoCloseable {
    private static final int WORKERS = 2;

    /** Commands that are flushed together at most. */
    private static final int FLUSHES = 256;

    /**
     * A command that has ended, with its arguments, is let go of at the next tick of its time-out's timer. At the default of 100 ms a
     * recorder that writes 180 MB a second would have its garbage collector move that.
     */
    private static final long TICK_MILLIS = 10;

    private final DefaultEventExecutorGroup workers =
            new DefaultEventExecutorGroup(WORKERS, new DefaultThreadFactory("redis-work", true));
    private final HashedWheelTimer timer =
            new HashedWheelTimer(new DefaultThreadFactory("redis-timer", true), TICK_MILLIS, TimeUnit.MILLISECONDS);
    private final EventExecutor executor = workers.next();
    private final ClientResources resources;

    LettuceRuntime(RedisLoops loops) {
        this.resources = ClientResources.builder()
                .eventLoopGroupProvider(loops.provider())
                .eventExecutorGroup(workers)
                .timer(timer)
                .reconnectDelay(Delay.equalJitter(
                        Limits.BACKOFF_MIN.toMillis(), Limits.BACKOFF_MAX.toMillis(), 1, TimeUnit.MILLISECONDS))
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .commandLatencyPublisherOptions(DefaultEventPublisherOptions.disabled())
                .nettyCustomizer(new Handlers())
                .build();
    }

    ClientResources resources() {
        return resources;
    }

    /** The one thread that the state of a link belongs to. */
    EventExecutor executor() {
        return executor;
    }

    @Override
    public void close() {
        long millis = Limits.CLOSE_STEP.toMillis();
        resources.shutdown(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
        workers.shutdownGracefully(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
        timer.stop();
    }

    /**
     * From the socket on: PING, TLS, one flush for all commands of a round of the event loop (to Lettuce each is a flush of its own,
     * and each flush is a system call), {@link ReplyStrings}, a {@link FaultEndsLink}, Lettuce's reader, another {@link FaultEndsLink}.
     */
    private static final class Handlers implements NettyCustomizer {
        private final LogThrottle throttle = new LogThrottle();

        @Override
        public void afterChannelInitialized(Channel channel) {
            ChannelPipeline pipeline = channel.pipeline();
            String reader = pipeline.context(CommandHandler.class).name();
            pipeline.addFirst(new PingHandler());
            pipeline.addBefore(reader, null, new FlushConsolidationHandler(FLUSHES, true));
            pipeline.addBefore(reader, null, new ReplyStrings());
            pipeline.addBefore(reader, null, new FaultEndsLink.OfReader(throttle, CommandHandler.class));
            pipeline.addLast(new FaultEndsLink(throttle));
        }
    }
}
