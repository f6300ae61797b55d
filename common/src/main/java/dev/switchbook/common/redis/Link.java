package dev.switchbook.common.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulConnection;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection: makes it, has it prepared, notices its end and makes a new one, for ever. A connection is never revived
 * (Lettuce's own reconnect is off): what was under way on the old one fails, and nothing is sent twice.
 *
 * <p>All state belongs to one executor thread, which also calls the {@link User}.
 */
final class Link<C extends StatefulConnection<?, ?>> {

    /** What a link is for. Called one at a time; must not block. */
    interface User<C> {
        /** Makes a fresh connection fit for use; a failure drops it. Ends by itself within the command time-out. */
        CompletionStage<?> prepare(C connection);

        void up(C connection);

        /** The connection that was {@code up} is gone. */
        void down();

        /** An attempt failed, or the connection was dropped before it was fit. */
        void failed(Throwable cause);
    }

    private final EventExecutor executor;
    private final Supplier<? extends CompletionStage<? extends C>> connector;
    private final User<C> user;
    private final Backoff backoff = new Backoff(
            Limits.BACKOFF_MIN,
            Limits.BACKOFF_MAX,
            () -> ThreadLocalRandom.current().nextDouble());

    private @Nullable C current;
    private boolean up;
    private long upSince;
    private boolean closed;

    Link(EventExecutor executor, Supplier<? extends CompletionStage<? extends C>> connector, User<C> user) {
        this.executor = executor;
        this.connector = connector;
        this.user = user;
    }

    void start() {
        executor.execute(this::attempt);
    }

    /** Drops the connection, if there is one, for a new one. */
    void renew() {
        executor.execute(() -> {
            C connection = current;
            if (connection != null) {
                dropped(connection, new RedisAwayException("dropped for a new one"));
            }
        });
    }

    /** Ends the link; {@link User#down()} is called first if it was up. */
    CompletionStage<Void> closeAsync() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> {
            closed = true;
            C connection = current;
            if (connection == null) {
                done.complete(null);
                return;
            }
            forget();
            var unused = connection.closeAsync().whenComplete((ignored, failure) -> done.complete(null));
        });
        return done;
    }

    private void attempt() {
        if (closed) {
            return;
        }
        CompletableFuture<C> connecting = new CompletableFuture<>();
        var unused = connecting
                .orTimeout(Limits.ATTEMPT.toMillis(), TimeUnit.MILLISECONDS)
                .whenCompleteAsync(this::made, executor);
        try {
            connector.get().whenComplete((connection, failure) -> settle(connecting, connection, failure));
        } catch (RuntimeException e) {
            connecting.completeExceptionally(e);
        }
    }

    private void settle(CompletableFuture<C> connecting, @Nullable C connection, @Nullable Throwable failure) {
        if (connection == null) {
            connecting.completeExceptionally(failure == null ? new RedisAwayException("no connection") : failure);
        } else if (!connecting.complete(connection)) {
            var unused = connection.closeAsync(); // came after the time-out
        }
    }

    private void made(@Nullable C connection, @Nullable Throwable failure) {
        if (connection == null) {
            user.failed(failure == null ? new RedisAwayException("no connection") : failure);
            again();
        } else if (closed) {
            var unused = connection.closeAsync();
        } else {
            current = connection;
            connection.addListener(new EndOf(connection));
            if (connection.isOpen()) {
                prepare(connection).whenCompleteAsync((ignored, unfit) -> prepared(connection, unfit), executor);
            } else {
                dropped(connection, new RedisAwayException("closed at once"));
            }
        }
    }

    private CompletionStage<?> prepare(C connection) {
        try {
            return user.prepare(connection);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void prepared(C connection, @Nullable Throwable unfit) {
        if (current != connection) {
            return; // dropped meanwhile: the next attempt is under way
        }
        if (unfit != null) {
            dropped(connection, unfit);
            return;
        }
        up = true;
        upSince = System.nanoTime();
        user.up(connection);
    }

    private void dropped(C connection, Throwable cause) {
        if (current != connection) {
            return;
        }
        boolean wasUp = up;
        forget();
        var unused = connection.closeAsync();
        if (!wasUp) {
            user.failed(cause);
        }
        again();
    }

    private void forget() {
        current = null;
        if (up) {
            up = false;
            if (System.nanoTime() - upSince > Limits.BACKOFF_MAX.toNanos()) {
                backoff.reset(); // one that ends as soon as it is made does not hurry the next
            }
            user.down();
        }
    }

    private void again() {
        if (!closed) {
            var unused = executor.schedule(this::attempt, backoff.nextNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Lettuce tells of the end of a channel on its event loop. */
    private final class EndOf implements RedisConnectionStateListener {
        private final C connection;

        EndOf(C connection) {
            this.connection = connection;
        }

        @Override
        public void onRedisDisconnected(RedisChannelHandler<?, ?> ignored) {
            if (!executor.isShuttingDown()) { // the end of all links is told to nobody
                executor.execute(() -> dropped(connection, new RedisAwayException("connection lost")));
            }
        }
    }
}
