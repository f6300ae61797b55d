package dev.switchbook.directory.http;

import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.request.Kind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** {@code directory_requests_seconds{kind,outcome}}: from a request's head to its answer handed to the socket. */
final class RequestMetrics {

    private final Timer[][] timers = new Timer[Kind.values().length][Outcome.values().length];

    RequestMetrics(MeterRegistry registry) {
        for (Kind kind : Kind.values()) {
            for (Outcome outcome : Outcome.values()) {
                // a request is refused before its kind is known
                if (outcome != Outcome.REJECTED || kind == Kind.OTHER) {
                    timers[kind.ordinal()][outcome.ordinal()] = Metrics.timer(
                                    "directory.requests", "Directory requests by what they asked and how they ended")
                            .tag("kind", kind.label())
                            .tag("outcome", outcome.label())
                            .register(registry);
                }
            }
        }
    }

    void record(Kind kind, Outcome outcome, long startedNanos) {
        timers[kind.ordinal()][outcome.ordinal()].record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    void rejected(long startedNanos) {
        record(Kind.OTHER, Outcome.REJECTED, startedNanos);
    }
}
