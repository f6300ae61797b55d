package dev.switchbook.recorder.flush;

import dev.switchbook.common.redis.KeyChanges;
import dev.switchbook.common.redis.KeyChanges.Interest;
import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.settings.RecorderSettings;
import dev.switchbook.recorder.settings.RecorderSettings.Revoke;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Has the nodes of this process forget what changed in Redis, and drop the registrations of those who are no more. One watch for all.
 */
public final class FlushService implements Flushes, AutoCloseable {
    /** While notices of changed keys cannot be believed, everything is read this often. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final List<AttachedNode> nodes = new CopyOnWriteArrayList<>();
    private final MeterRegistry registry;
    private final FlushRules rules;
    private final RevokeCheck check;
    private final RevokeGuard guard;
    private final ChangeWatch watch;
    private @Nullable KeyChanges changes;

    /** Touched on the watch's thread alone. */
    private @Nullable AliasDomains aliases;

    private FlushService(Records records, RecorderSettings settings, MeterRegistry registry) {
        Scheduler scheduler = Schedulers.newSingle("flush", true);
        LongSupplier nanoClock = System::nanoTime;
        this.registry = registry;
        this.rules = new FlushRules(settings.flushFreeswitchCache(), settings.xmlCurlTimeout());
        this.check = new RevokeCheck(records);
        Counter withheld = Counter.builder("recorder.revokes.withheld")
                .description("Extensions whose phones were not thrown out because too many went at once")
                .register(registry);
        this.guard = new RevokeGuard(settings.revoke(), check, scheduler, nanoClock, new RevokeGuard.Listener() {
            @Override
            public void revoke(List<Revocation> due) {
                nodes.forEach(node -> node.revoke(due));
            }

            @Override
            public void withheld(int count) {
                withheld.increment(count);
            }
        });
        this.watch = new ChangeWatch(records, settings.revoke() == Revoke.CHANGED, scheduler, nanoClock, new Changes());
    }

    /** Whether there is anything to do. */
    public static boolean isWanted(RecorderSettings settings) {
        return settings.flushFreeswitchCache() || settings.revoke() != Revoke.NEVER;
    }

    /** Begins to watch; Redis may be away. */
    public static FlushService start(Redis redis, RecorderSettings settings, MeterRegistry registry) {
        FlushService service = new FlushService(new RedisRecords(redis), settings, registry);
        Interest interest = Interest.in(List.of(Keys.EXTENSIONS_PREFIX, Keys.DOMAINS), List.of(Keys.CHANGED));
        KeyChanges changes = redis.watch(interest, List.of(service.watch));
        service.changes = changes;
        service.watch.pollUnless(changes::trusted, POLL);
        return service;
    }

    @Override
    public NodeFlush attach(String node, FlushTarget target) {
        NodeParts parts = new NodeParts(node, target, rules, new FlushMeters(registry, node), System::nanoTime);
        AttachedNode attached = new AttachedNode(parts, check, nodes::remove);
        nodes.add(attached);
        return attached;
    }

    private final class Changes implements ChangeWatch.Listener {
        @Override
        public void changed(String domain, Found found, long toldNanos) {
            Plan plan = found.isMass() ? Plan.ALL : Plan.of(domain, found.changes(), aliases);
            flush(plan, toldNanos);
            guard.changed(domain, found, aliases == null ? List.of() : aliases.of(domain));
        }

        @Override
        public void unclear(long toldNanos) {
            flush(Plan.ALL, toldNanos);
        }

        private void flush(Plan plan, long toldNanos) {
            Told told = Told.news(toldNanos);
            for (AttachedNode node : nodes) {
                node.flush(plan, told);
            }
        }

        @Override
        public void doubtful() {
            guard.doubtful();
        }

        @Override
        public void aliases(@Nullable AliasDomains known) {
            aliases = known;
        }
    }

    /** What is under way at the nodes goes on; nothing more is told to them. */
    @Override
    public void close() {
        KeyChanges watching = changes;
        if (watching != null) {
            watching.close();
        }
        watch.close();
    }
}
