package dev.switchbook.common.redis;

import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A Redis Cluster: Lettuce keeps the topology and a connection to each node; this makes the first attempt until it succeeds, keeps
 * every master connected and the watches at the masters of the hour.
 */
final class ClusterRedis implements Redis {
    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);

    private final RedisUris uris;
    private final LettuceRuntime runtime;
    private final RedisClusterClient client;
    private final RedisClient nodeClient;
    private final Front front;
    private final Availability availability;
    private final Backoff backoff = new Backoff(
            Limits.BACKOFF_MIN,
            Limits.BACKOFF_MAX,
            () -> ThreadLocalRandom.current().nextDouble());
    private final List<TrackedNodes> watches = new CopyOnWriteArrayList<>();

    private final LogThrottle throttle = new LogThrottle();
    private volatile @Nullable ClusterMasters masters;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ClusterRedis(RedisSettings settings, RedisLoops loops, MeterRegistry registry) {
        this.uris = new RedisUris(settings);
        this.runtime = new LettuceRuntime(loops);
        this.client = RedisClusterClient.create(runtime.resources(), uris.all());
        client.setOptions(LettuceOptions.cluster(settings.ca()));
        this.nodeClient = RedisClient.create(runtime.resources(), uris.first());
        nodeClient.setOptions(LettuceOptions.single(settings.ca()));
        this.front = new Front(runtime.resources(), false);
        this.availability = new Availability("Redis Cluster at " + uris.describe(), registry);
    }

    static ClusterRedis start(RedisSettings settings, RedisLoops loops, MeterRegistry registry) {
        ClusterRedis redis = new ClusterRedis(settings, loops, registry);
        redis.runtime.executor().execute(redis::attempt);
        return redis;
    }

    private void attempt() {
        if (closed.get()) {
            return;
        }
        CompletionStage<StatefulRedisClusterConnection<String, byte[]>> connecting;
        try {
            connecting = client.refreshPartitionsAsync().thenCompose(known -> client.connectAsync(Front.CODEC));
        } catch (RuntimeException e) {
            made(null, e);
            return;
        }
        connecting.whenCompleteAsync(this::made, runtime.executor());
    }

    private void made(
            @Nullable StatefulRedisClusterConnection<String, byte[]> connection, @Nullable Throwable failure) {
        if (connection == null) {
            front.missed();
            availability.failed(failure == null ? new RedisAwayException("no connection") : failure);
            var unused = runtime.executor().schedule(this::attempt, backoff.nextNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        if (!take(connection)) {
            var unused = connection.closeAsync();
            return;
        }
        look();
    }

    /** Not after {@link #close()}, which would neither shut the front again nor know of this connection. */
    private synchronized boolean take(StatefulRedisClusterConnection<String, byte[]> connection) {
        if (closed.get()) {
            return false;
        }
        masters = new ClusterMasters(connection);
        front.open(connection);
        return true;
    }

    /** Looks again and again, whatever a look meets. */
    private void look() {
        ClusterMasters now = masters;
        if (closed.get() || now == null) {
            return;
        }
        try {
            lookAt(now);
        } catch (RuntimeException e) {
            if (throttle.pass()) {
                LOG.error("the look at the masters of {} failed", describe(), e);
            }
        }
        var unused = runtime.executor().schedule(this::look, Limits.CLUSTER_LOOK.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives every master a connection before a command needs one, and sees whether they stand. */
    private void lookAt(ClusterMasters now) {
        String missing = now.firstAway();
        if (missing == null) {
            availability.up();
        } else {
            availability.down(missing);
        }
        for (TrackedNodes watch : watches) {
            watch.nodes(now.names());
        }
    }

    @Override
    public RedisClusterAsyncCommands<String, byte[]> async() {
        return front.async();
    }

    @Override
    public boolean isUp() {
        return availability.isUp();
    }

    @Override
    public Duration sinceAway() {
        return front.sinceAway();
    }

    @Override
    public Runnable onStateChange(StateListener listener) {
        return availability.listen(listener);
    }

    @Override
    public KeyChanges watch(KeyChanges.Interest interest, List<? extends KeyChanges.Listener> listeners) {
        TrackedNodes watch =
                new TrackedNodes(runtime.executor(), interest, new Listeners(listeners), this::trackingLink);
        watches.removeIf(TrackedNodes::isClosed);
        watches.add(watch);
        return watch;
    }

    private TrackingLink trackingLink(
            String node, KeyChanges.Interest interest, PushReader reader, TrackingLink.Owner owner) {
        int colon = node.lastIndexOf(':'); // as ClusterMasters wrote it: an IPv6 host has no brackets
        RedisURI uri = uris.node(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1)));
        return new TrackingLink(
                runtime.executor(),
                () -> nodeClient.connectPubSubAsync(Front.CODEC, uri),
                false,
                interest,
                reader,
                owner);
    }

    @Override
    public Flux<Map<String, byte[]>> hashPages(String key, int count, Duration pageTimeout) {
        return Mono.fromCompletionStage(() -> linkFor(key))
                .onErrorMap(cause -> GuardedCommand.translate(Faults.unwrap(cause)))
                .flatMapMany(link -> new ScanFlux<>(
                        () -> new PinnedScan<>(
                                Scans.hash(link.async(), key, count, availability::epoch),
                                List.of(link),
                                () -> rediscover(key)),
                        pageTimeout));
    }

    /** Lettuce learns from a redirection of its own that the topology has changed, and at most that often. */
    private void rediscover(String key) {
        var unused = async().exists(key);
    }

    @Override
    public Flux<List<String>> keyPages(String pattern, String type, int count, Duration pageTimeout) {
        KeyScanArgs args = KeyScanArgs.Builder.type(type);
        args.match(pattern).limit(count);
        return Mono.fromCompletionStage(this::links)
                .onErrorMap(cause -> GuardedCommand.translate(Faults.unwrap(cause)))
                .flatMapMany(links -> new ScanFlux<>(
                        () -> new PinnedScan<>(
                                Scans.keys(links.stream().map(NodeLink::async).toList(), args, availability::epoch),
                                links,
                                () -> {}),
                        pageTimeout));
    }

    private CompletionStage<NodeLink> linkFor(String key) {
        ClusterMasters now = masters;
        return now == null ? CompletableFuture.failedStage(away()) : now.linkFor(key);
    }

    private CompletionStage<List<NodeLink>> links() {
        ClusterMasters now = masters;
        return now == null ? CompletableFuture.failedStage(away()) : now.links();
    }

    private static RedisAwayException away() {
        return new RedisAwayException("Redis is away");
    }

    @Override
    public String describe() {
        return uris.describe();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        availability.close();
        synchronized (this) {
            front.shut();
        }
        watches.forEach(TrackedNodes::close);
        ClusterMasters now = masters;
        if (now != null) {
            Waiting.upTo(Limits.CLOSE_STEP, now.closeAsync());
        }
        Waiting.upTo(Limits.CLOSE_STEP, nodeClient.shutdownAsync());
        Waiting.upTo(Limits.CLOSE_STEP, client.shutdownAsync());
        availability.down("closed");
        runtime.close();
    }
}
