package dev.switchbook.loadtest.client;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Latencies in microseconds, to three digits. */
final class Latency {

    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

    private Latency() {}

    static Histogram histogram() {
        return new Histogram(MAX_MICROS, 3);
    }

    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.min(MAX_MICROS, Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos))));
    }
}
