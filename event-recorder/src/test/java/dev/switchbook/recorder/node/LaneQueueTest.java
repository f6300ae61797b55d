package dev.switchbook.recorder.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneQueueTest {
    private final LaneQueue<List<Integer>> queue = new LaneQueue<>();
    private final List<Integer> done = new ArrayList<>();

    @Test
    void givesOutInOrderAndOnce() {
        queue.add(to -> to.add(1), 10);
        queue.add(to -> to.add(2), 11);
        queue.drain(done);
        queue.drain(done);

        assertThat(done).containsExactly(1, 2);
        assertThat(queue.lostSinceMillis()).isZero();
    }

    @Test
    void dropsAllOfItWhenFullAndSaysSinceWhen() {
        for (int i = 0; i < LaneQueue.MAX; i++) {
            int each = i;
            assertThat(queue.add(to -> to.add(each), i)).isTrue();
        }
        assertThat(queue.add(to -> to.add(-1), 500_000)).isFalse();
        assertThat(queue.lostSinceMillis()).isEqualTo(500_000);
        queue.drain(done);

        assertThat(done).containsExactly(-1);
        assertThat(queue.lostSinceMillis()).isZero();
    }
}
