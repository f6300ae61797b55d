package dev.switchbook.recorder.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.settings.GuiSettings;
import dev.switchbook.recorder.settings.SinkSettings;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What is kept are ordinals 10 to 99, of the positions {@code c:10} to {@code c:99}; where it is said, {@code c:60} to {@code c:79} came to others only. */
class ResumptionTest {
    private static final Base CALLS = base(Block.CALL);
    private static final Base REGISTRATIONS = base(Block.REGISTRATION);

    private static Base base(Block block) {
        SinkSettings calls = sinks("calls");
        SinkSettings registrations = sinks("regs");
        GuiSettings gui = new GuiSettings(registrations, calls, List.of(), false);
        return Objects.requireNonNull(new Bases(gui, "fs1").base(block, "d.test"));
    }

    private static SinkSettings sinks(String hash) {
        return new SinkSettings(hash, "", "", "", "<user>", 10, 10);
    }

    private static long find(String position) {
        long at = position.startsWith("c:") ? Long.parseLong(position, 2, position.length(), 10) : -1;
        return at >= 10 && at < 100 ? at : Resumption.UNKNOWN;
    }

    private static Resumption of(String calls, String registrations, String written, long begins) {
        return Resumption.of(
                Map.of(CALLS, calls, REGISTRATIONS, registrations),
                new Resumption.Kept(
                        written, begins, 99, ResumptionTest::find, at -> at.startsWith("c:") ? 99 : Holes.NONE));
    }

    private static long findElsewhere(String position) {
        long at = find(position);
        return at >= 60 && at < 80 ? Resumption.UNKNOWN : at;
    }

    private static long behind(String position) {
        long at = find(position);
        return at < 0 ? Holes.NONE : at < 80 ? 79 : 99;
    }

    /** Another one has heard more than this process before the hole at 80, and written that. */
    private static Resumption behindAHole(String calls, String registrations, String written, long begins) {
        return Resumption.of(
                Map.of(CALLS, calls, REGISTRATIONS, registrations),
                new Resumption.Kept(written, begins, 99, ResumptionTest::findElsewhere, ResumptionTest::behind));
    }

    @Test
    void whatCameBehindAHoleBehindAllThatIsWrittenIsGiven() {
        Resumption from = behindAHole("c:65", "", "c:65", 95);
        assertThat(from.isCovered()).isFalse();
        assertThat(from.first()).isEqualTo(79);
        assertThat(from.isAfter(79, CALLS)).isFalse();
        assertThat(from.isAfter(80, CALLS)).isTrue();
        assertThat(from.seenTo()).isEqualTo(79);
    }

    @Test
    void whereWhatIsWrittenIsOfAnotherLifeOnlyTheLastStretchIsGiven() {
        assertThat(behindAHole("c:65", "x:9", "x:9", 95).first()).isEqualTo(95);
    }

    @Test
    void aBaseThatWasWrittenUpToAHoleIsGivenWhatCameBehindIt() {
        Resumption from = behindAHole("c:65", "c:50", "c:50", 95);
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(79, CALLS)).isFalse();
        assertThat(from.isAfter(80, CALLS)).isTrue();
        assertThat(from.isAfter(51, REGISTRATIONS)).isTrue();
    }

    @Test
    void eachBaseGoesOnBehindWhatStandsThere() {
        Resumption from = of("c:50", "c:70", "c:45", 9);
        assertThat(from.isCovered()).isTrue();
        assertThat(from.isAfter(50, CALLS)).isFalse();
        assertThat(from.isAfter(51, CALLS)).isTrue();
        assertThat(from.isAfter(70, REGISTRATIONS)).isFalse();
        assertThat(from.isAfter(71, REGISTRATIONS)).isTrue();
        assertThat(from.first()).isEqualTo(45);
        assertThat(from.last()).isEqualTo(70);
    }

    @Test
    void aQuietBaseGoesOnBehindWhatIsWrittenOfAll() {
        Resumption from = of("c:3", "c:70", "c:60", 9);
        assertThat(from.isCovered()).isTrue();
        assertThat(from.isAfter(60, CALLS)).isFalse();
        assertThat(from.isAfter(61, CALLS)).isTrue();
    }

    @Test
    void aBaseThatWasSetBackGoesOnBeforeWhatWasWritten() {
        Resumption from = of("c:20", "c:70", "c:60", 9);
        assertThat(from.isAfter(21, CALLS)).isTrue();
        assertThat(from.isAfter(21, REGISTRATIONS)).isFalse();
        assertThat(from.first()).isEqualTo(20);
    }

    @Test
    void beginningsThatTheOwnerBeforeHasPassedArePassedForAQuietBaseToo() {
        assertThat(of("c:20", "c:70", "c:60", 9).seenTo()).isEqualTo(60);
        assertThat(of("c:50", "c:70", "c:45", 9).seenTo()).isEqualTo(45);
        assertThat(of("c:20", "c:30", "", 9).seenTo()).isEqualTo(20);
        assertThat(of("c:20", "", "", 40).seenTo())
                .as("the stretch that comes now begins behind 40")
                .isEqualTo(20);
    }

    @Test
    void basesThatAreAllFoundNeedNoMore() {
        Resumption from = of("c:20", "c:30", "", 9);
        assertThat(from.isCovered()).isTrue();
        assertThat(from.first()).isEqualTo(20);
    }

    @Test
    void whereNothingIsKnownAllOfTheLastStretchIsMissing() {
        Resumption from = of("x:1", "", "", 40);
        assertThat(from.isCovered()).isFalse();
        assertThat(from.first()).isEqualTo(40);
        assertThat(from.isAfter(40, CALLS)).isFalse();
        assertThat(from.isAfter(41, CALLS)).isTrue();
        assertThat(from.isAfter(41, null)).isTrue();
    }

    @Test
    void whereOneBaseIsKnownTheOthersLackTheirPartOfTheLastStretch() {
        Resumption from = of("c:50", "", "", 40);
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(50, CALLS)).isFalse();
        assertThat(from.isAfter(45, REGISTRATIONS)).isTrue();
    }

    @Test
    void aBaseThatStandsBehindAllThatIsKeptIsNotGivenWhatItHas() {
        Resumption from = of("c:120", "c:70", "c:60", 9);
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(99, CALLS)).isFalse();
        assertThat(from.isAfter(100, CALLS)).isTrue();
        assertThat(from.isAfter(71, REGISTRATIONS)).isTrue();
    }
}
