package dev.switchbook.recorder.state;

import static dev.switchbook.recorder.event.ContactEvent.Type.EXPIRE;
import static dev.switchbook.recorder.event.ContactEvent.Type.REGISTER;
import static dev.switchbook.recorder.event.ContactEvent.Type.UNREGISTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.RegisteredAs;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RegistrationsTest {
    private static final Extension EXTENSION_121 = new Extension("121", "d.test");

    private final StateFixture on = new StateFixture();
    private final RecordBook book = on.book;

    @Test
    void eachRegisterRefreshAndUnregisterMakesAnEntry() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h1", "c1");
        assertThat(on.state.registrations()).isEqualTo(1);
        assertThat(book.registration("121")).contains("\"Event-Sequence\":\"102\"");
        on.contact(UNREGISTER, "121", "h1", "c1");
        assertThat(book.told()).containsExactly("121 sofia::register", "121 sofia::register", "121 sofia::unregister");
        assertThat(book.registration("121")).isNull();
        assertThat(on.state.registrations()).isZero();
        assertThat(on.doubts).isEmpty();
    }

    @Test
    void theNewestLiveContactIsTheRecordAndFreeSwitchIsAskedAfterTheOthers() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h2", "c2");
        assertThat(book.registration("121")).contains("c2");
        assertThat(on.doubts).containsExactly("121@d.test");
        on.contact(REGISTER, "121", "h1", "c1");
        assertThat(book.registration("121")).contains("c1");
        assertThat(on.doubts).as("a refresh raises none").hasSize(1);
        on.contact(UNREGISTER, "121", "h1", "c1");
        assertThat(book.registration("121")).contains("c2");
        assertThat(on.doubts).hasSize(2);
    }

    @Test
    void saysWhereFreeSwitchHasTheContactsOfAnExtension() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h2", "c2");
        on.contact(REGISTER, "9121", "h3", "c3", EXTENSION_121, 3600);
        on.contact(REGISTER, "122", "h4", "c4");
        assertThat(on.state.placesOf(EXTENSION_121))
                .containsExactlyInAnyOrder(
                        new RegisteredAs("internal", "121", "d.test"), new RegisteredAs("internal", "9121", "d.test"));
        assertThat(on.state.placesOf(new Extension("123", "d.test"))).isEmpty();
    }

    @Test
    void aContactThatFreeSwitchReplacedWithoutAWordGoesWhenItIsAsked() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h2", "c2");
        book.told();
        on.state.settle(EXTENSION_121, EXTENSION_121, List.of(row("121", "h2", "c2")), on.state.contactEvents());
        assertThat(book.told()).containsExactly("121 sofia::unregister (snapshot)");
        assertThat(book.registration("121")).contains("c2");
        on.contact(UNREGISTER, "121", "h2", "c2");
        assertThat(book.registration("121")).isNull();
    }

    @Test
    void whatAnEventTouchedAfterTheQuestionStays() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h2", "c2");
        long asked = on.state.contactEvents();
        on.contact(REGISTER, "121", "h1", "c1");
        on.state.settle(EXTENSION_121, EXTENSION_121, List.of(row("121", "h2", "c2")), asked);
        assertThat(on.state.registrations()).isEqualTo(2);
    }

    @Test
    void anAnswerThatKnowsNoneOfTheContactsIsNotBelieved() {
        on.contact(REGISTER, "121", "h1", "c1");
        assertThat(on.state.settle(EXTENSION_121, EXTENSION_121, List.of(), on.state.contactEvents()))
                .isFalse();
        assertThat(on.state.registrations()).isOne();
    }

    @Test
    void aNewCallIdOfTheSameContactReplacesTheFormer() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h1", "c9");
        assertThat(on.state.registrations()).isEqualTo(1);
        on.contact(UNREGISTER, "121", null, "c9");
        assertThat(on.state.registrations()).isZero();
    }

    @Test
    void aContactUnderTheSameCallIdIsAnotherOneUntilFreeSwitchSaysOtherwise() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h2", "c1");
        assertThat(on.state.registrations()).isEqualTo(2);
        assertThat(on.doubts).hasSize(1);
        on.contact(EXPIRE, "121", "h1", "c1");
        assertThat(book.registration("121")).contains("@h2");
        on.contact(UNREGISTER, "121", null, "c1");
        assertThat(book.registration("121")).isNull();
    }

    @Test
    void anEventWithoutVariablesGoesToTheExtensionOfItsCall() {
        on.contact(REGISTER, "9121", "h1", "c1", EXTENSION_121, 3600);
        on.contact(REGISTER, "9121", "h2", "c1");
        assertThat(book.registration("121")).contains("@h2");
        assertThat(book.registration("9121")).isNull();
    }

    @Test
    void aContactStaysItsRecordsInAnotherLifeWhateverItsLastEventSays() {
        on.contact(REGISTER, "9121", "h1", "c1", EXTENSION_121, 3600);
        on.contact(REGISTER, "9121", "h1", "c1");
        StateFixture next = new StateFixture();
        next.state.load(
                Block.REGISTRATION,
                new Place(RecordBook.base(Block.REGISTRATION, false), "121"),
                Objects.requireNonNull(book.parts.get("reg 121")));
        next.contact(UNREGISTER, "9121", "h1", "c1");
        assertThat(next.book.told()).containsExactly("121 sofia::unregister");
        assertThat(next.state.registrations()).isZero();
    }

    @Test
    void aClosedSocketIsKnownByItsCallIdAlone() {
        on.contact(REGISTER, "9121", "h1", "c1", EXTENSION_121, 3600);
        on.contact(UNREGISTER, "9121", null, "c1");
        assertThat(book.told()).containsExactly("121 sofia::register", "121 sofia::unregister");
        assertThat(book.registration("121")).isNull();
    }

    @Test
    void anExpiryHasNoVariablesAndGoesToTheExtensionOfItsContact() {
        on.contact(REGISTER, "9121", "h1", "c1", EXTENSION_121, 3600);
        on.contact(EXPIRE, "9121", "h1", "c1", null, 1_800_000_000);
        assertThat(book.told()).containsExactly("121 sofia::register", "121 sofia::expire");
        assertThat(on.state.registrations()).isZero();
    }

    @Test
    void anExpiryOfAnUnknownContactIsAnotherNodesOnceAllAreKnown() {
        on.contact(EXPIRE, "125", "h1", "c1");
        assertThat(book.told()).containsExactly("125 sofia::expire");
        on.state.snapshotDone(0);
        on.contact(EXPIRE, "125", "h1", "c1");
        assertThat(book.told()).isEmpty();
        on.contact(UNREGISTER, "125", "h1", "c1");
        assertThat(book.told()).containsExactly("125 sofia::unregister");
    }

    @Test
    void timeAloneExpiresAContactWithTheMarginThatFreeSwitchGives() {
        on.contact(REGISTER, "121", "h1", "c1", null, 60);
        on.pass(Duration.ofSeconds(119));
        assertThat(on.state.expireOverdue()).isZero();
        on.pass(Duration.ofSeconds(1));
        assertThat(on.state.expireOverdue()).isOne();
        assertThat(book.told()).containsExactly("121 sofia::register", "121 sofia::expire (expired)");
        assertThat(book.registration("121")).isNull();
    }

    @Test
    void aNodeGivenUpHasNothingLeft() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.out(dev.switchbook.recorder.event.LegEvent.Type.CREATE, "a", "121");
        book.told();
        on.state.letGo();
        assertThat(book.told()).containsExactlyInAnyOrder("121 sofia::expire (lost)", "121 hangup (lost)");
        assertThat(on.state.registrations() + on.state.channels()).isZero();
    }

    @Test
    void aCallOfANodeGivenUpThatLivesOnIsToldAnew() {
        on.out(dev.switchbook.recorder.event.LegEvent.Type.CREATE, "a", "121");
        on.state.letGo();
        assertThat(book.told()).containsExactly("121 callout", "121 hangup (lost)");
        on.out(dev.switchbook.recorder.event.LegEvent.Type.ANSWER, "a", "121");
        assertThat(on.state.liveLegs()).containsOnlyKeys("a");
        on.out(dev.switchbook.recorder.event.LegEvent.Type.HANGUP_COMPLETE, "a", "121");
        assertThat(book.told()).containsExactly("121 answer", "121 hangup");
    }

    @Test
    void aKeyWithoutARecordIsErasedWhenItIsToBeWrittenAnew() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "122", "h2", "c2");
        book.changes.clear();
        on.state.rewrite(RecordBook.base(Block.REGISTRATION, false), Set.of("121", "123"));
        assertThat(book.changes)
                .extracting(Change::key, change -> change.part().length == 0)
                .containsExactly(tuple("121", false), tuple("123", true));
        on.state.rewrite(RecordBook.base(Block.CALL, false), Set.of("124"));
        assertThat(book.changes)
                .hasSize(3)
                .last()
                .satisfies(change -> assertThat(change.part()).isEmpty());
    }

    @Test
    void whatARecordKeepsIsUnderstoodInAnotherLife() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "121", "h2", "c2");
        on.contact(REGISTER, "9125", "h5", "c5", new Extension("125", "d.test"), 60);
        StateFixture next = new StateFixture();
        book.parts.forEach((key, part) -> assertThat(next.state.load(
                        Block.REGISTRATION,
                        new Place(RecordBook.base(Block.REGISTRATION, false), key.substring("reg ".length())),
                        part))
                .isTrue());
        assertThat(next.state.registrations()).isEqualTo(3);
        next.contact(UNREGISTER, "121", "h2", "c2");
        assertThat(next.book.registration("121")).contains("c1");
        next.contact(UNREGISTER, "9125", null, "c5");
        assertThat(next.book.told()).containsExactly("121 sofia::unregister", "125 sofia::unregister");
        assertThat(next.state.load(
                        Block.REGISTRATION,
                        new Place(RecordBook.base(Block.REGISTRATION, false), "x"),
                        new byte[] {'0', '\n', '?'}))
                .isFalse();
    }

    static RegistrationRow row(String user, String host, String callId) {
        return new RegistrationRow(
                "internal",
                callId,
                user + "@d.test",
                "\"\" <sip:" + user + "@" + host + ">",
                "LabPhone/1.0",
                "Registered(UDP)(unknown) exp(2026-11-22 16:41:08) expsecs(3655)",
                "fs1",
                "127.0.0.1",
                "5060",
                user,
                "d.test");
    }
}
