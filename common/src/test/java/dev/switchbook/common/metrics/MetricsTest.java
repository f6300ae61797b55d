package dev.switchbook.common.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final PrometheusMeterRegistry registry = Metrics.registry();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theProcessIsMeasured() {
        assertThat(registry.scrape())
                .contains("process_cpu_seconds_total ", "process_start_time_seconds ", "process_uptime_seconds ")
                .contains(
                        "jvm_memory_used_bytes{",
                        "jvm_threads_live_threads ",
                        "jvm_info{",
                        "process_files_open_files ");
    }

    @Test
    void aTimerHasTheExplicitBucketsAndThePrometheusName() {
        Timer timer = Metrics.timer("directory.requests", "Answered requests")
                .tag("kind", "user")
                .register(registry);
        timer.record(Duration.ofMillis(3));

        List<String> buckets = registry.scrape()
                .lines()
                .filter(line -> line.startsWith("directory_requests_seconds_bucket"))
                .toList();

        assertThat(buckets)
                .hasSize(Metrics.BUCKETS.size() + 1)
                .contains("directory_requests_seconds_bucket{kind=\"user\",le=\"5.0E-4\"} 0")
                .contains("directory_requests_seconds_bucket{kind=\"user\",le=\"0.0025\"} 0")
                .contains("directory_requests_seconds_bucket{kind=\"user\",le=\"0.005\"} 1")
                .contains("directory_requests_seconds_bucket{kind=\"user\",le=\"10.0\"} 1")
                .contains("directory_requests_seconds_bucket{kind=\"user\",le=\"+Inf\"} 1");
    }

    @Test
    void aNameThatIsTakenByAnotherTypeIsRefused() {
        Gauge.builder("sessions", () -> 1).register(registry);

        assertThatThrownBy(() -> Counter.builder("sessions.total").register(registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sessions");
    }

    @Test
    void aTotalMayStandBesideAGaugeOfItsName() {
        Gauge.builder("freeswitch.sessions", () -> 1).tag("node", "fs1").register(registry);
        Metrics.untypedTotal(registry, "freeswitch_sessions_total", "Sessions so far", "node", () -> Map.of("fs1", 7L));

        assertThat(registry.scrape())
                .contains("freeswitch_sessions{node=\"fs1\"} 1.0\n")
                .contains("# TYPE freeswitch_sessions_total untyped\nfreeswitch_sessions_total{node=\"fs1\"} 7.0\n");
    }

    @Test
    void pendingTasksOfEventLoopsAreMeasured() {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Metrics.bindEventLoops(registry, group);

            assertThat(registry.scrape()).contains("netty_eventexecutor_tasks_pending{name=");
        } finally {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
