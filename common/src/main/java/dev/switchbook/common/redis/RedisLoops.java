package dev.switchbook.common.redis;

import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that carry the Redis links: a group of their own, or one shared with a server. Native epoll where there is
 * one, else NIO; Lettuce must find the same transport as whoever made a shared group, so io_uring is not on the class path.
 */
public final class RedisLoops implements AutoCloseable {
    private final EventLoopGroupProvider provider;

    private RedisLoops(EventLoopGroupProvider provider) {
        this.provider = provider;
    }

    /** Loops of its own, daemon threads named {@code redis-…}, ended by {@link #close()}. */
    public static RedisLoops own(int threads) {
        return new RedisLoops(
                new DefaultEventLoopGroupProvider(threads, pool -> new DefaultThreadFactory("redis", true)));
    }

    /** Shares a group of the platform's own transport, which stays its owner's to end. */
    public static RedisLoops sharing(EventLoopGroup group) {
        return new RedisLoops(new Shared(group));
    }

    /** Ends the loops if they are its own; waits for that a second at most. */
    @Override
    public void close() {
        long millis = Limits.CLOSE_STEP.toMillis();
        provider.shutdown(0, millis, TimeUnit.MILLISECONDS).awaitUninterruptibly(millis);
    }

    EventLoopGroupProvider provider() {
        return provider;
    }

    /** Hands the one group to Lettuce and lets Lettuce end nothing. */
    private record Shared(EventLoopGroup group) implements EventLoopGroupProvider {

        @Override
        @SuppressWarnings("unchecked") // Lettuce names the class that it would make, and uses it as an EventLoopGroup
        public <T extends EventLoopGroup> T allocate(Class<T> type) {
            return (T) group;
        }

        @Override
        public int threadPoolSize() {
            return 1;
        }

        @Override
        public Future<Boolean> release(EventExecutorGroup released, long quietPeriod, long timeout, TimeUnit unit) {
            return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }

        @Override
        public Future<Boolean> shutdown(long quietPeriod, long timeout, TimeUnit unit) {
            return ImmediateEventExecutor.INSTANCE.newSucceededFuture(true);
        }
    }
}
