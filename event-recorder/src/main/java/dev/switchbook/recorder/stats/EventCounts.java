package dev.switchbook.recorder.stats;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code esl_events_total{node,event}} of one node: the event's name, of a CUSTOM one its subclass; what the recorder does not know by
 * name is {@code other}, since a dialplan may fire events of any name. Belongs to the node's thread.
 */
public final class EventCounts implements AutoCloseable {
    private static final HeaderName NAME = HeaderName.of("Event-Name");
    private static final HeaderName SUBCLASS = HeaderName.of("Event-Subclass");
    private static final String CUSTOM = "CUSTOM";
    private static final String OTHER = "other";

    private static final List<String> KNOWN = List.of(
            "CHANNEL_CREATE",
            "CHANNEL_PROGRESS",
            "CHANNEL_PROGRESS_MEDIA",
            "CHANNEL_ANSWER",
            "CHANNEL_BRIDGE",
            "CHANNEL_UNBRIDGE",
            "CHANNEL_HOLD",
            "CHANNEL_UNHOLD",
            "CHANNEL_UUID",
            "CHANNEL_ORIGINATE",
            "CHANNEL_PARK",
            "CHANNEL_UNPARK",
            "CHANNEL_EXECUTE",
            "CHANNEL_EXECUTE_COMPLETE",
            "CHANNEL_STATE",
            "CHANNEL_CALLSTATE",
            "CHANNEL_DATA",
            "CALL_UPDATE",
            "CHANNEL_HANGUP",
            "CHANNEL_HANGUP_COMPLETE",
            "CHANNEL_DESTROY",
            "HEARTBEAT",
            "BACKGROUND_JOB",
            "SHUTDOWN",
            "sofia::register",
            "sofia::unregister",
            "sofia::expire",
            "sofia::register_attempt",
            "sofia::register_failure",
            "sofia::pre_register",
            "sofia::gateway_state");

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new HashMap<>();
    private final Counter other;

    /** Counts for a node, all from 0. */
    public EventCounts(MeterRegistry registry, String node) {
        this.registry = registry;
        KNOWN.forEach(event -> counters.put(event, counter(node, event)));
        this.other = counter(node, OTHER);
    }

    /** Counts an event. */
    public void count(EventHeaders event) {
        Counter counter = find(event.is(NAME, CUSTOM) ? event.get(SUBCLASS) : event.get(NAME));
        counter.increment();
    }

    private Counter find(@Nullable String name) {
        return name == null ? other : counters.getOrDefault(name, other);
    }

    /** The node is gone; so are its counters. */
    @Override
    public void close() {
        counters.values().forEach(registry::remove);
        registry.remove(other);
    }

    private Counter counter(String node, String event) {
        return Counter.builder("esl.events")
                .description("events that came from the node")
                .tag("node", node)
                .tag("event", event)
                .register(registry);
    }
}
