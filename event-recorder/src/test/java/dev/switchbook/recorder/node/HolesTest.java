package dev.switchbook.recorder.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.buffer.BufferBudget;
import dev.switchbook.recorder.buffer.EventRing;
import dev.switchbook.recorder.buffer.NoDisk;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import org.junit.jupiter.api.Test;

/** {@code a} and {@code b} are two lives of a FreeSWITCH. */
class HolesTest {
    private final EventRing ring =
            new EventRing(Runnable::run, new BufferBudget(1 << 20, 0), new NoDisk(), () -> 0, () -> {});
    private final Progress progress = new Progress(ring);
    private final Holes holes = new Holes(ring, progress);

    private String core = "";

    /** Events of these numbers come without a hole; every other one says nothing. */
    private void heard(String of, int from, int to) {
        core = of;
        holes.begin();
        ring.begin(core, "pbx", 0, 1);
        for (int i = from; i <= to; i++) {
            told(i);
        }
    }

    private void told(int sequence) {
        ContactEvent event = new ContactEvent(
                ContactEvent.Type.REGISTER,
                Source.EVENT,
                new Stamp(core, sequence, 1, 1),
                new Extension("1", "d"),
                null,
                "",
                "internal",
                null,
                0,
                new byte[0]);
        assertThat(ring.append(event, 1)).isTrue();
        holes.told();
    }

    /** All up to that is in Redis; a tenure has come to the hole behind it. */
    private void writtenTo(String position) {
        assertThat(progress.seen(position)).isTrue();
        ring.seek(progress.find(position));
    }

    @Test
    void whatCameBeforeAHoleAndIsNotWrittenIsTold() {
        heard("a", 1, 9);
        writtenTo("a:7");
        assertThat(holes.until()).isEmpty();
        holes.open();
        assertThat(holes.until()).isEqualTo("a:9");
        progress.seen("a:9");
        assertThat(holes.until()).isEmpty();
    }

    @Test
    void whatCameBetweenTwoHolesIsToldWhenAllBeforeIsWritten() {
        heard("a", 1, 9);
        writtenTo("a:7");
        heard("a", 21, 24);
        heard("a", 41, 44);
        assertThat(holes.until()).isEqualTo("a:9");
        progress.seen("a:9");
        assertThat(holes.until()).isEqualTo("a:24");
        progress.seen("a:30"); // is not kept here
        assertThat(holes.until()).isEmpty();
        progress.seen("a:42");
        assertThat(holes.until()).isEmpty();
    }

    @Test
    void aStretchThatSaysNothingIsNotTold() {
        heard("a", 1, 9);
        writtenTo("a:9");
        heard("a", 21, 20);
        ring.passed(21, 1);
        heard("a", 41, 44);
        assertThat(holes.until()).isEmpty();
    }

    @Test
    void whatIsPassedIsNotToldAgainWhenFreeSwitchLivesAnew() {
        heard("a", 1, 9);
        writtenTo("a:7");
        heard("b", 1, 9);
        progress.seen("a:12");
        assertThat(holes.until()).isEmpty();
        holes.open();
        progress.seen("b:0");
        assertThat(holes.until()).isEqualTo("b:9");
    }

    @Test
    void whoNeverFoundWhatIsWrittenTellsWhatIsBehindIt() {
        heard("a", 30, 39);
        progress.seen("a:5");
        assertThat(holes.until()).isEmpty();
        heard("a", 50, 59);
        assertThat(holes.until()).isEqualTo("a:39");
        assertThat(holes.behind("a:5")).isEqualTo(-1);
    }

    @Test
    void nothingIsToldWhileItIsNotKnownWhatIsWritten() {
        heard("a", 1, 9);
        holes.open();
        assertThat(holes.until()).isEmpty();
    }

    @Test
    void whatCameInTheHoleThatIsNextIsLacking() {
        heard("a", 1, 9);
        writtenTo("a:9");
        assertThat(holes.lacks("a:30")).as("without a link").isTrue();
        heard("a", 41, 44);
        assertThat(holes.next()).isEqualTo("a:41");
        assertThat(holes.lacks("a:30")).isTrue();
        assertThat(holes.lacks("a:8")).isFalse();
        assertThat(holes.lacks("a:43")).isFalse();
        assertThat(holes.lacks("a:60")).as("it came behind the hole").isFalse();
        assertThat(holes.lacks("b:60")).isFalse();
        assertThat(holes.lacks("")).isFalse();
    }

    @Test
    void whatCameOfTheNextLifeBeforeItCameHereIsLacking() {
        heard("a", 1, 9);
        writtenTo("a:9");
        heard("b", 41, 44);
        assertThat(holes.lacks("b:30")).isTrue();
        assertThat(holes.lacks("a:30")).isTrue();
        assertThat(holes.lacks("b:50")).isFalse();
        assertThat(holes.lacks("c:30")).as("it may have lived between").isTrue();
    }

    @Test
    void whoKnowsNothingLacksWhatAnyOtherHeardBefore() {
        heard("b", 41, 44);
        assertThat(holes.lacks("a:9")).isTrue();
        assertThat(holes.lacks("b:9")).isTrue();
        assertThat(holes.lacks("b:43")).isFalse();
        assertThat(holes.lacks("b:60")).isFalse();
        assertThat(holes.lacks("")).isFalse();
    }

