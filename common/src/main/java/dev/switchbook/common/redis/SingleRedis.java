package dev.switchbook.common.redis;

import io.lettuce.core.KeyScanArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** One master, at a fixed address or named by Sentinels. */
final class SingleRedis implements Redis {
    private static final String THE_MASTER = "master";

    private final RedisURI uri;
    private final String description;
    private final boolean sentinel;
    private final LettuceRuntime runtime;
    private final RedisClient client;
    private final Front front;
    private final Availability availability;
    private final Link<StatefulRedisConnection<String, byte[]>> link;
    private final @Nullable SentinelWatch sentinelWatch;
    private final List<TrackedNodes> watches = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SingleRedis(RedisSettings settings, RedisLoops loops, MeterRegistry registry) {
        RedisUris uris = new RedisUris(settings);
        this.uri = uris.first();
        this.description = uris.describe();
        this.sentinel = settings.mode() == RedisSettings.Mode.SENTINEL;
        this.runtime = new LettuceRuntime(loops);
        this.client = RedisClient.create(runtime.resources(), uri);
        client.setOptions(LettuceOptions.single(settings.ca()));
        this.front = new Front(runtime.resources(), true);
        this.availability = new Availability("Redis at " + description, registry);
        this.link = new Link<>(runtime.executor(), () -> client.connectAsync(Front.CODEC, uri), new Commands());
        this.sentinelWatch = sentinel ? sentinelWatch() : null;
    }

    static SingleRedis start(RedisSettings settings, RedisLoops loops, MeterRegistry registry) {
        SingleRedis redis = new SingleRedis(settings, loops, registry);
        redis.link.start();
        if (redis.sentinelWatch != null) {
            redis.sentinelWatch.start();
        }
        return redis;
    }

    private SentinelWatch sentinelWatch() {
        return new SentinelWatch(
                runtime.executor(),
                () -> client.connectSentinelAsync(StringCodec.UTF8, uri),
                uri.getSentinelMasterId(),
                this::renewAll);
    }

    private void renewAll() {
        link.renew();
        watches.forEach(TrackedNodes::renew);
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
        watch.nodes(Set.of(THE_MASTER));
        return watch;
    }

    private TrackingLink trackingLink(
            String node, KeyChanges.Interest interest, PushReader reader, TrackingLink.Owner owner) {
        return new TrackingLink(
                runtime.executor(),
                () -> client.connectPubSubAsync(Front.CODEC, uri),
                sentinel,
                interest,
                reader,
                owner);
    }

    @Override
    public Flux<Map<String, byte[]>> hashPages(String key, int count, Duration pageTimeout) {
        return new ScanFlux<>(() -> Scans.hash(async(), key, count, availability::epoch), pageTimeout);
    }

    @Override
    public Flux<List<String>> keyPages(String pattern, String type, int count, Duration pageTimeout) {
        KeyScanArgs args = KeyScanArgs.Builder.type(type);
        args.match(pattern).limit(count);
        return new ScanFlux<>(() -> Scans.keys(List.of(async()), args, availability::epoch), pageTimeout);
    }

    long epoch() {
        return availability.epoch();
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        availability.close();
        front.shut();
        watches.forEach(TrackedNodes::close);
        if (sentinelWatch != null) {
            Waiting.upTo(Limits.CLOSE_STEP, sentinelWatch.closeAsync());
        }
        Waiting.upTo(Limits.CLOSE_STEP, link.closeAsync());
        Waiting.upTo(Limits.CLOSE_STEP, client.shutdownAsync());
        runtime.close();
    }

    /** The connection that carries the commands. */
    private final class Commands implements Link.User<StatefulRedisConnection<String, byte[]>> {
        @Override
        public CompletionStage<?> prepare(StatefulRedisConnection<String, byte[]> connection) {
            return Fitness.check(connection.async(), sentinel);
        }

        @Override
        public void up(StatefulRedisConnection<String, byte[]> connection) {
            front.open(connection);
            availability.up();
        }

        @Override
        public void down() {
            front.shut();
            availability.down("connection lost");
        }

        @Override
        public void failed(Throwable cause) {
            front.missed();
            availability.failed(cause);
        }
    }
}
