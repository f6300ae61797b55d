package dev.switchbook.recorder.state;

import static dev.switchbook.recorder.event.LegEvent.Type.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import org.junit.jupiter.api.Test;

/** An event's head is the newest; one that is written anew may be older than another node's. */
final class HeadWrittenAnewTest {
    private final StateFixture on = new StateFixture();

    @Test
    void onlyAHeadThatIsWrittenAnewYieldsToAnotherNodes() {
        on.out(CREATE, "a", "121");
        on.state.rewrite(RecordBook.base(Block.CALL, false), null);

        assertThat(on.book.changes).extracting(Change::headYields).containsExactly(false, true);
        assertThat(on.book.changes).extracting(Change::head).doesNotContainNull();
    }
}
