package dev.switchbook.recorder.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.chaos.Spans.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpansTest {
    private final Spans spans = new Spans();

    @Test
    void whatHasNotBegunDoesNotEnd() {
        spans.end(5);

        assertThat(spans.all()).isEmpty();
        assertThat(spans.freeFrom(3, 10)).isEqualTo(3);
    }

    @Test
    void aPauseBetweenTwoSpansMustBeLongEnough() {
        spans.begin(10);
        spans.end(20);
        spans.begin(25);
        spans.end(30);

        assertThat(spans.freeFrom(0, 10)).isZero();
        assertThat(spans.freeFrom(1, 10)).isEqualTo(30);
        assertThat(spans.freeFrom(12, 5)).isEqualTo(20);
        assertThat(spans.freeFrom(40, 5)).isEqualTo(40);
        assertThat(spans.within(15, 26)).isEqualTo(6);
        assertThat(spans.within(30, 40)).isZero();
    }

    @Test
    void whatDoesNotEndLeavesNothingFree() {
        spans.begin(10);
        spans.begin(15);

        assertThat(spans.all()).containsExactly(new Span(10, Spans.FOREVER));
        assertThat(spans.freeFrom(5, 10)).isEqualTo(Spans.FOREVER);
    }

    @Test
    void spansCoverATimeTogetherOrNot() {
        List<Span> both = List.of(new Span(20, 40), new Span(0, 20));

        assertThat(Spans.cover(both, 5, 40)).isTrue();
        assertThat(Spans.cover(both, 5, 41)).isFalse();
        assertThat(Spans.cover(List.of(new Span(0, 20), new Span(21, 40)), 5, 30))
                .isFalse();
        assertThat(Spans.cover(List.of(), 5, 30)).isFalse();
    }
}
