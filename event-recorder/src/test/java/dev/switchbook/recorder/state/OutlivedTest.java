package dev.switchbook.recorder.state;

import static dev.switchbook.recorder.event.ContactEvent.Type.REGISTER;
import static dev.switchbook.recorder.event.LegEvent.Type.ANSWER;
import static dev.switchbook.recorder.event.LegEvent.Type.CREATE;
import static dev.switchbook.recorder.event.LegEvent.Type.HANGUP;
import static dev.switchbook.recorder.event.LegEvent.Type.HANGUP_COMPLETE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which parts in Redis tell of what is over. */
final class OutlivedTest {
    private final StateFixture former = new StateFixture();
    private final StateFixture on = new StateFixture();

    @Test
    void aRegistrationIsUnlessItsRecordIsKnown() {
        former.contact(REGISTER, "121", "h1", "c1");
        Place place = place(Block.REGISTRATION, "121");
        byte[] part = part("reg 121");

        assertThat(on.state.outlived(place, part)).isTrue();
        assertThat(former.state.outlived(place, part)).isFalse();
    }

    @Test
    void aCallThatLivesOrHasItsEndToComeIsUnlessItsRecordIsKnown() {
        Place place = place(Block.CALL, "121");
        former.out(CREATE, "a", "121");
        assertThat(on.state.outlived(place, part("call 121"))).isTrue();
        assertThat(former.state.outlived(place, part("call 121"))).isFalse();

        former.out(HANGUP, "a", "121");
        assertThat(on.state.outlived(place, part("call 121"))).isTrue();
    }

    @Test
    void aCallThatEndedLongAgoMayStay() {
        former.out(CREATE, "a", "121");
        former.out(ANSWER, "a", "121");
        former.out(HANGUP, "a", "121");
        former.out(HANGUP_COMPLETE, "a", "121");

        assertThat(on.state.outlived(place(Block.CALL, "121"), part("call 121")))
                .isFalse();
    }

    @Test
    void whatCannotBeUnderstoodIs() {
        assertThat(on.state.outlived(place(Block.CALL, "121"), new byte[0])).isTrue();
        assertThat(on.state.outlived(place(Block.REGISTRATION, "121"), new byte[0]))
                .isTrue();
    }

    private byte[] part(String key) {
        return Objects.requireNonNull(former.book.parts.get(key));
    }

    private static Place place(Block block, String key) {
        return new Place(RecordBook.base(block, false), key);
    }
}
