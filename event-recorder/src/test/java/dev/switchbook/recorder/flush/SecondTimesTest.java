package dev.switchbook.recorder.flush;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SecondTimesTest {
    private final SecondTimes<String> times = new SecondTimes<>(10);

    @Test
    void eachIsDueOnceSoLongAfterItWasDone() {
        times.done("a", 0);
        times.done("b", 3);
        assertThat(times.nanosLeft(0)).isEqualTo(10);
        assertThat(due(9)).isEmpty();
        assertThat(due(10)).containsExactly("a");
        assertThat(due(13)).containsExactly("b");
        assertThat(times.isEmpty()).isTrue();
        assertThat(due(100)).isEmpty();
    }

    @Test
    void whatIsDoneAgainMeanwhileIsDueOnceMore() {
        times.done("a", 0);
        for (int i = 0; i < 1000; i++) {
            times.done("a", 9);
        }
        assertThat(times.size()).isOne();
        assertThat(due(10)).containsExactly("a");
        assertThat(due(19)).isEmpty();
        assertThat(due(20)).containsExactly("a");
        assertThat(times.isEmpty()).isTrue();
    }

    private List<String> due(long now) {
        List<String> due = new ArrayList<>();
        times.due(now, due::add);
        return due;
    }
}
