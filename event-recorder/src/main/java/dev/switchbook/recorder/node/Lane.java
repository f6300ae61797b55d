package dev.switchbook.recorder.node;

import dev.switchbook.common.log.ThrottledLog;
import dev.switchbook.common.ops.HealthCheck;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.stats.EventCounts;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from one FreeSWITCH by its outbound connections to this recorder: a node without a link. Others may have other calls of
 * the same FreeSWITCH, and only one may write a node, so each has a lane of its own. All of it is on one event loop.
 *
 * <p>There is no snapshot: a channel is there as long as a connection tells of it. So what Redis has of the lane beside those is over
 * as soon as it has been read, and what a connection told of is over when that is closed.
 */
final class Lane {
    private static final Logger log = LoggerFactory.getLogger(Lane.class);
    private static final ThrottledLog throttled = new ThrottledLog(log);

    /** Looks at other links in a row that must have seen the FreeSWITCH: their snapshot is written by then. */
    private static final int SEEN_FOR_SURE = 10;

    private final NodeSetup setup;
    private final NodeMeters meters;
    private final EventCounts counts;
    private final Distiller distiller;
    private final LaneTenure tenure;
    private final LaneLegs legs = new LaneLegs();
    private final Set<LaneWatch> watches = new HashSet<>();
    private String core = "";
    private int seenElsewhere;
    private boolean shown;
    private volatile String report = "not owned by this recorder yet";

    Lane(NodeSetup setup) {
        this.setup = setup;
        this.meters = NodeMeters.ofLane(setup.shared().registry(), setup.label());
        this.counts = new EventCounts(setup.shared().registry(), setup.label());
        this.distiller = new Distiller(setup.fields());
        this.tenure = new LaneTenure(setup, meters, this::loaded);
    }

    /** Begins to be owned when nobody has owned it for so long. */
    void start(LongSupplier delayMillis) {
        tenure.start(delayMillis);
    }

    /** Shows up in {@code /readyz}. */
    void show() {
        shown = true;
        setup.shared().health().informational("outbound " + setup.label(), () -> HealthCheck.State.ok(report));
    }

    String name() {
        return setup.name();
    }

    Distiller distiller() {
        return distiller;
    }

    LaneLegs legs() {
        return legs;
    }

    EventCounts counts() {
        return counts;
    }

    /** {@code Core-UUID} of the FreeSWITCH whose call came last; empty before the first. */
    String core() {
        return core;
    }

    /** A call has come; null when it cannot be recorded. */
    @Nullable LaneWatch begin(String coreUuid, EventHeaders channel, long arrivalNanos) {
        if (!coreUuid.equals(core)) {
            core = coreUuid;
            Tenure ready = tenure.ready();
            if (ready != null) {
                ready.identified(coreUuid, System.currentTimeMillis());
            }
        }
        LaneWatch watch = new LaneWatch(this, coreUuid);
        if (!watch.begin(channel, arrivalNanos)) {
            return null;
        }
        watches.add(watch);
        return watch;
    }

    void ended(LaneWatch watch) {
        watches.remove(watch);
        flush();
    }

    /** An event of the FreeSWITCH of now; of one before it nothing counts any more. */
    void event(LegEvent event) {
        if (!event.stamp().core().equals(core)) {
            return;
        }
        Tenure ready = tenure.ready();
        if (ready != null) {
            ready.apply(event);
            return;
        }
        tenure.queue(to -> {
            if (event.stamp().core().equals(core)) {
                to.apply(event);
            }
        });
    }

    /** Nothing more will be heard of the channel. */
    void over(String uuid) {
        Tenure ready = tenure.ready();
        if (ready != null) {
            ready.over(uuid);
        } else {
            tenure.queue(to -> to.over(uuid));
        }
    }

    void unusable(String eventName, String why) {
        meters.unusable();
        throttled.warn(eventName, "{}: {} cannot be recorded: {}", name(), eventName, why);
    }

    void flush() {
        Tenure ready = tenure.ready();
        if (ready != null) {
            ready.flush();
        }
    }

    private void loaded(Tenure loaded, String formerCore) {
        loaded.identified(core.isEmpty() ? formerCore : core, System.currentTimeMillis());
        loaded.keepOnly(legs::has);
    }

    /**
     * To be called each second.
     *
     * @param elsewhere whether an inbound link sees the FreeSWITCH now: then its calls are that link's
     */
    void tick(boolean elsewhere) {
        Tenure ready = tenure.ready();
        seenElsewhere = elsewhere ? seenElsewhere + 1 : 0;
        if (seenElsewhere >= SEEN_FOR_SURE && ready != null && !watches.isEmpty()) {
            log.info("{}: a link sees its FreeSWITCH: {} calls are handed over", name(), watches.size());
            watches.forEach(LaneWatch::detach);
            watches.clear();
            legs.clear();
            ready.handOver();
        }
        report = ready != null ? watches.size() + " connections" : "not owned by this recorder";
    }

    boolean isOwned() {
        return tenure.isOwned();
    }

    /** Whether what nobody tells of any more is over, and Redis has it. */
    boolean isEmpty() {
        Tenure ready = tenure.ready();
        return ready != null && watches.isEmpty() && ready.channels() == 0 && ready.written();
    }

    /**
     * Ends what is told of, writes what there is, and lets go. Completes in {@code atMost} and a little.
     *
     * @param forget whether Redis is to forget the lane, too
     */
    CompletionStage<?> close(Duration atMost, boolean forget) {
        CompletableFuture<Object> done = new CompletableFuture<>();
        setup.loop().execute(() -> {
            List.copyOf(watches).forEach(LaneWatch::over);
            if (shown) {
                setup.shared().health().remove("outbound " + setup.label());
            }
            tenure.close(atMost, forget).whenComplete((none, fault) -> done.complete(true));
        });
        return done;
    }
}
