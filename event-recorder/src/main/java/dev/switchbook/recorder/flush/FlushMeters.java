package dev.switchbook.recorder.flush;

import dev.switchbook.common.metrics.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is counted of one node. Totals stay when the node goes. */
final class FlushMeters {
    private static final String NODE = "node";

    private final Counter flushes;
    private final Counter failures;
    private final Counter revokes;
    private final Timer duration;

    FlushMeters(MeterRegistry registry, String node) {
        this.flushes = counter(registry, "recorder.cache.flushes", "Commands that flushed FreeSWITCH's cache", node);
        this.failures = counter(
                registry, "recorder.cache.flush.failures", "Commands to flush FreeSWITCH's cache that failed", node);
        this.revokes = counter(registry, "recorder.revokes", "Addresses of record whose contacts were dropped", node);
        this.duration = Metrics.timer(
                        "recorder.cache.flush", "From the notice of a change until FreeSWITCH had cleared its cache")
                .tag(NODE, node)
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String name, String description, String node) {
        return Counter.builder(name).description(description).tag(NODE, node).register(registry);
    }

    void flushed() {
        flushes.increment();
    }

    void took(long nanos) {
        duration.record(Duration.ofNanos(Math.max(0, nanos)));
    }

    void failed() {
        failures.increment();
    }

    void revoked() {
        revokes.increment();
    }
}
