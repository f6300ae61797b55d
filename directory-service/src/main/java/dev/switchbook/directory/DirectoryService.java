package dev.switchbook.directory;

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
import dev.switchbook.directory.alias.AliasIndex;
import dev.switchbook.directory.explain.ExplainRoute;
import dev.switchbook.directory.http.Credentials;
import dev.switchbook.directory.http.DirectoryServer;
import dev.switchbook.directory.http.HttpLimits;
import dev.switchbook.directory.http.ServerTls;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.RedisDirectory;
import dev.switchbook.directory.store.RedisStore;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;

/**
 * The running service: Redis links, alias index, the two listeners, and the order in which they end.
 *
 * <p>HTTP and Redis share their event loops.
 */
public final class DirectoryService {

    /** What it runs with. */
    record Settings(RedisSettings redis, DirectorySettings directory) {}

    private static final Logger log = LoggerFactory.getLogger(DirectoryService.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    /** Long enough for whoever watches {@code /readyz} to send requests elsewhere. */
    private static final Duration DRAIN = Duration.ofSeconds(1);

    private static final Duration ANSWERS = Duration.ofSeconds(5);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int MIN_LOOPS = 2;

    private DirectoryService() {}

    /** Runs until it is told to stop; returns the exit code. */
    static int run(Settings settings) throws InterruptedException {
        Shutdown shutdown = new Shutdown();
        CountDownLatch ended = new CountDownLatch(1);
        shutdown.install();
        try {
            start(settings, shutdown);
        } catch (DirectoryServer.BindException | OpsBindException | ServerTls.UnusableException e) {
            log.error("directory-service cannot start: {}", e.getMessage());
            shutdown.request(ServiceMain.FAILED, "it could not start");
        }
        shutdown.add(new Step("end", STEP, ended::countDown));
        ended.await(); // the service's life: ended by the last step of the shutdown
        return ServiceMain.STOPPED;
    }

    private static void start(Settings settings, Shutdown shutdown) {
        DirectorySettings directory = settings.directory();
        PrometheusMeterRegistry registry = Metrics.registry();
        Health health = new Health();
        LoopResources loops = LoopResources.create(
                "directory", Math.max(MIN_LOOPS, Runtime.getRuntime().availableProcessors()), true);
        EventLoopGroup group = loops.onServer(true);
        Metrics.bindEventLoops(registry, group);
        health.liveness("event loops", new EventLoopCheck(group, Duration.ofSeconds(10)));

        Redis redis = Redis.connect(settings.redis(), RedisLoops.sharing(group), registry);
        health.informational("redis", () -> redis.isUp() ? State.ok() : State.failed("away"));
        RedisStore store = new RedisStore(redis, settings.redis().timeout());
        DirectoryReports reports = new DirectoryReports(registry);
        AliasIndex aliases = new AliasIndex(store, reports);
        KeyChanges changes = redis.watch(
                Interest.in(List.of(Keys.EXTENSIONS_PREFIX), List.of(AliasIndex.CHANNEL)), List.of(aliases));
        aliases.pollUnless(changes::trusted, POLL);
        RedisDirectory answers = new RedisDirectory(
                store,
                aliases,
                reports,
                directory.emit(),
                directory.unknownDomain(),
                settings.redis().timeout());

        shutdown.add(new Step("readiness", DRAIN.plus(STEP), () -> {
            health.drain();
            Thread.sleep(DRAIN.toMillis());
        }));
        Credentials credentials = Credentials.of(directory.credentials());
        DirectoryServer server = DirectoryServer.bind(
                new DirectoryServer.Parts(
                        directory.listen(),
                        ServerTls.of(directory.tls()),
                        credentials,
                        HttpLimits.DEFAULT,
                        loops,
                        registry),
                answers);
        shutdown.add(new Step("answers under way", ANSWERS.plus(STEP), () -> server.close(ANSWERS)));
        shutdown.add(new Step("alias index", STEP, () -> {
            changes.close();
            aliases.close();
        }));
        shutdown.add(new Step("redis", STEP.multipliedBy(2), redis::close));
        OpsServer ops = OpsServer.bind(
                new InetSocketAddress(directory.ops().host(), directory.ops().port()),
                health,
                registry,
                Map.of(
                        "/explain",
                        new ExplainRoute(answers, credentials, directory.ops().isLoopback())));
        shutdown.add(new Step("ops listener", STEP, () -> ops.close(STEP)));
        log.info(
                "directory-service listens on {}{}, ops on {}; {} is {}",
                directory.tls().enabled() ? "https://" : "http://",
                at(server.address()),
                at(ops.address()),
                redis.describe(),
                redis.isUp() ? "connected" : "not connected yet");
    }

    private static String at(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
    }
}
