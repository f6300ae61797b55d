package dev.switchbook.directory;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.ServiceMain;
import dev.switchbook.common.lifecycle.Shutdown;
import dev.switchbook.common.lifecycle.Step;
import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.common.ops.EventLoopCheck;
import dev.switchbook.common.ops.Health;
import dev.switchbook.common.ops.HealthCheck.State;
import dev.switchbook.common.ops.OpsBindException;
import dev.switchbook.common.ops.OpsServer;
import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.common.redis.KeyChanges.Interest;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.redis.RedisSettings;
import dev.switchbook.common.reload.FileWatch;
import dev.switchbook.common.reload.FromFiles;
import dev.switchbook.directory.DirectorySettings.Cache;
import dev.switchbook.directory.alias.AliasIndex;
import dev.switchbook.directory.cache.CachedDirectory;
import dev.switchbook.directory.cache.KeptAnswers;
import dev.switchbook.directory.explain.ExplainRoute;
import dev.switchbook.directory.http.Credentials;
import dev.switchbook.directory.http.DirectoryServer;
import dev.switchbook.directory.http.HttpLimits;
import dev.switchbook.directory.http.ServerTls;
import dev.switchbook.directory.lookup.Deadline;
import dev.switchbook.directory.lookup.Directory;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.Reading;
import dev.switchbook.directory.lookup.RedisDirectory;
import dev.switchbook.directory.lookup.Searches;
import dev.switchbook.directory.store.RedisStore;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The running service: Redis link, alias index and the two listeners, made in this order and ended in the other. HTTP and
 * Redis share their event loops.
 */
final class DirectoryService {

    /** What it runs with. */
    record Settings(RedisSettings redis, DirectorySettings directory, HttpLimits limits) {}

    private static final Logger log = LoggerFactory.getLogger(DirectoryService.class);

    /** While notices of changed keys cannot be believed, aliases are searched this often. */
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Long enough for whoever watches {@code /readyz} to send requests elsewhere. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private static final Duration ANSWERS = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int MIN_LOOPS = 2;

    /** What part of the time for Redis a request waits for a proof of what is known, before it is looked up. */
    private static final int PATIENCE = 10;

    private final List<Step> steps = new ArrayList<>();
    private final PrometheusMeterRegistry registry = Metrics.registry();
    private final Health health = new Health();
    private final LoopResources loops;
    private final Redis redis;
    private final AliasIndex aliases;
    private final RedisDirectory redisDirectory;
    private final Directory directory;
    private final DirectoryServer server;
    private final FileWatch files;
    private final OpsServer ops;

    /** Runs until it is told to stop; returns the exit code. */
    static int run(Settings settings) throws InterruptedException {
        Shutdown shutdown = new Shutdown();
        CountDownLatch ended = new CountDownLatch(1);
        shutdown.install();
        try {
            DirectoryService service = new DirectoryService(settings);
            shutdown.add(Step.awaiting("readiness", DRAIN.plus(STEP), () -> {
                service.health.drain();
                return Mono.delay(DRAIN);
            }));
            service.steps.forEach(shutdown::add);
        } catch (ServerTls.UnusableException e) { // since the settings were read
            log.error("directory-service cannot start: {}", e.getMessage());
            return ServiceMain.MISCONFIGURED;
        } catch (DirectoryServer.BindException | OpsBindException e) {
            log.error("directory-service cannot start: {}", e.getMessage());
            return ServiceMain.FAILED;
        }
        shutdown.add(new Step("end", STEP, ended::countDown));
        ended.await(); // the service's life
        return ServiceMain.STOPPED;
    }

