package dev.switchbook.recorder.outbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code esl_outbound_total{outcome}} and {@code esl_outbound_connections}. */
final class OutboundMeters {

    /** What became of a connection. One that began well may count as a fault, too. */
    enum Outcome {
        /** The call is watched, and was moved on. */
        STARTED,
        /** The call was moved on and is not watched: by another link, or because its headers are not sound. */
        IGNORED,
        /** No usable {@code cti_continue}: the call was let go. */
        NO_CONTINUE,
        REFUSED_ADDRESS,
        /** There were too many connections. */
        REFUSED_FULL,
        /** {@code connect} was not answered in time. */
        SILENT,
        /** What came is not the protocol, FreeSWITCH refused a command, or the connection broke. */
        FAULT
    }

    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final AtomicInteger open = new AtomicInteger();

    OutboundMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("esl.outbound")
                            .description("Connections of the application socket")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("esl.outbound.connections", open, AtomicInteger::get)
                .description("Connections of the application socket that are open")
                .register(registry);
    }

    void count(Outcome outcome) {
        Counter counter = outcomes.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }
}
