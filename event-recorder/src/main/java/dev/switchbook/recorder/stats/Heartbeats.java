package dev.switchbook.recorder.stats;

import dev.switchbook.common.metrics.Metrics;
import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The figures that FreeSWITCH puts into its HEARTBEAT every 20 s (switch_core.c, send_heartbeat). A figure that a heartbeat lacks, or
 * that is no number, is NaN, and the total of sessions absent. Any thread.
 */
public final class Heartbeats {
    private static final HeaderName SESSIONS = HeaderName.of("Session-Count");
    private static final HeaderName SESSIONS_MAX = HeaderName.of("Max-Sessions");
    private static final HeaderName SESSIONS_TOTAL = HeaderName.of("Session-Since-Startup");
    private static final HeaderName PER_SECOND = HeaderName.of("Session-Per-Sec-Last");
    private static final HeaderName IDLE_CPU = HeaderName.of("Idle-CPU");
    private static final HeaderName UPTIME = HeaderName.of("Uptime-msec");
    private static final long NONE = -1;

    private final PrometheusMeterRegistry registry;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /** Makes {@code freeswitch_*} in the registry; one for each. */
    public Heartbeats(PrometheusMeterRegistry registry) {
        this.registry = registry;
        Metrics.untypedTotal(
                registry, "freeswitch_sessions_total", "channels since the node was started", "node", this::totals);
    }

    /** Begins with a node: its figures are unknown until its first HEARTBEAT. */
    public void add(String node) {
        nodes.computeIfAbsent(node, Node::new);
    }

    /** Takes a HEARTBEAT. */
    public void take(String node, EventHeaders heartbeat) {
        nodes.computeIfAbsent(node, Node::new).figures = new Figures(
                figure(heartbeat, SESSIONS, 1),
                figure(heartbeat, SESSIONS_MAX, 1),
                heartbeat.number(SESSIONS_TOTAL, NONE),
                figure(heartbeat, PER_SECOND, 1),
                idle(heartbeat.get(IDLE_CPU)),
                figure(heartbeat, UPTIME, 1_000));
    }

    /** The node is gone; so are its figures. */
    public void remove(String node) {
        Node gone = nodes.remove(node);
        if (gone != null) {
            gone.gauges.forEach(registry::remove);
        }
    }

    private Map<String, Long> totals() {
        Map<String, Long> totals = new HashMap<>();
        nodes.forEach((name, node) -> {
            if (node.figures.total >= 0) {
                totals.put(name, node.figures.total);
            }
        });
        return totals;
    }

    private static double figure(EventHeaders heartbeat, HeaderName name, double unit) {
        long number = heartbeat.number(name, NONE);
        return number < 0 ? Double.NaN : number / unit;
    }

    /** From percent as {@code 64.800000}; {@link Double#parseDouble} alone would take hex, infinities and a type's letter. */
    private static double idle(@Nullable String percent) {
        if (percent == null
                || percent.length() > 16
                || !percent.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(percent) / 100;
            return value <= 1 ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** One heartbeat. */
    private record Figures(double sessions, double max, long total, double perSecond, double idle, double uptime) {
        static final Figures UNKNOWN = new Figures(Double.NaN, Double.NaN, NONE, Double.NaN, Double.NaN, Double.NaN);
    }

    private final class Node {
        final List<Meter> gauges = new ArrayList<>();
        volatile Figures figures = Figures.UNKNOWN;

        Node(String name) {
            gauge(name, "freeswitch.sessions", "channels that are up", Figures::sessions);
            gauge(name, "freeswitch.sessions.max", "channels that the node would bear", Figures::max);
            gauge(name, "freeswitch.sessions.per.second", "channels of the last second", Figures::perSecond);
            gauge(name, "freeswitch.idle.cpu.ratio", "of the node's machine, 0 to 1", Figures::idle);
            gauge(name, "freeswitch.uptime.seconds", "since the node was started", Figures::uptime);
        }

        private void gauge(String name, String metric, String help, ToDoubleFunction<Figures> figure) {
            gauges.add(Gauge.builder(metric, this, node -> figure.applyAsDouble(node.figures))
                    .description(help)
                    .tag("node", name)
                    .register(registry));
        }
    }
}
