package dev.switchbook.recorder.state;

import static dev.switchbook.recorder.event.LegEvent.Type.ANSWER;
import static dev.switchbook.recorder.event.LegEvent.Type.CREATE;
import static dev.switchbook.recorder.event.LegEvent.Type.DESTROY;
import static dev.switchbook.recorder.event.LegEvent.Type.HANGUP;
import static dev.switchbook.recorder.event.LegEvent.Type.HANGUP_COMPLETE;
import static dev.switchbook.recorder.event.LegEvent.Type.REFRESH;
import static dev.switchbook.recorder.event.LegEvent.Type.RENAME;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.event.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CallsTest {
    private final StateFixture on = new StateFixture();
    private final RecordBook book = on.book;

    @Test
    void aCallIsToldByItsTransitionsOnBothSides() {
        on.out(CREATE, "a", "121");
        on.in(CREATE, "b", "122");
        on.in(ANSWER, "b", "122");
        on.out(ANSWER, "a", "121");
        assertThat(book.told()).containsExactly("121 callout", "122 callin", "122 answer", "121 answer");
        JsonNode record = book.call("121");
        assertThat(record.path("username").asText()).isEqualTo("121");
        assertThat(record.path("current").asText()).isEqualTo("a");
        assertThat(record.path("notify").asText()).isEqualTo("answer");
        assertThat(record.path("a").path("Caller-Destination-Number").asText()).isEqualTo("122");
        assertThat(record.path("a").path("variable_billsec").asText("absent")).isEmpty();
        assertThat(book.activity("121")).containsExactly("a");
        assertThat(on.state.channels()).isEqualTo(2);
    }

    @Test
    void hangupChangesTheRecordAtOnceAndMakesItsEntryWithTheFiguresOfTheEnd() {
        on.out(CREATE, "a", "121");
        on.out(HANGUP, "a", "121");
        assertThat(book.told()).containsExactly("121 callout");
        assertThat(book.activity("121")).isEmpty();
        assertThat(book.call("121").path("notify").asText()).isEqualTo("hangup");
        assertThat(book.call("121").has("a")).isTrue();
        on.leg(HANGUP_COMPLETE, on.stamp(), "a", "121", true, false, null, "122", "7");
        assertThat(book.entries).hasSize(1);
        assertThat(book.entries.get(0).json().path("a").path("variable_billsec").asText())
                .isEqualTo("7");
        assertThat(book.told()).containsExactly("121 hangup");
        assertThat(book.call("121").path("a").path("variable_billsec").asText()).isEqualTo("7");
        on.out(DESTROY, "a", "121");
        assertThat(book.told()).isEmpty();
        assertThat(on.state.channels()).isZero();
    }

    @Test
    void fieldsOfAnEndedLegStayUntilTheNextTransition() {
        on.out(CREATE, "a", "121");
        on.out(HANGUP, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        on.out(DESTROY, "a", "121");
        assertThat(book.call("121").has("a")).isTrue();
        on.in(CREATE, "b", "121");
        assertThat(book.call("121").has("a")).isFalse();
        assertThat(book.activity("121")).containsExactly("b");
    }

    @Test
    void aHangupWhoseFiguresComeAfterAnotherTransitionMakesItsEntryAndLeavesTheRecord() {
        on.out(CREATE, "a", "121");
        on.out(HANGUP, "a", "121");
        on.in(CREATE, "b", "121");
        book.told();
        on.leg(HANGUP_COMPLETE, on.stamp(), "a", "121", true, false, null, null, "7");
        JsonNode entry = book.entries.get(0).json();
        assertThat(entry.path("current").asText()).isEqualTo("a");
        assertThat(entry.path("notify").asText()).isEqualTo("hangup");
        assertThat(entry.path("a").path("variable_billsec").asText()).isEqualTo("7");
        assertThat(entry.path("activity").get(0).asText()).isEqualTo("b");
        assertThat(book.call("121").path("current").asText()).isEqualTo("b");
        assertThat(book.call("121").has("a")).isFalse();
    }

    @Test
    void repeatedEventsAreToldOnce() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "a", "121");
        on.out(ANSWER, "a", "121");
        on.out(ANSWER, "a", "121");
        on.out(HANGUP, "a", "121");
        on.out(HANGUP, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        on.out(DESTROY, "a", "121");
        on.out(DESTROY, "a", "121");
        assertThat(book.told()).containsExactly("121 callout", "121 answer", "121 hangup");
    }

    @Test
    void hangupAfterHangupCompleteChangesNothing() {
        on.out(CREATE, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        on.out(HANGUP, "a", "121");
        assertThat(book.told()).containsExactly("121 callout", "121 hangup");
        assertThat(book.activity("121")).isEmpty();
    }

    @Test
    void anAnswerThatComesAfterTheHangupMakesItsEntryAndTurnsNothingBack() {
        on.out(CREATE, "a", "121");
        Stamp answer = on.stamp();
        on.out(HANGUP, "a", "121");
        on.leg(ANSWER, answer, "a", "121", true, true, null, "999", null);
        assertThat(book.told()).containsExactly("121 callout", "121 answer");
        assertThat(book.activity("121")).isEmpty();
        assertThat(book.call("121").path("notify").asText()).isEqualTo("hangup");
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEqualTo("122");
        on.out(HANGUP_COMPLETE, "a", "121");
        assertThat(book.told()).containsExactly("121 hangup");
    }

    @Test
    void destroyEndsALegWhoseHangupWasLost() {
        on.out(CREATE, "a", "121");
        on.leg(DESTROY, on.stamp(), "a", "121", true, false, null, null, "3");
        assertThat(book.told()).containsExactly("121 callout", "121 hangup");
        assertThat(book.activity("121")).isEmpty();
    }

    @Test
    void whatIsToldBehindDestroyMakesItsEntryAndNothingElse() {
        Stamp create = on.stamp();
        Stamp answer = on.stamp();
        on.out(CREATE, "b", "121");
        on.leg(ANSWER, on.stamp(), "a", "121", true, true, null, "122", null);
        on.out(DESTROY, "a", "121");
        assertThat(book.told()).containsExactly("121 callout", "121 answer", "121 hangup");
        on.leg(CREATE, create, "a", "121", true, false, null, "122", null);
        on.leg(CREATE, create, "a", "121", true, false, null, "122", null);
        assertThat(book.told()).containsExactly("121 callout");
        on.out(CREATE, "c", "125");
        on.out(DESTROY, "c", "125");
        book.told();
        on.leg(ANSWER, answer, "c", "125", true, true, null, "122", null);
        on.leg(ANSWER, answer, "c", "125", true, true, null, "122", null);
        assertThat(book.told()).containsExactly("125 answer");
        assertThat(book.activity("125")).isEmpty();
        assertThat(book.activity("121")).containsExactly("b");
    }

    @Test
    void aTombstoneKeepsLateEventsFromBringingALegBack() {
        Stamp early = on.stamp();
        on.out(CREATE, "a", "121");
        on.out(DESTROY, "a", "121");
        book.told();
        int changes = book.changes.size();
        on.out(REFRESH, "a", "121");
        on.leg(CREATE, early, "a", "121", true, false, null, "122", null);
        assertThat(book.changes).hasSize(changes);
    }

    @Test
    void aUuidThatIsUsedAgainIsANewLeg() {
        on.out(CREATE, "a", "121");
        on.out(DESTROY, "a", "121");
        book.told();
        on.pass(Duration.ofSeconds(5));
        on.out(CREATE, "a", "125");
        on.out(ANSWER, "a", "125");
        assertThat(book.told()).containsExactly("125 callout", "125 answer");
        on.pass(Legs.TOMBSTONE.plus(Duration.ofSeconds(1)));
        on.out(CREATE, "z", "130");
        assertThat(on.state.liveLegs()).containsKeys("a", "z");
    }

    @Test
    void aUuidThatARenamedChannelHadIsFreeForAnother() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "122");
        on.leg(RENAME, on.stamp(), "x", "121", true, false, "a", "122", null);
        on.leg(RENAME, on.stamp(), "a", "122", true, false, "b", "122", null);
        on.out(ANSWER, "x", "121");
        assertThat(book.activity("121")).containsExactly("x");
        assertThat(book.activity("122")).containsExactly("a");
        assertThat(book.told()).containsExactly("121 callout", "122 callout", "121 answer");
        on.leg(RENAME, on.stamp(), "y", "121", true, false, "x", "122", null);
        on.out(CREATE, "x", "125");
        on.out(HANGUP_COMPLETE, "x", "125");
        assertThat(book.told()).containsExactly("125 callout", "125 hangup");
        assertThat(book.activity("121")).containsExactly("y");
    }

    @Test
    void aHangupCompleteThatTakesMinutesLeavesALaterCallAlone() {
        on.out(CREATE, "b", "121");
        on.out(HANGUP, "b", "121");
        on.out(CREATE, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        on.out(DESTROY, "a", "121");
        on.pass(Legs.TOMBSTONE.plus(Duration.ofSeconds(1)));
        on.out(CREATE, "x", "130");
        on.out(CREATE, "c", "121");
        on.out(ANSWER, "c", "121");
        book.told();
        on.out(HANGUP_COMPLETE, "b", "121");
        assertThat(book.told()).containsExactly("121 hangup");
        assertThat(book.activity("121")).containsExactly("c");
    }

    @Test
    void aLegFirstSeenInTheMiddleAsksForASnapshotOnceAllWereKnown() {
        on.out(REFRESH, "a", "121");
        assertThat(on.startsMissed).isZero();
        on.state.snapshotDone(0);
        on.out(REFRESH, "b", "121");
        assertThat(on.startsMissed).isOne();
    }

    @Test
    void aLegFirstSeenInTheMiddleIsShownAndToldWhenASnapshotHasConfirmedIt() {
        on.leg(REFRESH, on.stamp(), "a", "121", true, true, null, "122", null);
        assertThat(book.told()).isEmpty();
        assertThat(book.activity("121")).containsExactly("a");
        assertThat(book.call("121").path("notify").asText()).isEqualTo("answer");
        on.state.calls().tellUntold();
        assertThat(book.told()).containsExactly("121 callout (snapshot)", "121 answer (snapshot)");
        assertThat(book.call("121").path("notify").asText()).isEqualTo("answer");
        on.state.calls().tellUntold();
        assertThat(book.told()).isEmpty();
    }

    @Test
    void aCreateThatComesAfterALaterEventIsToldOnceByItself() {
        Stamp create = on.stamp();
        on.in(REFRESH, "b", "122");
        on.leg(CREATE, create, "b", "122", false, false, null, "122", null);
        on.state.calls().tellUntold();
        assertThat(book.told()).containsExactly("122 callin");
    }

    @Test
    void aHangupSeenFirstIsTold() {
        on.out(HANGUP, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        assertThat(book.told()).containsExactly("121 hangup");
        on.out(DESTROY, "z", "125");
        assertThat(book.told()).isEmpty();
    }

    @Test
    void twoCallsOfOneExtensionAreBothInItsRecord() {
        on.out(CREATE, "a", "121");
        on.in(CREATE, "b", "121");
        assertThat(book.activity("121")).containsExactly("a", "b");
        on.out(HANGUP, "a", "121");
        assertThat(book.activity("121")).containsExactly("b");
        assertThat(book.call("121").has("a")).isTrue();
        on.in(ANSWER, "b", "121");
        assertThat(book.call("121").has("a")).isFalse();
        assertThat(book.call("121").path("current").asText()).isEqualTo("b");
    }

    @Test
    void aRefreshChangesTheRecordAloneAndOnlyWhenAFieldIsNew() {
        on.out(CREATE, "a", "121");
        book.told();
        int changes = book.changes.size();
        on.out(REFRESH, "a", "121");
        assertThat(book.changes).hasSize(changes);
        on.leg(REFRESH, on.stamp(), "a", "121", true, false, null, "199", null);
        assertThat(book.told()).isEmpty();
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEqualTo("199");
        assertThat(book.call("121").path("notify").asText()).isEqualTo("callout");
        on.leg(REFRESH, on.stamp(), "a", "121", true, false, null, null, null);
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEqualTo("199");
    }

    @Test
    void anOlderEventDoesNotBringOldFieldsBack() {
        on.out(CREATE, "a", "121");
        Stamp older = on.stamp();
        on.leg(REFRESH, on.stamp(), "a", "121", true, false, null, "new", null);
        on.leg(REFRESH, older, "a", "121", true, false, null, "old", null);
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEqualTo("new");
    }

    @Test
    void aRenamedChannelGoesOnUnderItsNewUuid() {
        on.out(CREATE, "a", "121");
        on.in(CREATE, "x", "121");
        on.out(ANSWER, "a", "121");
        on.leg(RENAME, on.stamp(), "n", "121", true, true, "a", null, null);
        assertThat(book.activity("121")).containsExactly("n", "x");
        assertThat(book.call("121").path("current").asText()).isEqualTo("n");
        assertThat(book.call("121").has("n")).isTrue();
        book.told();
        on.leg(HANGUP, on.stamp(), "n", "121", true, true, null, null, null);
        on.leg(HANGUP_COMPLETE, on.stamp(), "a", "121", true, true, null, null, null);
        assertThat(book.told()).containsExactly("121 hangup");
        assertThat(book.activity("121")).containsExactly("x");
    }

    @Test
    void legsOfNobodyAreNoRecordEvenIfALaterEventNamesSomebody() {
        on.leg(CREATE, on.stamp(), "a", null, true, false, null, "122", null);
        on.out(ANSWER, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        assertThat(book.changes).isEmpty();
    }

    @Test
    void whoseALegIsIsFixedAtFirstSight() {
        on.out(CREATE, "a", "121");
        on.out(ANSWER, "a", "122");
        assertThat(book.told()).containsExactly("121 callout", "121 answer");
    }

    @Test
    void withRemoveHangupTheRecordGoesWithTheLastCall() {
        StateFixture removing = new StateFixture(true, "<user>");
        removing.out(CREATE, "a", "121");
        removing.in(CREATE, "b", "121");
        removing.out(HANGUP, "a", "121");
        assertThat(removing.book.activity("121")).containsExactly("b");
        removing.out(HANGUP_COMPLETE, "a", "121");
        removing.in(HANGUP, "b", "121");
        assertThat(removing.book.records).isEmpty();
        removing.in(HANGUP_COMPLETE, "b", "121");
        assertThat(removing.book.records).isEmpty();
        assertThat(removing.book.entries.get(3).json().has("b")).isTrue();
        assertThat(removing.book.told()).containsExactly("121 callout", "121 callin", "121 hangup", "121 hangup");
    }

    @Test
    void anotherCoreEndsTheCallsOfTheOneBefore() {
        on.out(CREATE, "a", "121");
        on.leg(CREATE, on.stamp(), "n", null, true, false, null, null, null);
        on.state.core("core-2");
        assertThat(book.told()).containsExactly("121 callout", "121 hangup (snapshot)");
        assertThat(book.activity("121")).isEmpty();
        assertThat(on.state.channels()).isZero();
    }

    @Test
    void whatARecordKeepsIsUnderstoodInAnotherLife() {
        on.out(CREATE, "a", "121");
        on.in(CREATE, "b", "121");
        on.in(ANSWER, "b", "121");
        on.out(CREATE, "c", "125");
        on.out(HANGUP, "c", "125");

        StateFixture next = new StateFixture();
        on.book.parts.forEach((key, part) -> assertThat(next.state.load(
                        Block.CALL,
                        new Place(RecordBook.base(Block.CALL, false), key.substring("call ".length())),
                        part))
                .isTrue());
        assertThat(next.book.changes).isEmpty();
        assertThat(next.state.liveLegs()).containsOnlyKeys("a", "b").containsEntry("b", true);
        next.out(ANSWER, "a", "121");
        next.out(HANGUP_COMPLETE, "c", "125");
        assertThat(next.book.told()).containsExactly("121 answer", "125 hangup");
        assertThat(next.book.activity("121")).containsExactly("a", "b");
        assertThat(next.book
                        .call("121")
                        .path("b")
                        .path("Caller-Destination-Number")
                        .asText())
                .isEqualTo("122");
        assertThat(next.state.load(Block.CALL, new Place(RecordBook.base(Block.CALL, false), "x"), new byte[] {'?'}))
                .isFalse();
    }

    @Test
    void whatIsShownOfAnEndedLegStaysUntilTheNextTransitionInAnotherLife() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        StateFixture next = anotherLife();
        next.leg(REFRESH, next.stamp(), "b", "121", true, false, null, "130", null);
        assertThat(next.book
                        .call("121")
                        .path("a")
                        .path("Caller-Destination-Number")
                        .asText())
                .isEqualTo("122");
        next.out(ANSWER, "b", "121");
        assertThat(next.book.call("121").has("a")).isFalse();
    }

    @Test
    void aLegWhoseEntryIsStillToComeIsNotShownAgainInAnotherLife() {
        on.out(CREATE, "a", "121");
        on.out(HANGUP, "a", "121");
        on.out(CREATE, "b", "121");
        StateFixture next = anotherLife();
        next.leg(REFRESH, next.stamp(), "b", "121", true, false, null, "130", null);
        assertThat(next.book.call("121").has("a")).isFalse();
        assertThat(next.book.activity("121")).containsExactly("b");
    }

    @Test
    void whatTheLastTransitionWasIsKnownInAnotherLife() {
        on.out(CREATE, "a", "121");
        on.out(ANSWER, "a", "121");
        StateFixture next = anotherLife();
        next.leg(RENAME, next.stamp(), "a2", "121", true, true, "a", null, null);
        assertThat(next.book.call("121").path("current").asText()).isEqualTo("a2");

        on.in(CREATE, "b", "121");
        on.in(HANGUP_COMPLETE, "b", "121");
        next = anotherLife();
        next.state.rewrite(RecordBook.base(Block.CALL, false), null);
        assertThat(next.book.call("121").path("username").asText()).isEqualTo("121");
        assertThat(next.book.call("121").path("current").asText()).isEqualTo("b");
        assertThat(next.book.call("121").path("notify").asText()).isEqualTo("hangup");
    }

    @Test
    void whichOfSeveralLegsWasLastIsKnownInAnotherLife() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "121");
        on.in(CREATE, "c", "121");
        on.out(ANSWER, "b", "121");
        StateFixture next = anotherLife();
        next.leg(RENAME, next.stamp(), "b2", "121", true, true, "b", null, null);
        assertThat(next.book.call("121").path("current").asText()).isEqualTo("b2");
        assertThat(next.book.call("121").path("notify").asText()).isEqualTo("answer");

        next = anotherLife();
        next.state.rewrite(RecordBook.base(Block.CALL, false), null);
        assertThat(next.book.call("121").path("current").asText()).isEqualTo("b");
        assertThat(next.book.call("121").path("notify").asText()).isEqualTo("answer");
    }

    @Test
    void whichLegWasLastIsKnownInWhateverOrderItIsLoaded() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "121");
        for (boolean headFirst : new boolean[] {true, false}) {
            StateFixture next = new StateFixture();
            load(next, !headFirst);
            load(next, headFirst);
            next.state.loaded();
            next.state.rewrite(RecordBook.base(Block.CALL, false), null);
            assertThat(next.book.call("121").path("current").asText()).isEqualTo("b");
        }
    }

    private void load(StateFixture next, boolean part) {
        Place place = new Place(RecordBook.base(Block.CALL, false), "121");
        if (part) {
            next.state.load(Block.CALL, place, Objects.requireNonNull(book.parts.get("call 121")));
        } else {
            byte[] head = Objects.requireNonNull(book.heads.get("121")).getBytes(StandardCharsets.UTF_8);
            next.state.load(place, Objects.requireNonNull(new KeptParts(List.of(), System::nanoTime).readHead(head)));
        }
    }

    private StateFixture anotherLife() {
        StateFixture next = new StateFixture();
        next.state.load(
                Block.CALL,
                new Place(RecordBook.base(Block.CALL, false), "121"),
                Objects.requireNonNull(book.parts.get("call 121")));
        load(next, false);
        return next;
    }

    @Test
    void whatWasStillToBeToldIsToldInAnotherLife() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "121");
        on.out(HANGUP, "a", "121");
        on.out(HANGUP, "b", "121");
        on.leg(REFRESH, on.stamp(), "m", "121", true, true, null, "122", null);
        StateFixture next = new StateFixture();
        next.state.load(
                Block.CALL,
                new Place(RecordBook.base(Block.CALL, false), "121"),
                Objects.requireNonNull(book.parts.get("call 121")));
        next.state.calls().tellUntold();
        assertThat(next.book.told()).containsExactly("121 callout (snapshot)", "121 answer (snapshot)");
        next.leg(HANGUP_COMPLETE, next.stamp(), "a", "121", true, false, null, null, "7");
        next.out(HANGUP_COMPLETE, "b", "121");
        assertThat(next.book.told()).containsExactly("121 hangup", "121 hangup");
        assertThat(next.book.activity("121")).containsExactly("m");
    }

    @Test
    void withRemoveHangupAHangupStillToBeToldIsKeptOutOfSight() {
        StateFixture removing = new StateFixture(true, "<user>");
        removing.out(CREATE, "a", "121");
        removing.out(HANGUP, "a", "121");
        assertThat(removing.book.records).isEmpty();
        assertThat(removing.book.parts).containsKey("call 121");
        removing.out(HANGUP_COMPLETE, "a", "121");
        assertThat(removing.book.parts).isEmpty();
    }

    @Test
    void rewritingMakesEveryRecordAgainWithoutAnEntry() {
        on.out(CREATE, "a", "121");
        on.in(CREATE, "b", "122");
        book.told();
        book.records.clear();
        on.state.rewrite(RecordBook.base(Block.CALL, false), null);
        assertThat(book.told()).isEmpty();
        assertThat(List.of(book.activity("121"), book.activity("122"))).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void aChannelOfWhichNothingMoreWillBeHeardIsOverOnce() {
        on.out(CREATE, "a", "121");
        on.state.over("a");
        on.state.over("a");
        on.state.over("unknown");
        assertThat(book.told()).containsExactly("121 callout", "121 hangup (snapshot)");
        assertThat(book.activity("121")).isEmpty();
        on.out(HANGUP_COMPLETE, "a", "121");
        assertThat(book.told()).isEmpty();
    }

    @Test
    void channelsOfWhichNobodyTellsAreOver() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "122");
        on.state.keepOnly("b"::equals);
        assertThat(book.told()).containsExactly("121 callout", "122 callout", "121 hangup (snapshot)");
        assertThat(on.state.channels()).isEqualTo(1);
    }

    @Test
    void channelsThatAnotherNodeTellsOfGoWithoutAWord() {
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "122");
        on.out(HANGUP, "b", "122");
        on.state.handOver();
        assertThat(book.told()).containsExactly("121 callout", "122 callout", "122 hangup (snapshot)");
        assertThat(book.activity("121")).isEmpty();
        assertThat(on.state.channels()).isZero();
        on.out(ANSWER, "a", "121");
        on.out(HANGUP_COMPLETE, "a", "121");
        assertThat(book.told()).isEmpty();
    }
}
