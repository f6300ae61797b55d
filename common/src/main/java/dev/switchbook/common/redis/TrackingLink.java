package dev.switchbook.common.redis;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Hears of the changes on one server. Tracking ends with a connection, so each new one switches it on before it counts. */
final class TrackingLink implements Link.User<StatefulRedisPubSubConnection<String, byte[]>> {

    /** What a link is told to whom. Called on the executor. */
    interface Owner {
        /** Tracking is on, or refused. */
        void linkUp(TrackingLink link);

        void linkDown(TrackingLink link);

        /** The server has answered a question. On the link's event loop, behind all changes that were told before. */
        void proven();

        void refused(String what, String reply);
    }

    private final EventExecutor executor;
    private final KeyChanges.Interest interest;
    private final PushReader reader;
    private final boolean mustBeMaster;
    private final Owner owner;
    private final Link<StatefulRedisPubSubConnection<String, byte[]>> link;

    private volatile boolean tracking;
    private volatile boolean trusted;
    private volatile long provenAt;
    private @Nullable Future<?> proving;
    private @Nullable StatefulRedisPubSubConnection<String, byte[]> proves;
    private boolean asking;
    private boolean askAgain;

    TrackingLink(
            EventExecutor executor,
            Supplier<? extends CompletionStage<StatefulRedisPubSubConnection<String, byte[]>>> connector,
            boolean mustBeMaster,
            KeyChanges.Interest interest,
            PushReader reader,
            Owner owner) {
        this.executor = executor;
        this.interest = interest;
        this.reader = reader;
        this.mustBeMaster = mustBeMaster;
        this.owner = owner;
        this.link = new Link<>(executor, connector, this);
    }

    void start() {
        link.start();
    }

    void renew() {
        link.renew();
    }

    CompletionStage<Void> closeAsync() {
        return link.closeAsync();
    }

    boolean trusted() {
        return trusted;
    }

    boolean provenSince(long nanoTime) {
        return trusted && provenAt - nanoTime >= 0;
    }

    boolean tracks() {
        return tracking;
    }

    /** The owner has told its listeners that everything may have changed: from here on, what is not told has not changed. */
    void trust() {
        trusted = tracking;
    }

    @Override
    public CompletionStage<?> prepare(StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(reader);
        return Fitness.check(connection.async(), mustBeMaster)
                .thenCompose(fit -> track(connection.async()))
                .thenCompose(on -> subscribe(connection.async()));
    }

    @Override
    public void up(StatefulRedisPubSubConnection<String, byte[]> connection) {
        asking = false;
        proves = connection;
        owner.linkUp(this);
        owner.proven();
        long period = interest.proof().toNanos();
        proving = executor.scheduleAtFixedRate(() -> ask(connection), period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void down() {
        trusted = false;
        proves = null;
        if (proving != null) {
            proving.cancel(false);
        }
        owner.linkDown(this);
    }

    /** The link for commands, at the same server, says so in the log. */
    @Override
    public void failed(Throwable cause) {}

    private CompletionStage<?> track(RedisPubSubAsyncCommands<String, byte[]> commands) {
        long asked = System.nanoTime();
        if (interest.prefixes().isEmpty()) {
            tracking = true; // without a prefix Redis would tell of every key
            provenAt = asked;
            return CompletableFuture.completedStage(null);
        }
        TrackingArgs args = TrackingArgs.Builder.enabled()
                .bcast()
                .prefixes(interest.prefixes().toArray(String[]::new));
        return commands.clientTracking(args).handle((ok, failure) -> {
            tracking = failure == null;
            provenAt = asked;
            if (failure != null) {
                owner.refused("CLIENT TRACKING", replyOrThrow(failure));
            }
            return null;
        });
    }

    private CompletionStage<?> subscribe(RedisPubSubAsyncCommands<String, byte[]> commands) {
        if (interest.channels().isEmpty()) {
            return CompletableFuture.completedStage(null);
        }
        return commands.subscribe(interest.channels().toArray(String[]::new)).handle((ok, failure) -> {
            if (failure != null) {
                owner.refused("SUBSCRIBE", replyOrThrow(failure));
            }
            return null;
        });
    }

    private static String replyOrThrow(Throwable failure) {
        String reply = Faults.errorReply(failure);
        if (reply == null || GuardedCommand.meansAway(reply)) {
            throw new CompletionException(failure);
        }
        return reply;
    }

    /** Asks the server to prove itself, if there is one; on the executor. */
    void prove() {
        if (proves == null) {
            return;
        }
        if (asking) {
            askAgain = true;
        } else {
            ask(proves);
        }
    }

    /**
     * Redis sends the invalidations of a round of its event loop before it sends the writers their OK; so a PING that is sent after
     * such an OK is answered after the invalidation.
     */
    private void ask(StatefulRedisPubSubConnection<String, byte[]> connection) {
        if (asking || connection != proves) {
            return;
        }
        asking = true;
        askAgain = false;
        long asked = System.nanoTime();
        connection.async().ping().whenComplete((pong, failure) -> {
            if (failure == null) {
                provenAt = asked;
                owner.proven();
            }
            executor.execute(() -> answered(connection));
        });
    }

    private void answered(StatefulRedisPubSubConnection<String, byte[]> connection) {
        if (connection != proves) {
            return;
        }
        asking = false;
        if (askAgain) {
            ask(connection);
        }
    }
}
