package dev.switchbook.recorder.flush;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.link.CommandAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NodeFlusherTest {
    private static final String ALL = "api xml_flush_cache";
    private static final CommandAnswer REFUSED = new CommandAnswer.Said("-ERR xml_flush_cache Command not found!\n");

    private final FakeNode node = new FakeNode();
    private int idle;
    private final NodeFlusher flusher = new NodeFlusher(node.parts(true), () -> idle++);

    @Test
    void aNodeThatComesUpForgetsEverythingTwice() {
        flusher.up();
        assertThat(node.commands).containsExactly(ALL);
        assertThat(flusher.isIdle()).isFalse();
        node.answerAll();
        assertThat(flusher.isIdle()).isTrue();
        assertThat(idle).isOne();
        node.advance(FakeNode.SECOND);
        assertThat(node.commands).containsExactly(ALL, ALL);
        node.answerAll();
        node.advance(Duration.ofMinutes(5));
        assertThat(node.commands).hasSize(2);
        assertThat(node.count("recorder.cache.flushes")).isEqualTo(2);
        assertThat(node.registry.get("recorder.cache.flush").timer().count()).isZero();
    }

    @Test
    void aNameIsFlushedAtOnceAndOnceMore() {
        live();
        flush("121");
        assertThat(node.commands).containsExactly(ALL + " id 121 d.test");
        node.advance(Duration.ofMillis(30));
        node.answerAll();
        assertThat(node.registry.get("recorder.cache.flush").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(30);
        node.advance(FakeNode.SECOND);
        assertThat(node.commands).hasSize(2);
        node.answerAll();
        node.advance(Duration.ofMinutes(5));
        assertThat(node.commands).hasSize(2);
        assertThat(node.registry.get("recorder.cache.flush").timer().count()).isOne();
    }

    @Test
    void fewAreUnderWayAtATime() {
        live();
        for (int i = 0; i < 100; i++) {
            flush(String.valueOf(i));
        }
        assertThat(node.underWay()).isEqualTo(FlushRules.WINDOW);
        node.answerAll();
        assertThat(node.commands).hasSize(100);
        assertThat(flusher.isIdle()).isTrue();
    }

    @Test
    void whatChangesAgainWhileItWaitsIsFlushedOnce() {
        live();
        for (int i = 0; i < FlushRules.WINDOW; i++) {
            flush("w" + i);
        }
        flush("121");
        flush("121");
        node.answerAll();
        assertThat(node.commands).hasSize(FlushRules.WINDOW + 1);
    }

    @Test
    void aMassThatWaitsBecomesOneFullFlush() {
        live();
        node.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 2000; i++) {
            flush(String.valueOf(i));
        }
        node.answerAll();
        node.advance(Duration.ofSeconds(5));
        node.answerAll();
        assertThat(node.commands.stream().filter(ALL::equals).count()).isBetween(1L, 2L);
        assertThat(node.commands).hasSizeLessThan(2 * Plan.MAX_FORMS);
    }

    @Test
    void fullFlushesComeOnceASecondAtMost() {
        live();
        node.advance(Duration.ofSeconds(1));
        for (int millis = 0; millis < 3000; millis += 100) {
            flusher.flush(Plan.ALL, Told.news(node.now()));
            node.answerAll();
            node.advance(Duration.ofMillis(100));
        }
        assertThat(node.commands).hasSizeBetween(3, 4);
    }

    @Test
    void aNameNeedNotWaitForTheNextFullFlush() {
        live();
        flusher.flush(Plan.ALL, Told.news(node.now()));
        flush("121");
        assertThat(node.commands).containsExactly(ALL + " id 121 d.test");
        node.answerAll();
        node.advance(Duration.ofSeconds(1));
        assertThat(node.commands).containsExactly(ALL + " id 121 d.test", ALL);
    }

    @Test
    void whatFailsIsOwedAFullFlush() {
        live();
        node.advance(Duration.ofSeconds(1));
        flush("121");
        node.answer(REFUSED);
        assertThat(node.commands).endsWith(ALL);
        assertThat(node.count("recorder.cache.flush.failures")).isOne();
        node.answer(new CommandAnswer.Failed("time-out"));
        for (int i = 0; i < 100; i++) {
            node.advance(Duration.ofSeconds(1));
            if (node.underWay() > 0) {
                node.answer(REFUSED);
            }
        }
        assertThat(node.commands).as("more and more seldom").hasSizeBetween(6, 12);
        node.advance(FlushRules.LONGEST_PAUSE);
        node.answerAll();
        assertThat(flusher.isIdle()).isTrue();
        assertThat(node.registry.get("recorder.cache.flush").timer().count()).isOne();
    }

    @Test
    void whatCannotEvenBeSentIsOwedToo() {
        live();
        node.linked = false;
        flush("121");
        flush("122");
        assertThat(flusher.isIdle()).isFalse();
        node.linked = true;
        node.advance(Duration.ofSeconds(5));
        assertThat(node.commands).contains(ALL);
        node.answerAll();
        assertThat(flusher.isIdle()).isTrue();
    }

    @Test
    void whileItIsDownNothingIsSentAndThenEverythingIsForgotten() {
        live();
        flush("121");
        flusher.down();
        flush("122");
        flusher.flush(Plan.ALL, Told.news(node.now()));
        node.advance(Duration.ofMinutes(1));
        assertThat(node.commands).hasSize(1);
        flusher.up();
        assertThat(node.commands).hasSize(2).endsWith(ALL);
        node.answer(new CommandAnswer.Failed("connection lost")); // of the link before
        assertThat(flusher.isIdle()).isFalse();
        node.answerAll();
        assertThat(flusher.isIdle()).isTrue();
        assertThat(node.count("recorder.cache.flush.failures")).isZero();
    }

    @Test
    void moreThanCanBeRememberedAreRepeatedByAFullFlush() {
        live();
        node.advance(Duration.ofSeconds(1));
        for (int i = 0; i <= FlushRules.MAX_SECOND; i++) {
            flush(String.valueOf(i));
            node.answerAll();
        }
        node.commands.clear();
        node.advance(FakeNode.SECOND);
        node.answerAll();
        assertThat(node.commands).containsExactly(ALL);
    }

    @Test
    void switchedOffItSendsNothing() {
        NodeFlusher off = new NodeFlusher(node.parts(false), () -> {});
        off.up();
        off.flush(Plan.ALL, Told.news(1));
        off.flush(new Plan.Some(List.of(new Form("121", "d.test"))), Told.news(1));
        assertThat(node.commands).isEmpty();
        assertThat(off.isIdle()).isTrue();
    }

    /** Up, and done with both full flushes. */
    private void live() {
        flusher.up();
        node.answerAll();
        node.advance(FakeNode.SECOND);
        node.answerAll();
        node.commands.clear();
    }

    private void flush(String user) {
        List<Form> forms = new ArrayList<>(List.of(new Form(user, "d.test")));
        flusher.flush(new Plan.Some(forms), Told.news(node.now()));
    }
}
