package dev.switchbook.directory.http;

import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code directory_requests_seconds{kind,outcome}}: from a request's head to its answer handed to the socket. Each
 * request that arrived is counted once; one whose answer could not be handed over is {@code unavailable}.
 */
final class RequestMetrics {

    private final Map<Kind, Map<Outcome, Timer>> timers = new EnumMap<>(Kind.class);
    private final Timer rejected;

    RequestMetrics(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            Map<Outcome, Timer> byOutcome = new EnumMap<>(Outcome.class);
            for (Outcome outcome : EnumSet.complementOf(EnumSet.of(Outcome.REJECTED))) {
                byOutcome.put(outcome, timer(registry, kind, outcome));
            }
            timers.put(kind, byOutcome);
        }
        rejected = timer(registry, Kind.OTHER, Outcome.REJECTED); // before its kind is known
    }

    private static Timer timer(MeterRegistry registry, Kind kind, Outcome outcome) {
        return Metrics.timer("directory.requests", "Directory requests by what they asked and how they ended")
                .tag("kind", kind.label())
                .tag("outcome", outcome.label())
                .register(registry);
    }

    void record(Kind kind, Outcome outcome, long startedNanos) {
        Timer timer = timers.getOrDefault(kind, Map.of()).getOrDefault(outcome, rejected);
        timer.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    void rejected(long startedNanos) {
        rejected.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }
}
