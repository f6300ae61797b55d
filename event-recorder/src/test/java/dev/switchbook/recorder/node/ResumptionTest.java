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
import java.util.function.BiPredicate;
import java.util.function.ToLongFunction;
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
        ToLongFunction<String> behind =
                at -> !at.startsWith("c:") ? Holes.NONE : find(at) < 0 && at.length() > 4 ? 99 : begins;
        return resumption(
                calls,
                registrations,
                new Told(written, begins, ResumptionTest::find, behind, ResumptionTest::isOneLife));
    }

    private static Resumption resumption(String calls, String registrations, Resumption.Kept kept) {
        return Resumption.of(Map.of(CALLS, calls, REGISTRATIONS, registrations), kept);
    }

    private record Told(
            String written,
            long begins,
            ToLongFunction<String> where,
            ToLongFunction<String> hole,
            BiPredicate<Long, Long> sameLife)
            implements Resumption.Kept {
        @Override
        public String former() {
            return "d";
        }

        @Override
        public boolean beginsLifeOf(String position, long ordinal) {
            return position.startsWith("d:") && ordinal == 89;
        }

        @Override
        public long beforeOldest() {
            return 9;
        }

        @Override
        public long endOfLife(long ordinal) {
            return 89;
        }

        @Override
        public long find(String position) {
            return where.applyAsLong(position);
        }

        @Override
        public long behind(String position) {
            return hole.applyAsLong(position);
        }

        @Override
        public boolean isOneLife(long ordinal, long other) {
            return sameLife.test(ordinal, other);
        }
    }

    private static boolean isOneLife(long ordinal, long other) {
        return true;
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
        return resumption(
                calls,
                registrations,
                new Told(
                        written,
                        begins,
                        ResumptionTest::findElsewhere,
                        ResumptionTest::behind,
                        ResumptionTest::isOneLife));
    }

    /** Of {@code c:60} to {@code c:69} and of {@code c:80} to {@code c:89} this process heard nothing; at 80 there is another life. */
    private static Resumption betweenHoles(String calls, String registrations, String written) {
        ToLongFunction<String> find = position -> {
            long at = find(position);
            return at / 10 == 6 || at / 10 == 8 ? Resumption.UNKNOWN : at;
        };
        ToLongFunction<String> behind = position -> {
            long at = find(position);
            return at < 0 ? Holes.NONE : at < 70 ? 69 : at < 90 ? 89 : 99;
        };
        return resumption(
                calls, registrations, new Told(written, 95, find, behind, (one, two) -> one < 80 == two < 80));
    }

    @Test
    void eachBaseThatIsNotKeptGoesOnBehindAHoleOfItsOwn() {
        Resumption from = betweenHoles("c:65", "c:85", "");
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(69, CALLS)).isFalse();
        assertThat(from.isAfter(70, CALLS)).isTrue();
        assertThat(from.isAfter(89, REGISTRATIONS)).isFalse();
        assertThat(from.isAfter(90, REGISTRATIONS)).isTrue();
        assertThat(betweenHoles("c:65", "c:85", "c:62").isAfter(70, CALLS)).isTrue();
        assertThat(betweenHoles("c:65", "c:85", "c:81").isAfter(89, CALLS))
                .as("it was quiet until c:81")
                .isFalse();
    }

    @Test
    void aBaseOfALaterLifeThanWhatIsSaidToBeWrittenIsNotGivenWhatItHas() {
        ToLongFunction<String> behind = position -> position.startsWith("d:") ? 89 : Holes.NONE;
        Resumption from = resumption(
                "c:50", "d:5", new Told("c:50", 95, ResumptionTest::find, behind, (one, two) -> one < 80 == two < 80));
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(89, REGISTRATIONS)).isFalse();
        assertThat(from.isAfter(90, REGISTRATIONS)).isTrue();
        assertThat(from.isAfter(51, CALLS)).isTrue();
        assertThat(from.seenTo()).isEqualTo(89);
    }

    @Test
    void aBaseOfTheLifeThatBeginsBehindWhatIsWrittenHasSomethingThatIsMissing() {
        ToLongFunction<String> behind = position -> position.startsWith("d:") ? 89 : Holes.NONE;
        Resumption from = resumption(
                "d:5", "c:50", new Told("c:89", 95, ResumptionTest::find, behind, (one, two) -> one < 90 == two < 90));
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(89, CALLS)).isFalse();
        assertThat(from.seenTo()).as("its beginning is told").isEqualTo(89);
    }

    @Test
    void aBaseOfALifeBetweenThatOfWhatIsWrittenAndAnEarlierOneIsQuiet() {
        ToLongFunction<String> behind = position -> position.startsWith("d:") ? 89 : Holes.NONE;
        Resumption from =
                resumption("d:5", "c:95", new Told("c:95", 95, ResumptionTest::find, behind, (one, two) -> true));
        assertThat(from.isCovered()).isTrue();
        assertThat(from.isAfter(95, CALLS)).isFalse();
        assertThat(from.isAfter(96, CALLS)).isTrue();
    }

    @Test
    void beginningsBeforeWhatIsWrittenOfAllAreNotGivenThoughAllBasesStandBefore() {
        Resumption from = behindAHole("c:50", "c:55", "c:65", 95);
        assertThat(from.seenTo()).isEqualTo(79);
        assertThat(from.last()).isEqualTo(79);
    }

    @Test
    void aBaseOfALifeThatOnlyTheFormerOwnerSawIsNotGivenWhatCameBefore() {
        ToLongFunction<String> behind = position -> Holes.NONE;
        Resumption from =
                resumption("d:5", "x:5", new Told("c:60", 95, ResumptionTest::find, behind, ResumptionTest::isOneLife));
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(89, CALLS)).isFalse();
        assertThat(from.isAfter(90, CALLS)).as("of a later life still").isTrue();
        assertThat(from.isAfter(61, REGISTRATIONS)).as("it is quiet").isTrue();
        assertThat(from.seenTo()).isEqualTo(60);
    }

    @Test
    void aBaseThatIsNowhereGoesOnBehindWhatIsWrittenOfAll() {
        assertThat(betweenHoles("c:85", "", "c:62").isAfter(70, REGISTRATIONS)).isTrue();
        assertThat(betweenHoles("c:85", "", "c:62").isAfter(69, REGISTRATIONS)).isFalse();
    }

    @Test
    void beginningsBeforeWhatIsWrittenOfAllAreNotGivenForABaseThatWasQuietSince() {
        Resumption from = betweenHoles("c:50", "c:85", "c:62");
        assertThat(from.first()).isEqualTo(50);
        assertThat(betweenHoles("c:50", "c:65", "c:62").seenTo()).isEqualTo(69);
        assertThat(betweenHoles("c:50", "c:65", "x:9").seenTo())
                .as("the last stretch begins behind 95")
                .isEqualTo(95);
    }

    @Test
    void beginningsThatABaseIsBehindAreNotGivenForOneThatWasQuietSinceAnotherLife() {
        assertThat(betweenHoles("c:50", "c:85", "").seenTo()).isEqualTo(89);
        assertThat(betweenHoles("c:50", "c:85", "").last()).isEqualTo(89);
        assertThat(betweenHoles("c:50", "c:65", "").seenTo()).as("of one life").isEqualTo(50);
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
        Resumption from = behindAHole("c:65", "x:9", "x:9", 95);
        assertThat(from.isAfter(95, REGISTRATIONS)).isFalse();
        assertThat(from.isAfter(96, REGISTRATIONS)).isTrue();
        assertThat(from.isAfter(95, null)).isFalse();
        assertThat(from.isAfter(80, CALLS)).as("its life is known").isTrue();
        assertThat(from.isAfter(79, CALLS)).isFalse();
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
        assertThat(from.isAfter(40, CALLS)).isFalse();
        assertThat(from.isAfter(41, CALLS)).isTrue();
        assertThat(from.isAfter(10, REGISTRATIONS))
                .as("nothing of it was ever written")
                .isTrue();
        assertThat(from.seenTo()).isEqualTo(40);
    }

    @Test
    void whereNobodyHasWrittenAnythingAllIsGiven() {
        assertThat(of("", "", "", 40).first()).isEqualTo(9);
        assertThat(of("", "", "", 40).seenTo()).isEqualTo(9);
    }

    @Test
    void whereOneBaseIsKnownTheOthersLackTheirPartOfTheLastStretch() {
        Resumption from = of("c:50", "", "", 40);
        assertThat(from.isCovered()).isFalse();
        assertThat(from.isAfter(50, CALLS)).isFalse();
        assertThat(from.isAfter(45, REGISTRATIONS)).isTrue();
        assertThat(of("c:99", "", "", 40).isAfter(10, REGISTRATIONS)).isTrue();
        assertThat(of("c:99", "", "", 40).seenTo()).isEqualTo(99);
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