    /**
     * Starts everything; Redis may be away.
     *
     * @throws DirectoryServer.BindException if the listener's address cannot be had
     * @throws OpsBindException if that of the ops listener cannot
     * @throws ServerTls.UnusableException if certificate or key are not what they should be
     */
    DirectoryService(Settings settings) throws InterruptedException {
        DirectorySettings directorySettings = settings.directory();
        this.loops = LoopResources.create(
                "directory", Math.max(MIN_LOOPS, Runtime.getRuntime().availableProcessors()), true);
        EventLoopGroup group = loops.onServer(true);
        Metrics.bindEventLoops(registry, group);
        health.liveness("event loops", new EventLoopCheck(group, Duration.ofSeconds(10)));

        this.redis = Redis.connect(settings.redis(), RedisLoops.sharing(group), registry);
        health.informational("redis", () -> redis.isUp() ? State.ok() : State.failed("away"));
        Duration timeout = settings.redis().timeout();
        RedisStore store = new RedisStore(redis, timeout);
        DirectoryReports reports = new DirectoryReports(registry);
        Cache cache = directorySettings.cache();
        KeptAnswers kept =
                cache.maxBytes() == 0 ? null : new KeptAnswers(cache.maxBytes(), cache.maxStaleness(), registry);
        this.aliases = new AliasIndex(store, reports, kept == null ? Searches.UNHEARD : kept.searches());
        KeyChanges changes = redis.watch(
                Interest.in(Keys.PREFIXES, List.of(AliasIndex.CHANNEL)),
                kept == null ? List.of(aliases) : List.of(kept.listener(), aliases));
        aliases.pollUnless(changes::trusted, POLL);
        RedisDirectory.Rules rules =
                new RedisDirectory.Rules(directorySettings.emit(), directorySettings.unknownDomain(), timeout);
        this.redisDirectory = new RedisDirectory(store, aliases, reports, rules, group);
        if (kept == null) {
            this.directory = redisDirectory;
        } else {
            kept.trust(changes);
            this.directory = new CachedDirectory(
                    new CachedDirectory.Parts(
                            redisDirectory, kept, new Reading(store, aliases), () -> !redis.isUp(), reports),
                    new Deadline(timeout.dividedBy(PATIENCE), group),
                    cache.serveStale());
        }

        WarmUp.run(redis, directory, STEP);
        Credentials credentials = Credentials.of(directorySettings.credentials());
        ServerTls tls = ServerTls.of(directorySettings.tls());
        this.server = listen(settings, credentials, tls);
        this.files = watch(settings, credentials, tls);
        this.ops = OpsServer.bind(
                socket(directorySettings.ops()),
                health,
                registry,
                Map.of(
                        "/explain",
                        new ExplainRoute(
                                redisDirectory,
                                credentials,
                                directorySettings.ops().isLoopback())));
        endInOrder(changes);
        log.info(
                "directory-service listens on {}://{}, ops on {}; {} is {}",
                directorySettings.tls().enabled() ? "https" : "http",
                text(server.address()),
                text(ops.address()),
                redis.describe(),
                redis.isUp() ? "connected" : "not connected yet");
    }

    private DirectoryServer listen(Settings settings, Credentials credentials, @Nullable ServerTls tls) {
        DirectorySettings directorySettings = settings.directory();
        DirectoryServer.Parts parts = new DirectoryServer.Parts(
                directorySettings.listen(), tls, credentials, settings.limits(), loops, registry);
        return DirectoryServer.bind(parts, directory);
    }

    private FileWatch watch(Settings settings, Credentials credentials, @Nullable ServerTls tls) {
        List<FromFiles<?>> all = new ArrayList<>(List.of(settings.redis().credentials(), credentials.files()));
        if (tls != null) {
            tls.bindTo(registry);
            all.add(tls);
        }
        return FileWatch.start(all, registry);
    }

    private void endInOrder(KeyChanges changes) {
        steps.add(new Step("file watch", STEP, files::close)); // before the listener: TLS is closed with that
        steps.add(new Step("answers under way", ANSWERS.plus(STEP), () -> server.close(ANSWERS)));
        steps.add(new Step("alias index", STEP, () -> {
            changes.close();
            aliases.close();
        }));
        steps.add(new Step("redis", STEP.multipliedBy(2), redis::close));
        steps.add(new Step("ops listener", STEP, () -> ops.close(STEP)));
        steps.add(Step.awaiting("event loops", STEP, () -> loops.disposeLater(Duration.ZERO, STEP)));
    }

    /** Where {@code /directory} is served. */
    InetSocketAddress address() {
        return server.address();
    }

    /** Where operators look. */
    InetSocketAddress opsAddress() {
        return ops.address();
    }

    /** Looks at the files of certificates and secrets now. */
    void lookAtFiles() {
        files.look();
    }

    /** Ends everything in order, without waiting for the drain. */
    void close() throws Exception {
        health.drain();
        for (Step step : steps) {
            step.action().run();
        }
    }

    private static InetSocketAddress socket(HostPort address) {
        return new InetSocketAddress(address.host(), address.port());
    }

    private static String text(InetSocketAddress address) {
        return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
    }
}
