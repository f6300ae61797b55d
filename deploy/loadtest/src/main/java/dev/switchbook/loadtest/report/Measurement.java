package dev.switchbook.loadtest.report;

import dev.switchbook.loadtest.client.Tally;
import dev.switchbook.loadtest.report.Run.Column;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What server, Redis and generator take from the end of the warm-up to the end of a run. */
public final class Measurement {

    private final long server;
    private final long redis;
    private State from;
    private State to;

    private record State(long nanos, Usage server, Usage redis, Usage self) {}

    /** Of processes by their id; 0: is not looked at. */
    public Measurement(long server, long redis) {
        this.server = server;
        this.redis = redis;
        this.from = state();
        this.to = from;
    }

    private State state() {
        return new State(
                System.nanoTime(),
                Usage.of(server),
                Usage.of(redis),
                Usage.of(ProcessHandle.current().pid()));
    }

    public void begin() {
        from = state();
    }

    public void end() {
        to = state();
    }

    /** The run as it goes into the table. */
    public Run run(String name, String mode, int round, Tally tally) {
        Histogram latency = tally.latency();
        double seconds = (double) (to.nanos - from.nanos) / TimeUnit.SECONDS.toNanos(1);
        double answers = latency.getTotalCount();
        double serverCpu = to.server.cpuSeconds() - from.server.cpuSeconds();
        double redisCpu = to.redis.cpuSeconds() - from.redis.cpuSeconds();
        double selfCpu = to.self.cpuSeconds() - from.self.cpuSeconds();
        Map<Column, Double> values = new EnumMap<>(Column.class);
        values.put(Column.ANSWERS, answers / seconds);
        values.put(Column.P50, (double) latency.getValueAtPercentile(50));
        values.put(Column.P99, (double) latency.getValueAtPercentile(99));
        values.put(Column.P999, (double) latency.getValueAtPercentile(99.9));
        values.put(Column.MAX, (double) latency.getMaxValue());
        values.put(Column.PER_CPU_SECOND, serverCpu == 0 ? 0 : answers / serverCpu);
        values.put(Column.CPU, micros(serverCpu, answers));
        values.put(Column.REDIS_CPU, micros(redisCpu, answers));
        values.put(Column.SERVER_BUSY, 100 * serverCpu / seconds);
        values.put(Column.GENERATOR_BUSY, 100 * selfCpu / seconds);
        values.put(Column.RSS, to.server.rssKib() / 1024.0);
        values.put(Column.PEAK, to.server.peakKib() / 1024.0);
        values.put(Column.WRONG, (double) tally.wrong());
        values.put(Column.FAILED, (double) tally.failed());
        values.put(Column.OVERDUE, (double) tally.overdue());
        return new Run(name, mode, round, values);
    }

    private static double micros(double seconds, double answers) {
        return answers == 0 ? 0 : seconds * 1e6 / answers;
    }
}
