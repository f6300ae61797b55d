package dev.switchbook.recorder.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.EventRing;
import dev.switchbook.recorder.buffer.NoDisk;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final EventRing ring =
            new EventRing(Runnable::run, new BufferBudget(1 << 20, 0), new NoDisk(), () -> 0, () -> {});
    private final Progress progress = new Progress(ring);

    private void heard(int from, int to) {
        for (int i = from; i <= to; i++) {
            ring.passed(i, 1);
        }
        ring.seek(ring.newest());
    }

    @Test
    void whatTheOwnerBeforeHasWrittenIsNotTakenBack() {
        ring.begin("a", "pbx", 0, 1);
        ring.poll();
        progress.adopt("a:50");
        progress.confirmed(unconfirmed -> true);
        assertThat(progress.position()).as("nothing came yet").isEqualTo("a:50");
        heard(48, 49);
        progress.confirmed(unconfirmed -> true);
        assertThat(progress.position()).isEqualTo("a:50");
        heard(50, 51);
        progress.confirmed(unconfirmed -> true);
        assertThat(progress.position()).isEqualTo("a:51");
    }

    @Test
    void whatIsInRedisOfAnotherLifeIsNotComparedWithThis() {
        ring.begin("a", "pbx", 0, 1);
        heard(1, 9);
        assertThat(progress.seen("a:5")).isTrue();
        assertThat(progress.isOfLifeOf(List.of("", "a:3", "a:12"))).isTrue();
        assertThat(progress.isOfLifeOf(List.of("a:3", "b:1"))).isFalse();
    }
}
