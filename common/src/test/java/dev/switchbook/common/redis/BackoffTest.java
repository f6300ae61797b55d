package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration MAX = Duration.ofSeconds(1);

    @Test
    void doublesUpToTheLongest() {
        Backoff backoff = new Backoff(MIN, MAX, () -> 1.0);

        assertThat(millis(backoff, 9)).containsExactly(10, 20, 40, 80, 160, 320, 640, 1000, 1000);
    }

    @Test
    void isRandomInItsUpperHalf() {
        Backoff backoff = new Backoff(MIN, MAX, () -> 0.0);

        assertThat(millis(backoff, 8)).containsExactly(5, 10, 20, 40, 80, 160, 320, 500);
    }

    @Test
    void beginsAnewAfterAReset() {
        Backoff backoff = new Backoff(MIN, MAX, () -> 1.0);
        millis(backoff, 5);

        backoff.reset();

        assertThat(millis(backoff, 2)).containsExactly(10, 20);
    }

    private static long[] millis(Backoff backoff, int times) {
        long[] millis = new long[times];
        for (int i = 0; i < times; i++) {
            millis[i] = Duration.ofNanos(backoff.nextNanos()).toMillis();
        }
        return millis;
    }
}
