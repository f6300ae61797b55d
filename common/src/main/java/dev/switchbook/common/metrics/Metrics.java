package dev.switchbook.common.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the registry behind {@code /metrics} and the timers in it.
 *
 * <p>Micrometer turns dots into underscores and adds units: the timer {@code directory.requests} is
 * {@code directory_requests_seconds}, the counter {@code recorder.gaps} is {@code recorder_gaps_total}.
 */
public final class Metrics {
    /**
     * Upper bounds of every timer's buckets, 0.5 ms to 10 s. Explicit, because Micrometer's own percentile histogram
     * exports 69 buckets for each combination of labels.
     */
    public static final List<Duration> BUCKETS = List.of(
            Duration.ofNanos(500_000),
            Duration.ofMillis(1),
            Duration.ofNanos(2_500_000),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(25),
            Duration.ofMillis(50),
            Duration.ofMillis(100),
            Duration.ofMillis(250),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(2_500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    private Metrics() {}

    /**
     * Returns a registry with the figures of this JVM and process: {@code jvm_memory_*}, {@code jvm_gc_*},
     * {@code jvm_threads_*}, {@code jvm_info}, {@code process_cpu_seconds_total}, {@code process_uptime_seconds},
     * {@code process_start_time_seconds}, {@code process_files_*}. Meant to live as long as the process.
     *
     * <p>A meter whose Prometheus name is taken by one of another type is refused with an IllegalArgumentException, where
     * Micrometer alone would log once and leave it out. {@code x} and {@code x_total} are one name to it.
     */
    @SuppressWarnings("resource") // the GC listener lives as long as the process
    public static PrometheusMeterRegistry registry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.throwExceptionOnRegistrationFailure();
        new JvmMemoryMetrics().bindTo(registry);
        new JvmGcMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new JvmInfoMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        bindCpu(registry);
        return registry;
    }

    /** Adds {@code netty_eventexecutor_tasks_pending{name}} for each loop of {@code group}; starts its threads. */
    public static void bindEventLoops(MeterRegistry registry, EventLoopGroup group) {
        new NettyEventExecutorMetrics(group).bindTo(registry);
    }

    /**
     * Begins a timer with {@link #BUCKETS}; add tags and register it once, in a constructor.
     *
     * @param name dotted, without unit: {@code directory.requests}
     * @param description one line for the {@code # HELP} of the metric
     */
    public static Timer.Builder timer(String name, String description) {
        return Timer.builder(name).description(description).serviceLevelObjectives(BUCKETS.toArray(new Duration[0]));
    }

    /**
     * Exports a running total that something else counts, under a name whose stem a gauge has: {@code x_total} beside
     * {@code x}. A counter named so is refused (see {@link #registry}); this one is {@code untyped}, which is the same to a query.
     *
     * @param name Prometheus' whole name: {@code freeswitch_sessions_total}
     * @param label name of the only label
     * @param values the totals by the label's value, asked for at each scrape
     */
    public static void untypedTotal(
            PrometheusMeterRegistry registry,
            String name,
            String help,
            String label,
            Supplier<Map<String, ? extends Number>> values) {
        registry.getPrometheusRegistry().register(() -> {
            UnknownSnapshot.Builder total = UnknownSnapshot.builder().name(name).help(help);
            values.get()
                    .forEach((labelValue, value) -> total.dataPoint(UnknownDataPointSnapshot.builder()
                            .labels(Labels.of(label, labelValue))
                            .value(value.doubleValue())
                            .build()));
            return total.build();
        });
    }

    /** Micrometer's own counts nanoseconds; Prometheus' dashboards know the figure by this name and in seconds. */
    private static void bindCpu(MeterRegistry registry) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            FunctionCounter.builder("process.cpu.seconds", system, bean -> bean.getProcessCpuTime() / 1e9)
                    .description("CPU time that the process has used")
                    .register(registry);
        }
    }
}
