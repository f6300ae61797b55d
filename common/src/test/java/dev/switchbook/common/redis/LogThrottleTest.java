package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LogThrottleTest {
    private long now = Long.MAX_VALUE - 5; // the clock may run over

    private final LogThrottle throttle = new LogThrottle(() -> now);

    @Test
    void letsABurstPassAndThenOneInTenSeconds() {
        assertThat(passes(20)).isEqualTo(10);

        now += Duration.ofSeconds(10).toNanos();
        assertThat(passes(5)).isEqualTo(1);

        now += Duration.ofSeconds(25).toNanos();
        assertThat(passes(5)).isEqualTo(2);
        now += Duration.ofSeconds(5).toNanos();
        assertThat(passes(5)).isEqualTo(1);
    }

    @Test
    void earnsNoMoreThanOneBurst() {
        passes(20);
        now += Duration.ofDays(1).toNanos();

        assertThat(passes(50)).isEqualTo(10);
    }

    private int passes(int lines) {
        int passed = 0;
        for (int i = 0; i < lines; i++) {
            passed += throttle.pass() ? 1 : 0;
        }
        return passed;
    }
}
