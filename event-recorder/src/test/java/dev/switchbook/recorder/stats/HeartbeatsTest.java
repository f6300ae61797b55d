package dev.switchbook.recorder.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.recorder.esl.HeaderName;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatsTest {
    private static final HeaderName NAME = HeaderName.of("Event-Name");

    private final PrometheusMeterRegistry registry = Metrics.registry();
    private final Heartbeats heartbeats = new Heartbeats(registry);

    private List<String> scraped() {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("freeswitch_"))
                .toList();
    }

    @Test
    void showsWhatANodeSays() {
        Events.captured("A1", event -> {
            if (event.is(NAME, "HEARTBEAT")) {
                heartbeats.take("fs1", event);
            }
        });
        assertThat(scraped())
                .contains(
                        "freeswitch_sessions{node=\"fs1\"} 2.0",
                        "freeswitch_sessions_max{node=\"fs1\"} 1000.0",
                        "freeswitch_sessions_total{node=\"fs1\"} 2.0",
                        "freeswitch_sessions_per_second{node=\"fs1\"} 0.0",
                        "freeswitch_idle_cpu_ratio{node=\"fs1\"} 0.648",
                        "freeswitch_uptime_seconds{node=\"fs1\"} 19.363")
                .hasSize(6);
    }

    @Test
    void beforeTheFirstHeartbeatTheFiguresAreThereAndUnknown() {
        heartbeats.add("fs1");
        assertThat(scraped())
                .contains("freeswitch_sessions{node=\"fs1\"} NaN", "freeswitch_sessions_max{node=\"fs1\"} NaN")
                .hasSize(5);
        heartbeats.take("fs1", Events.event("Session-Count", "1"));
        heartbeats.add("fs1");
        assertThat(scraped()).contains("freeswitch_sessions{node=\"fs1\"} 1.0");
    }

    @Test
    void theLastHeartbeatCounts() {
        heartbeats.take("fs1", Events.event("Session-Count", "1", "Session-Since-Startup", "5"));
        heartbeats.take("fs1", Events.event("Session-Count", "7", "Session-Since-Startup", "9"));
        heartbeats.take("fs2", Events.event("Session-Count", "3"));
        assertThat(scraped())
                .contains(
                        "freeswitch_sessions{node=\"fs1\"} 7.0",
                        "freeswitch_sessions_total{node=\"fs1\"} 9.0",
                        "freeswitch_sessions{node=\"fs2\"} 3.0")
                .noneMatch(line -> line.startsWith("freeswitch_sessions_total{node=\"fs2\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "x", "NaN", "Infinity", "1e9", "0x1p3", "99999999999999999999", "1..2", "٣", "12d", "."
            })
    void whatIsNoFigureIsShownAsNone(String value) {
        heartbeats.take(
                "fs1",
                Events.event(
                        "Session-Count",
                        value,
                        "Session-Since-Startup",
                        value,
                        "Idle-CPU",
                        value,
                        "Uptime-msec",
                        value));
        assertThat(scraped())
                .contains(
                        "freeswitch_sessions{node=\"fs1\"} NaN",
                        "freeswitch_sessions_max{node=\"fs1\"} NaN",
                        "freeswitch_idle_cpu_ratio{node=\"fs1\"} NaN",
                        "freeswitch_uptime_seconds{node=\"fs1\"} NaN")
                .noneMatch(line -> line.startsWith("freeswitch_sessions_total"));
    }

    @Test
    void moreThanAllOfTheCpuIsNoFigure() {
        heartbeats.take("fs1", Events.event("Idle-CPU", "100.1"));
        assertThat(scraped()).contains("freeswitch_idle_cpu_ratio{node=\"fs1\"} NaN");
        heartbeats.take("fs1", Events.event("Idle-CPU", "100.000000"));
        assertThat(scraped()).contains("freeswitch_idle_cpu_ratio{node=\"fs1\"} 1.0");
    }

    @Test
    void aNodeThatIsGoneHasNoFigures() {
        heartbeats.take("fs1", Events.event("Session-Count", "1", "Session-Since-Startup", "5"));
        heartbeats.remove("fs1");
        heartbeats.remove("fs1");
        assertThat(scraped()).isEmpty();
        heartbeats.take("fs1", Events.event("Session-Count", "2"));
        assertThat(scraped()).contains("freeswitch_sessions{node=\"fs1\"} 2.0");
    }
}
