package dev.switchbook.recorder.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BacklogTest {
    private static final long MAX = 800;

    private long nanos = 7;
    private final Backlog backlog = new Backlog(MAX, () -> nanos);

    @Test
    void littleIsNoReasonToWait() {
        backlog.confirmed();
        assertThat(backlog.goesSoon(700, 100, 0)).isFalse();
        assertThat(backlog.goesSoon(700, 101, 0)).isTrue();
    }

    @Test
    void nobodyWaitsForARedisThatSaysNothing() {
        assertThat(backlog.goesSoon(200, 200, 0)).isFalse();
        backlog.confirmed();
        assertThat(backlog.goesSoon(200, 200, 0)).isTrue();
        pass(199);
        assertThat(backlog.goesSoon(200, 200, 0)).isTrue();
        pass(1);
        assertThat(backlog.goesSoon(200, 200, 0)).isFalse();
    }

    @Test
    void aRedisThatIsSlowerThanWhatComesIsWaitedForOnce() {
        long waiting = 0;
        int paused = 0;
        for (int i = 0; i < 1000; i++) { // ten in ten milliseconds go, and twenty come unless it pauses
            backlog.confirmed();
            boolean pauses = backlog.goesSoon(300, waiting, 0);
            paused += pauses ? 1 : 0;
            waiting = Math.min(300, Math.max(0, waiting + (pauses ? 0 : 20) - 10));
            pass(10);
        }
        assertThat(paused).isBetween(50, 200);
        assertThat(waiting).isEqualTo(300);
        assertThat(backlog.goesSoon(50, 50, 0)).isFalse();
        assertThat(backlog.goesSoon(200, 200, 0)).as("it had caught up").isTrue();
    }

    @Test
    void whatIsInFilesMayTakeItsTime() {
        backlog.confirmed();
        assertThat(backlog.goesSoon(300, 300, 1)).isFalse();
    }

    @Test
    void nearlyFullItWaitsForFilesAndForRedisAndNotForLong() {
        assertThat(backlog.goesSoon(501, 501, 100)).isFalse();
        for (int i = 0; i < 5; i++) {
            backlog.filed();
            assertThat(backlog.goesSoon(501, 501, 100)).isTrue();
            pass(100);
        }
        assertThat(backlog.goesSoon(500, 500, 100)).as("there is room").isFalse();
        backlog.filed();
        assertThat(backlog.goesSoon(501, 501, 100)).isTrue();
        pass(200);
        assertThat(backlog.goesSoon(501, 501, 100)).as("the disk stands still").isFalse();
        backlog.confirmed();
        assertThat(backlog.goesSoon(501, 501, 100)).isTrue();
        pass(1300);
        backlog.confirmed();
        backlog.filed();
        assertThat(backlog.goesSoon(501, 501, 100)).as("they are too slow").isFalse();
    }

    private void pass(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }
}
