package dev.switchbook.recorder.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class EventCountsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EventCounts counts = new EventCounts(registry, "fs1");

    private double count(String event) {
        return registry.get("esl.events")
                .tags("node", "fs1", "event", event)
                .counter()
                .count();
    }

    @Test
    void countsByNameAndCustomOnesBySubclass() {
        Events.captured("R4", counts::count);
        assertThat(count("sofia::pre_register")).isEqualTo(7);
        assertThat(count("sofia::register_attempt")).isEqualTo(7);
        assertThat(count("sofia::register_failure")).isEqualTo(3);
        assertThat(count("sofia::register")).isEqualTo(2);
        assertThat(count("sofia::unregister")).isEqualTo(2);
        assertThat(count("other")).isZero();
        Events.captured("C1", counts::count);
        assertThat(count("CHANNEL_CREATE")).isEqualTo(2);
        assertThat(count("CHANNEL_DESTROY")).isEqualTo(2);
        assertThat(count("other")).isZero();
    }

    @Test
    void namesThatOthersChooseMakeNoSeries() {
        int series = registry.getMeters().size();
        counts.count(Events.event("Event-Name", "CHANNEL_X"));
        counts.count(Events.event("Event-Name", "CUSTOM", "Event-Subclass", "mine::121"));
        counts.count(Events.event("Event-Name", "CUSTOM"));
        counts.count(Events.event("Event-Subclass", "sofia::register"));
        counts.count(Events.event());
        assertThat(count("other")).isEqualTo(5);
        assertThat(registry.getMeters()).hasSize(series);
    }

    @Test
    void aNodeThatIsGoneHasNoCounters() {
        counts.close();
        assertThat(registry.getMeters()).isEmpty();
    }
}