    @Test
    void behindAnEventThatIsNotKeptOneGoesOnBehindTheNextHole() {
        heard("a", 1, 9);
        heard("a", 21, 24);
        heard("b", 1, 4);
        assertThat(position(holes.behind("a:12"))).isEqualTo("a:9");
        assertThat(position(holes.behind("a:30"))).isEqualTo("a:24");
        assertThat(holes.behind("b:9")).isEqualTo(ring.newest());
        assertThat(holes.behind("c:9")).isEqualTo(Holes.NONE);
        assertThat(holes.behind("")).isEqualTo(Holes.NONE);
    }

    @Test
    void aHoleThatNothingHasFollowedYetHidesNothing() {
        heard("a", 1, 9);
        beginsAndIsRead("a");
        assertThat(holes.behind("a:12")).isEqualTo(9);
        beginsAndIsRead("b");
        assertThat(holes.behind("a:12")).isEqualTo(9);
        told(1);
        assertThat(holes.behind("a:12")).isEqualTo(9);
        assertThat(holes.next()).isEqualTo("b:1");
    }

    @Test
    void whatIsNotAmongNumbersThatStepBackCameBeforeThem() {
        heard("a", 1, 9);
        heard("a", 22, 22);
        told(20);
        told(23);
        assertThat(position(holes.behind("a:21"))).isEqualTo("a:9");
        assertThat(holes.behind("a:24")).isEqualTo(ring.newest());
    }

    @Test
    void whatCameBeforeAllThatIsKnownIsOfTheLifeThatBeganThen() {
        heard("a", 1, 9);
        assertThat(KeptEvents.isOneLife(ring, -1, 5)).isTrue();
        heard("b", 1, 9);
        assertThat(KeptEvents.isOneLife(ring, -1, ring.newest())).isFalse();
        assertThat(KeptEvents.isOneLife(ring, 5, ring.newest())).isFalse();
        assertThat(KeptEvents.isOneLife(ring, 11, ring.newest())).isTrue();
        assertThat(KeptEvents.beginsLifeOf(ring, "b:5", 9)).isTrue();
        assertThat(KeptEvents.beginsLifeOf(ring, "a:5", 9)).isFalse();
    }

    @Test
    void theLifeBehindOneIsThatOfTheFirstBeginningThatIsNotItsOwn() {
        heard("a", 1, 9);
        heard("a", 21, 29);
        long endsA = ring.newest();
        heard("b", 1, 9);
        long endsB = ring.newest();
        assertThat(KeptEvents.beginsLifeOf(ring, "b:5", 4)).isTrue();
        assertThat(KeptEvents.beginsLifeOf(ring, "c:5", 4)).isFalse();
        assertThat(kept().endOfLife(4)).isEqualTo(endsA);
        assertThat(kept().endOfLife(endsB)).isEqualTo(endsB);
        heard("c", 1, 9);
        assertThat(KeptEvents.beginsLifeOf(ring, "c:5", 4)).isFalse();
        assertThat(KeptEvents.beginsLifeOf(ring, "c:5", endsB)).isTrue();
        assertThat(KeptEvents.beginsLifeOf(ring, "b:5", endsB)).isFalse();
        assertThat(kept().endOfLife(endsA + 1)).isEqualTo(endsB);
    }

    private KeptEvents kept() {
        return new KeptEvents(ring, progress, holes, "", "", 0);
    }

    @Test
    void aStretchOfNothingIsNoMoreOfMatterBehindOneOfSomething() {
        heard("a", 1, 9);
        heard("a", 1, 0);
        ring.seek(ring.newest()); // it was read, and is not replaced by the next beginning
        heard("a", 31, 39);
        heard("a", 51, 59);
        assertThat(position(holes.behind("a:20"))).isEqualTo("a:9");
        assertThat(position(holes.behind("a:45"))).isEqualTo("a:39");
    }

    @Test
    void whatIsLostForWantOfRoomIsAHole() {
        heard("a", 1, 9);
        holes.lost(ring.newest() + 1);
        told(21);
        told(22);
        assertThat(holes.behind("a:12")).isEqualTo(ring.find("a", 9));
        assertThat(holes.behind("a:25")).isEqualTo(ring.newest());
    }

    @Test
    void whoseBeginningIsForgottenGoesOnWithWhatIsKept() {
        heard("a", 1, 5000);
        ring.keepAtMost(1);
        long first = ring.first();
        assertThat(first).isPositive();
        heard("a", 6001, 6009);
        assertThat(holes.behind("a:1")).isEqualTo(first - 1);
        assertThat(holes.behind("a:5500")).isEqualTo(ring.find("a", 5000));
    }

    @Test
    void whatWasSaidBeforeAnythingCameWasEarlierThanAllThatCame() {
        progress.adopt("x:9");
        heard("a", 1, 9);
        heard("b", 1, 9);
        assertThat(holes.behind("x:9")).isEqualTo(-1);
        assertThat(holes.behind("y:9")).isEqualTo(Holes.NONE);
    }

    private void beginsAndIsRead(String of) {
        heard(of, 1, 0);
        ring.seek(ring.newest());
    }

    private String position(long ordinal) {
        assertThat(ring.beginningFrom(ordinal + 1)).isEqualTo(ordinal + 1);
        return String.valueOf(ring.position(ordinal));
    }
}
