package dev.switchbook.common.redis;

import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a Sentinel each second who the master is. A demoted master drops its clients, a dead one is found by PING; this is for the
 * third kind, cut off from the Sentinels but not from us, which would take writes that are lost when it comes back.
 */
final class SentinelWatch implements Link.User<StatefulRedisSentinelConnection<String, String>> {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    private final EventExecutor executor;
    private final String master;
    private final Runnable onChange;
    private final Link<StatefulRedisSentinelConnection<String, String>> link;

    private @Nullable SocketAddress known;
    private @Nullable Future<?> asking;

    SentinelWatch(
            EventExecutor executor,
            Supplier<? extends CompletionStage<StatefulRedisSentinelConnection<String, String>>> connector,
            String master,
            Runnable onChange) {
        this.executor = executor;
        this.master = master;
        this.onChange = onChange;
        this.link = new Link<>(executor, connector, this);
    }

    void start() {
        link.start();
    }

    CompletionStage<Void> closeAsync() {
        return link.closeAsync();
    }

    @Override
    public CompletionStage<?> prepare(StatefulRedisSentinelConnection<String, String> connection) {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void up(StatefulRedisSentinelConnection<String, String> connection) {
        long period = Limits.SENTINEL_LOOK.toNanos();
        asking = executor.scheduleAtFixedRate(() -> ask(connection), 0, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void down() {
        if (asking != null) {
            asking.cancel(false);
        }
    }

    @Override
    public void failed(Throwable cause) {
        LOG.debug("no Sentinel for {}: {}", master, cause.toString());
    }

    private void ask(StatefulRedisSentinelConnection<String, String> connection) {
        connection.async().getMasterAddrByName(master).thenAcceptAsync(this::heard, executor);
    }

    private void heard(@Nullable SocketAddress address) {
        if (address != null && known != null && !known.equals(address)) {
            LOG.info("the master {} is {} now, no longer {}", master, address, known);
            onChange.run();
        }
        if (address != null) {
            known = address;
        }
    }
}
