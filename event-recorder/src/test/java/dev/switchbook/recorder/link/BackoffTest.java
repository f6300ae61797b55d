package dev.switchbook.recorder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.recorder.link.LinkTimings.Pauses;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Pauses PAUSES = new Pauses(Duration.ofMillis(100), Duration.ofSeconds(5));

    @Test
    void doublesUpToTheLongest() {
        Backoff backoff = new Backoff(PAUSES, () -> 1);
        assertThat(millis(backoff)).isEqualTo(100);
        assertThat(millis(backoff)).isEqualTo(200);
        assertThat(millis(backoff)).isEqualTo(400);
        for (int i = 0; i < 100; i++) {
            assertThat(millis(backoff)).isLessThanOrEqualTo(5000);
        }
        assertThat(millis(backoff)).isEqualTo(5000);
    }

    @Test
    void isRandomInItsUpperHalf() {
        Random random = new Random(1);
        Backoff backoff = new Backoff(new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(1)), random::nextDouble);
        for (int i = 0; i < 1000; i++) {
            assertThat(millis(backoff)).isBetween(500L, 1000L);
        }
        assertThat(millis(backoff)).isNotEqualTo(millis(backoff));
    }

    @Test
    void beginsAnewAtTheShortest() {
        Backoff backoff = new Backoff(PAUSES, () -> 1);
        backoff.nextNanos();
        backoff.nextNanos();
        backoff.reset();
        assertThat(millis(backoff)).isEqualTo(100);
    }

    @Test
    void refusesPausesThatCannotGrow() {
        assertThatThrownBy(() -> new Pauses(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pauses(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static long millis(Backoff backoff) {
        return backoff.nextNanos() / 1_000_000;
    }
}
