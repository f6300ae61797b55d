package dev.switchbook.recorder.node;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.stats.AuthFailures;
import dev.switchbook.recorder.stats.EventCounts;
import dev.switchbook.recorder.stats.Heartbeats;
import java.util.function.BooleanSupplier;

/** What a node's events say beside its state: how many there are, its heartbeat, failed log-ins. */
final class Figures implements AutoCloseable {

    private final String node;
    private final EventCounts counts;
    private final AuthFailures failures;
    private final Heartbeats heartbeats;

    Figures(String node, Shared shared, BooleanSupplier owned) {
        this.node = node;
        this.counts = new EventCounts(shared.registry(), node);
        this.heartbeats = shared.heartbeats();
        heartbeats.add(node);
        this.failures = new AuthFailures(shared.registry(), node, owned, shared.authFailures(), System::nanoTime);
    }

    void event(String eventName, EventHeaders headers) {
        counts.count(headers);
        switch (eventName) {
            case "HEARTBEAT" -> heartbeats.take(node, headers);
            case "CUSTOM" -> failures.take(headers);
            default -> {
                // a matter of the state
            }
        }
    }

    @Override
    public void close() {
        counts.close();
        failures.close();
        heartbeats.remove(node);
    }
}
