package dev.switchbook.recorder;

import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.LiveValues;
import dev.switchbook.common.config.ServiceMain;
import dev.switchbook.common.lifecycle.Shutdown;
import dev.switchbook.common.lifecycle.Step;
import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.common.ops.EventLoopCheck;
import dev.switchbook.common.ops.Health;
import dev.switchbook.common.ops.HealthCheck.State;
import dev.switchbook.common.ops.OpsBindException;
import dev.switchbook.common.ops.OpsServer;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.common.redis.RedisLoops;
import dev.switchbook.common.reload.FileWatch;
import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.Spool;
import dev.switchbook.recorder.flush.FlushService;
import dev.switchbook.recorder.flush.Flushes;
import dev.switchbook.recorder.link.Discovery;
import dev.switchbook.recorder.link.LinkTimings;
import dev.switchbook.recorder.node.Lanes;
import dev.switchbook.recorder.node.Nodes;
import dev.switchbook.recorder.node.Shared;
import dev.switchbook.recorder.outbound.OutboundServer;
import dev.switchbook.recorder.settings.CtiSettings;
import dev.switchbook.recorder.settings.EslPeer;
import dev.switchbook.recorder.settings.RecorderSettings;
import dev.switchbook.recorder.sink.SinkMeters;
import dev.switchbook.recorder.stats.AuthStream;
import dev.switchbook.recorder.stats.Heartbeats;
import dev.switchbook.recorder.vouch.Members;
import dev.switchbook.recorder.vouch.Owners;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * The running service: Redis link, nodes and the ops listener, made in this order and ended in the other. A node is on one event
 * loop with its links, its state and its writer; Redis has a loop of its own.
 */
final class RecorderService {
    private static final Logger log = LoggerFactory.getLogger(RecorderService.class);

    /** Long enough for what is in flight to be written; the rest is found again by whoever comes next. */
    private static final Duration WRITE_OUT = Duration.ofSeconds(3);

    private static final Duration STEP = Duration.ofSeconds(1);
    private static final int MIN_LOOPS = 2;

    private final List<Step> steps = new ArrayList<>();
    private final PrometheusMeterRegistry registry = Metrics.registry();
    private final Health health = new Health();
    private final LoopResources loops;
    private final Spool spool;
    private final RedisLoops redisLoops = RedisLoops.own(1);
    private final Redis redis;
    private final @Nullable FlushService flushes;
    private final Members members;
    private final Nodes nodes;
    private final @Nullable Discovery discovery;
    private @Nullable Lanes lanes;
    private @Nullable OutboundServer outbound;
    private final OpsServer ops;
    private final FileWatch files;

    /** Runs until it is told to stop; returns the exit code. */
    static int run(CtiSettings settings) throws InterruptedException {
        Shutdown shutdown = new Shutdown();
        CountDownLatch ended = new CountDownLatch(1);
        shutdown.install();
        try {
            RecorderService service = new RecorderService(settings);
            shutdown.add(new Step("readiness", STEP, service.health::drain));
            service.steps.forEach(shutdown::add);
        } catch (OpsBindException | IOException e) {
            log.error("event-recorder cannot start: {}", e.getMessage());
            return ServiceMain.FAILED;
        }
        shutdown.add(new Step("end", STEP, ended::countDown));
        ended.await(); // the service's life
        return ServiceMain.STOPPED;
    }

    /**
     * Starts everything; Redis and FreeSWITCH may be away.
     *
     * @throws OpsBindException if the ops listener's address cannot be had
     * @throws IOException if the buffer's directory cannot be used
     */
    RecorderService(CtiSettings settings) throws IOException {
        RecorderSettings recorder = settings.recorder();
        this.spool = Spool.open(recorder.buffer().dir());
        this.loops = LoopResources.create(
                "recorder", Math.max(MIN_LOOPS, Runtime.getRuntime().availableProcessors()), true);
        EventLoopGroup group = loops.onServer(true);
        Metrics.bindEventLoops(registry, group);
        health.liveness("event loops", new EventLoopCheck(group, Duration.ofSeconds(10)));
        this.redis = Redis.connect(settings.redis(), redisLoops, registry);
        health.informational("redis", () -> redis.isUp() ? State.ok() : State.failed("away; what comes is buffered"));

        this.flushes = FlushService.isWanted(recorder) ? FlushService.start(redis, recorder, registry) : null;
        BufferBudget budget =
                new BufferBudget(recorder.buffer().memory(), recorder.buffer().disk());
        Owners owners = new Owners(redis, Owners.newId(hostName()), registry);
        this.members = owners.members(group.next());
        Shared shared = new Shared(
                redis,
                settings.gui(),
                recorder.lostAfter(),
                budget,
                spool,
                new SinkMeters(registry, budget),
                owners,
                members,
                new Heartbeats(registry),
                AuthStream.to(redis, recorder.authStream(), registry),
                LinkTimings.DEFAULTS,
                flushes == null ? Flushes.NONE : flushes,
                new ConcurrentHashMap<>(),
                health,
                registry);
        List<EventLoop> nodeLoops = nodeLoops(group);
        this.nodes = new Nodes(shared, nodeLoops);
        this.discovery = discovery(recorder.discover());
        health.required("freeswitch", nodes::health);
        this.ops = OpsServer.bind(socket(recorder.ops()), health, registry, Map.of());
        for (int i = 0; i < recorder.freeswitch().size(); i++) {
            nodes.add(recorder.freeswitch().get(i), i);
        }
        if (recorder.outbound() != null) {
            listen(recorder.outbound(), shared, nodeLoops.get(0));
        }
        LiveValues passwords = new LiveValues("event_socket_passwords", recorder.passwords(), () -> {});
        this.files = FileWatch.start(List.of(settings.redis().credentials(), passwords), registry);
        endInOrder();
        log.info(
                "event-recorder records {} FreeSWITCH nodes{}{} to {}; ops on {}",
                recorder.freeswitch().size(),
                discovery == null ? "" : " and those of DNS",
                outbound == null ? "" : " and calls that come to " + outbound.address(),
                redis.describe(),
                ops.address());
    }

