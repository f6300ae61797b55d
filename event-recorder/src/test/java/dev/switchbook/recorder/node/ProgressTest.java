package dev.switchbook.recorder.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.EventRing;
import dev.switchbook.recorder.buffer.NoDisk;
import org.junit.jupiter.api.Test;

final class ProgressTest {
    private final EventRing ring =
            new EventRing(Runnable::run, new BufferBudget(1 << 20, 0), new NoDisk(), () -> 0, () -> {});
    private final Progress progress = new Progress(ring);

    private void come(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            ring.passed(sequence, 1);
        }
    }

    /** This process was the owner, and has written all up to 10; the one that took the node from it had not come so far. */
    private void writtenUpToTenAndForgotten() {
        ring.begin("core", "fs1", 0, 1);
        come(1, 10);
        while (ring.poll() != null) {}
        progress.confirmed(each -> true);
        ring.clear();
        come(11, 12);
    }

    @Test
    void whatThisProcessHasWrittenItselfIsWrittenThoughTheNextOwnerHadNotComeSoFar() {
        writtenUpToTenAndForgotten();
        assertThat(progress.find("core:5")).isEqualTo(Resumption.UNKNOWN);
        assertThat(progress.known("core:5")).isEqualTo("core:10");
        assertThat(progress.find(progress.known("core:5"))).isEqualTo(ring.first() - 1);
    }

    @Test
    void whatTheNextOwnerSaysCountsWhereItIsKept() {
        writtenUpToTenAndForgotten();
        assertThat(progress.known("core:11")).isEqualTo("core:11");
    }

    @Test
    void whatTheNextOwnerSaysCountsWhereItHeardMore() {
        writtenUpToTenAndForgotten();
        assertThat(progress.known("core:99")).isEqualTo("core:99");
        assertThat(progress.known("another:5")).isEqualTo("another:5");
        assertThat(progress.known("")).isEmpty();
    }

    @Test
    void whoNeverKnewHasNothingToSay() {
        ring.begin("core", "fs1", 0, 1);
        come(11, 12);
        assertThat(progress.known("core:5")).isEqualTo("core:5");
    }
}
