package dev.switchbook.recorder.vouch;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Whether this process owns a node, and what {@code cti_recorder} says of it. Every recorder tells the latter, as it last
 * wrote or read it: the freshest counts, and what a dead owner said last is still told.
 */
final class VouchMeters {
    private final MeterRegistry registry;
    private final Ownership ownership;
    private final Tags tags;
    private final List<Meter> gauges = new ArrayList<>();

    VouchMeters(MeterRegistry registry, String node, Ownership ownership) {
        this.registry = registry;
        this.ownership = ownership;
        this.tags = Tags.of("node", node);
        gauge(
                "recorder.owner",
                "1 when this process writes what it sees of the node",
                tags,
                it -> it.isOwner() ? 1 : 0);
        // A point in time rather than an age: with timestamp() it is exact, however seldom it is scraped.
        gauge(
                "recorder.as.of.timestamp.seconds",
                "When the node's state in Redis was last known to be so, since the epoch; 0 for never",
                tags,
                it -> it.known().asOfMillis() / 1e3);
        gauge(
                "recorder.registrations",
                "The node's registered contacts",
                tags,
                it -> it.known().registrations());
        gauge("recorder.channels", "The node's channels", tags, it -> it.known().channels());
        for (NodeState state : NodeState.values()) {
            gauge(
                    "recorder.state",
                    "1 for how far the node's state can be believed",
                    tags.and("state", state.text()),
                    it -> it.known().state() == state ? 1 : 0);
        }
    }

    private void gauge(String name, String description, Tags with, ToDoubleFunction<Ownership> value) {
        gauges.add(Gauge.builder(name, ownership, value)
                .description(description)
                .tags(with)
                .register(registry));
    }

    void close() {
        gauges.forEach(registry::remove);
    }
}
