package dev.switchbook.recorder.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.buffer.Logged;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Position;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Blocks blocks = new Blocks(8192);

    @Test
    void whatIsRememberedCanBeSentAgain() {
        Batch batch = new Batch("fs1", WriterFixture.registrations());
        batch.add(new Logged.Kept(
                WriterFixture.registration(WriterFixture.registrations(), "121", 7, "{\"n\":7}"), 1000));
        batch.add(new Logged.Gap(WriterFixture.registrations(), 1, 2, 1000));
        List<byte[]> before = List.copyOf(batch.arguments());

        batch.pack(blocks);
        assertThat(batch.arguments()).isEmpty();
        batch.unpack(blocks);

        assertThat(batch.arguments()).hasSize(6).containsExactlyElementsOf(before);
        batch.unpack(blocks);
        assertThat(batch.arguments()).hasSize(6);
    }

    @Test
    void endsAmidAnEventThatHasOneMoreChange() {
        Batch batch = new Batch("fs1", WriterFixture.registrations());
        Change first = WriterFixture.registration(WriterFixture.registrations(), "121", 7, "{}");
        assertThat(batch.endsAmid(first)).isFalse();
        batch.add(new Logged.Kept(first, 1000));
        assertThat(batch.endsAmid(at(first, new Position(first.at().core(), 7, 1))))
                .isTrue();
        assertThat(batch.endsAmid(at(first, new Position(first.at().core(), 8, 0))))
                .isFalse();
        assertThat(batch.endsAmid(at(first, new Position("other", 7, 1)))).isFalse();
        assertThat(batch.endsAmid(at(first, new Position(first.at().core(), 7, Position.FIRST_CORRECTION))))
                .as("a correction is whole by itself")
                .isFalse();
        assertThat(batch.firstPosition()).isEqualTo(first.at());
    }

    private static Change at(Change change, Position at) {
        return new Change(
                change.base(),
                change.key(),
                change.part(),
                change.head(),
                change.entry(),
                change.entryEnded(),
                "",
                at,
                0);
    }

    @Test
    void anArrayIsUsedAgainByWhoeverNeedsThatMuch() {
        byte[] block = blocks.take(5000);
        assertThat(block).hasSize(8192);
        blocks.give(block);
        assertThat(blocks.take(4096)).hasSize(4096);
        assertThat(blocks.take(8192)).isSameAs(block);
        assertThat(blocks.take(8192)).isNotSameAs(block);
        assertThat(blocks.take(0)).hasSize(256);
        assertThat(blocks.take(600)).hasSize(1024);
    }

    @Test
    void noMoreThanTheBoundIsKeptAndAGiantNever() {
        byte[] one = blocks.take(8192);
        byte[] two = blocks.take(8192);
        blocks.give(one);
        blocks.give(two);
        assertThat(blocks.take(8192)).isSameAs(one);
        assertThat(blocks.take(8192)).isNotSameAs(two);

        byte[] giant = blocks.take(600_000);
        assertThat(giant).hasSize(600_000);
        blocks.give(giant);
        assertThat(blocks.take(600_000)).isNotSameAs(giant);
    }
}
