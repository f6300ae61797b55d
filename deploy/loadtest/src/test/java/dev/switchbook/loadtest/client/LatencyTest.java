package dev.switchbook.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void keepsThreeDigitsOfMicroseconds() {
        Histogram histogram = Latency.histogram();
        for (int i = 1; i <= 1000; i++) {
            Latency.record(histogram, TimeUnit.MILLISECONDS.toNanos(i));
        }
        assertThat(histogram.getValueAtPercentile(50)).isCloseTo(500_000, within(500L));
        assertThat(histogram.getValueAtPercentile(99)).isCloseTo(990_000, within(990L));
    }

    @Test
    void takesWhatIsOutOfItsRangeAsItsEnd() {
        Histogram histogram = Latency.histogram();
        Latency.record(histogram, TimeUnit.HOURS.toNanos(5));
        Latency.record(histogram, -1);
        assertThat(histogram.getTotalCount()).isEqualTo(2);
        assertThat(histogram.getMaxValue()).isCloseTo(TimeUnit.MINUTES.toMicros(10), within(600_000L));
    }
}