    private void listen(RecorderSettings.Outbound settings, Shared shared, EventLoop loop) throws IOException {
        Lanes calls = new Lanes(shared, loop, hostName(), nodes::sees);
        lanes = calls;
        outbound = OutboundServer.bind(socket(settings.listen()), settings.allow(), loop, calls, registry);
    }

    private static List<EventLoop> nodeLoops(EventLoopGroup group) {
        int count = Math.max(MIN_LOOPS, Runtime.getRuntime().availableProcessors());
        return Stream.generate(group::next)
                .limit(count)
                .map(EventLoop.class::cast)
                .toList();
    }

    private @Nullable Discovery discovery(RecorderSettings.@Nullable Discover discover) {
        if (discover == null) {
            return null;
        }
        Discovery looking = new Discovery(discover.dns(), new Discovery.Listener() {
            @Override
            public void appeared(HostPort address) {
                nodes.appeared(new EslPeer("", address, discover.user(), discover.password()));
            }

            @Override
            public void disappeared(HostPort address) {
                nodes.disappeared(address);
            }
        });
        looking.start();
        return looking;
    }

    private void endInOrder() {
        steps.add(new Step("file watch", STEP, files::close));
        Discovery looking = discovery;
        if (looking != null) {
            steps.add(new Step("discovery", STEP, looking::close));
        }
        OutboundServer listening = outbound;
        if (listening != null) {
            steps.add(new Step("outbound listener", STEP, () -> listening.close(STEP.dividedBy(2))));
        }
        Lanes calls = lanes;
        if (calls != null) {
            steps.add(new Step("outbound lanes", WRITE_OUT.plus(STEP.multipliedBy(2)), () -> calls.close(WRITE_OUT)));
        }
        FlushService watching = flushes;
        if (watching != null) {
            steps.add(new Step("cache flushes", STEP.multipliedBy(2), watching::close));
        }
        // Ahead of the nodes: those that it lets go of go to who stays, and none comes back.
        steps.add(Step.awaiting("members left", STEP.multipliedBy(2), () -> Mono.fromCompletionStage(members.leave())));
        steps.add(new Step("nodes", WRITE_OUT.plus(STEP.multipliedBy(2)), () -> nodes.close(WRITE_OUT)));
        steps.add(Step.awaiting("members", STEP.multipliedBy(2), () -> Mono.fromCompletionStage(members.close())));
        steps.add(new Step("redis", STEP.multipliedBy(2), redis::close));
        steps.add(new Step("redis loops", STEP, redisLoops::close));
        steps.add(new Step("spool", STEP.multipliedBy(2), spool::close));
        steps.add(new Step("ops listener", STEP, () -> ops.close(STEP)));
        steps.add(Step.awaiting("event loops", STEP, () -> loops.disposeLater(Duration.ZERO, STEP)));
    }

    /** Where operators look. */
    InetSocketAddress opsAddress() {
        return ops.address();
    }

    /** Where FreeSWITCH's application {@code socket} is served; null when it is not. */
    @Nullable InetSocketAddress outboundAddress() {
        return outbound == null ? null : outbound.address();
    }

    /** Looks at the files of secrets now. */
    void lookAtFiles() {
        files.look();
    }

    /** Ends everything in order. */
    void close() throws Exception {
        health.drain();
        for (Step step : steps) {
            step.action().run();
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "recorder"; // the random part of the id is what tells processes apart
        }
    }

    private static InetSocketAddress socket(HostPort address) {
        return new InetSocketAddress(address.host(), address.port());
    }
}
