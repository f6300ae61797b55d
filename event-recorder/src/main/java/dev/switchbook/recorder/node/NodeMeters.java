package dev.switchbook.recorder.node;

import dev.switchbook.recorder.link.LinkState;
import dev.switchbook.recorder.link.LinkStatus;
import dev.switchbook.recorder.state.Reconciler.Drift;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** What is counted of one node. Gauges go with the node; totals stay, as totals do. */
final class NodeMeters {
    private static final String NODE = "node";

    private final MeterRegistry registry;
    private final List<Meter> gauges = new ArrayList<>();
    private final Map<Drift, AtomicInteger> drift = new EnumMap<>(Drift.class);
    private final AtomicInteger up = new AtomicInteger();
    private final AtomicInteger covers = new AtomicInteger();
    private final String node;
    private final Map<LinkStatus.Cause, Counter> losses = new EnumMap<>(LinkStatus.Cause.class);
    private final Counter restarts;
    private final Counter reconnects;
    private final Counter resyncs;
    private final Counter gaps;
    private final Counter unusable;

    /** Of a lane of outbound events: it has no link that could be up, and no snapshot; its totals are its FreeSWITCH's. */
    static NodeMeters ofLane(MeterRegistry registry, String node) {
        return new NodeMeters(registry, node, false);
    }

    static NodeMeters ofNode(MeterRegistry registry, String node) {
        return new NodeMeters(registry, node, true);
    }

    private NodeMeters(MeterRegistry registry, String node, boolean linked) {
        this.registry = registry;
        this.node = node;
        this.restarts = counter("freeswitch.restarts", "Times that the node had a new Core-UUID", node);
        this.reconnects = counter("esl.reconnects", "Times that the event socket was connected anew", node);
        this.resyncs = counter("recorder.resyncs", "Snapshots that were begun", node);
        this.gaps = counter("recorder.gaps", "Stretches that no recorder saw", node);
        this.unusable = counter("esl.unusable", "Events that could not be read or recorded", node);
        if (linked) {
            gauges(node);
        }
    }

    private void gauges(String node) {
        gauge("recorder.covers", "1 while this process follows the node and could go on without a hole", node, covers);
        gauge("esl.up", "1 while events come from the node", node, up);
        EnumSet.complementOf(EnumSet.of(LinkStatus.Cause.NONE))
                .forEach(cause -> losses.put(cause, disconnects(registry, node, cause)));
        for (Drift kind : Drift.values()) {
            AtomicInteger value = new AtomicInteger();
            drift.put(kind, value);
            gauges.add(Gauge.builder("recorder.drift", value, AtomicInteger::get)
                    .description("Differences that the last snapshot found")
                    .tag(NODE, node)
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                    .register(registry));
        }
    }

    private Counter counter(String name, String description, String node) {
        return Counter.builder(name).description(description).tag(NODE, node).register(registry);
    }

    private void gauge(String name, String description, String node, AtomicInteger value) {
        gauges.add(Gauge.builder(name, value, AtomicInteger::get)
                .description(description)
                .tag(NODE, node)
                .register(registry));
    }

    void link(LinkState state) {
        up.set(state == LinkState.LIVE || state == LinkState.RESYNC ? 1 : 0);
    }

    void covers(boolean now) {
        covers.set(now ? 1 : 0);
    }

    /** A connection ended, or did not come to be. */
    void lost(LinkStatus.Cause cause) {
        losses.computeIfAbsent(cause, key -> disconnects(registry, node, key)).increment();
    }

    /** Of a node that is not known by name yet, the name is {@code unknown}: no label holds an address. */
    static Counter disconnects(MeterRegistry registry, String node, LinkStatus.Cause cause) {
        return Counter.builder("esl.disconnects")
                .description("Connections that ended or did not come to be, by their cause")
                .tag(NODE, node)
                .tag("cause", cause.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    void restarted() {
        restarts.increment();
    }

    void reconnected() {
        reconnects.increment();
    }

    void resync() {
        resyncs.increment();
    }

    void gap() {
        gaps.increment();
    }

    void unusable() {
        unusable.increment();
    }

    void drift(Map<Drift, Integer> found) {
        drift.forEach((kind, value) -> value.set(found.getOrDefault(kind, 0)));
    }

    void close() {
        gauges.forEach(registry::remove);
    }
}
