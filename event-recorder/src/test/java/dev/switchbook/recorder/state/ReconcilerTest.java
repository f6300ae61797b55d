package dev.switchbook.recorder.state;

import static dev.switchbook.recorder.event.ContactEvent.Type.REGISTER;
import static dev.switchbook.recorder.event.ContactEvent.Type.UNREGISTER;
import static dev.switchbook.recorder.event.LegEvent.Type.CREATE;
import static dev.switchbook.recorder.event.LegEvent.Type.HANGUP_COMPLETE;
import static dev.switchbook.recorder.event.LegEvent.Type.REFRESH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.event.Distiller;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.link.SnapshotHandler.ChannelRow;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import dev.switchbook.recorder.state.Reconciler.Drift;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class ReconcilerTest {
    private final StateFixture on = new StateFixture();
    private final RecordBook book = on.book;
    private final Map<Drift, Integer> drift = new HashMap<>();
    private boolean bitByBit;
    private BooleanSupplier some = () -> false;

    @Test
    void whatIsFoundIsWrittenAsTheTransitionsItIs() {
        Reconciler snapshot = begin();
        snapshot.registration(RegistrationsTest.row("121", "h1", "c1"));
        assertThat(snapshot.channel(channel("a", "ACTIVE"))).isTrue();
        snapshot.dumped("a", dump("a", "answered"));
        assertThat(book.changes).as("nothing before it holds").isEmpty();
        snapshot.complete();
        assertThat(book.told())
                .containsExactly("121 sofia::register (snapshot)", "121 callout (snapshot)", "121 answer (snapshot)");
        assertThat(book.activity("121")).containsExactly("a");
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEqualTo("122");
        assertThat(drift).containsEntry(Drift.REGISTRATION_MISSED, 1).containsEntry(Drift.CALL_MISSED, 1);
        assertThat(on.state.complete()).isTrue();
    }

    @Test
    void whatIsGoneEndsOnlyWhenItHasBeenAskedFor() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.out(CREATE, "a", "121");
        on.out(CREATE, "b", "122");
        on.leg(CREATE, on.stamp(), "n", null, true, false, null, null, null);
        book.told();
        Reconciler snapshot = begin();
        assertThat(snapshot.unconfirmed()).containsExactlyInAnyOrder("a", "b", "n");
        snapshot.gone("a");
        snapshot.gone("n");
        snapshot.exists("b");
        snapshot.complete();
        assertThat(book.told()).containsExactlyInAnyOrder("121 sofia::unregister (snapshot)", "121 hangup (snapshot)");
        assertThat(on.state.liveLegs()).containsOnlyKeys("b");
        assertThat(drift).containsEntry(Drift.REGISTRATION_GONE, 1).containsEntry(Drift.CALL_GONE, 1);
    }

    @Test
    void whatAnEventHasTouchedMeanwhileIsLeftToTheEvents() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "125", "h5", "c5");
        on.out(CREATE, "a", "121");
        Reconciler snapshot = begin();
        snapshot.registration(RegistrationsTest.row("125", "h5", "c5"));
        snapshot.registration(RegistrationsTest.row("126", "h6", "c6"));
        assertThat(snapshot.channel(channel("z", "ACTIVE"))).isTrue();
        snapshot.dumped("z", dump("z", "answered"));
        snapshot.gone("a");
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(UNREGISTER, "125", "h5", "c5");
        on.contact(REGISTER, "126", "h6", "c6");
        on.contact(UNREGISTER, "126", "h6", "c6");
        on.out(REFRESH, "a", "121");
        on.out(CREATE, "z", "121");
        on.out(HANGUP_COMPLETE, "z", "121");
        book.told();
        snapshot.complete();
        assertThat(book.told()).isEmpty();
        assertThat(book.records).containsKey("reg 121").doesNotContainKeys("reg 125", "reg 126");
        assertThat(on.state.liveLegs()).containsOnlyKeys("a");
    }

    @Test
    void aKnownLegThatIsListedIsAskedForAllTheSame() {
        on.state.snapshotDone(0);
        on.out(CREATE, "a", "121");
        book.told();
        Reconciler snapshot = begin();
        assertThat(snapshot.channel(channel("a", "RINGING"))).isFalse();
        assertThat(snapshot.unconfirmed()).containsExactly("a");
        snapshot.gone("a");
        snapshot.complete();
        assertThat(book.told()).containsExactly("121 hangup (snapshot)");
    }

    @Test
    void aKnownLegThatWasAnsweredMeanwhileIsAskedForAndAnswered() {
        on.out(CREATE, "a", "121");
        book.told();
        Reconciler snapshot = begin();
        assertThat(snapshot.channel(channel("a", "ACTIVE"))).isTrue();
        snapshot.dumped("a", dump("a", "answered"));
        assertThat(snapshot.unconfirmed()).isEmpty();
        snapshot.complete();
        assertThat(book.told()).containsExactly("121 answer (snapshot)");
    }

    @Test
    void whatEndedWhileTheSnapshotWasTakenDoesNotComeBack() {
        Reconciler snapshot = begin();
        snapshot.registration(RegistrationsTest.row("121", "h1", "c1"));
        snapshot.registration(RegistrationsTest.row("122", "h2", "c2"));
        on.contact(UNREGISTER, "121", "h1", "c1");
        on.contact(UNREGISTER, "122", null, "c2"); // a closed socket
        snapshot.complete();
        assertThat(on.state.registrations()).isZero();
    }

    /** It had registered anew while nobody looked, so that the closed socket's call-id was not known. */
    @Test
    void aContactThatIsListedUnderAnotherCallIdDoesNotComeBackWhenItsSocketWasClosedMeanwhile() {
        on.contact(REGISTER, "121", "h1", "c1");
        on.contact(REGISTER, "122", "h2", "c2");
        Reconciler snapshot = begin();
        snapshot.registration(RegistrationsTest.row("121", "h1", "c9"));
        snapshot.registration(RegistrationsTest.row("122", "h2", "c8"));
        book.told();
        on.contact(UNREGISTER, "121", null, "c9");
        assertThat(book.told()).containsExactly("121 sofia::unregister");
        snapshot.complete();
        assertThat(book.told()).containsExactly("122 sofia::register (snapshot)");
        assertThat(on.state.registrations()).isOne();
        assertThat(book.records).containsKey("reg 122").doesNotContainKey("reg 121");
    }

    @Test
    void whatAnEventsFieldsLackedIsShownOnceASnapshotHasIt() {
        on.leg(CREATE, on.stamp(), "a", "121", true, false, null, null, null);
        on.state.core(StateFixture.CORE);
        book.told();
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEmpty();
        Reconciler snapshot = begin();
        assertThat(snapshot.channel(channel("a", "RINGING"))).isTrue();
        snapshot.dumped("a", dump("a", "ringing"));
        snapshot.complete();
        assertThat(book.told()).as("no transition").isEmpty();
        assertThat(book.call("121").path("a").path("Caller-Destination-Number").asText())
                .isEqualTo("122");
        int changes = book.changes.size();
        on.state.core(StateFixture.CORE);
        Reconciler again = begin();
        assertThat(again.channel(channel("a", "RINGING"))).isTrue();
        again.dumped("a", dump("a", "ringing"));
        again.complete();
        assertThat(book.changes).as("nothing new").hasSize(changes);
    }

    @Test
    void contactsOfAProfileThatWasNotAskedAreLeftAlone() {
        on.contact(REGISTER, "121", "h1", "c1");
        book.told();
        Reconciler snapshot = begin();
        snapshot.notAsked("internal");
        snapshot.complete();
        assertThat(book.told()).isEmpty();
        assertThat(drift).doesNotContainKey(Drift.REGISTRATION_GONE);
        snapshot = begin();
        snapshot.notAsked("another one");
        snapshot.complete();
        assertThat(book.told()).containsExactly("121 sofia::unregister (snapshot)");
    }

    @Test
    void aContactThatIsListedIsKeptForAsLongAsFreeSwitchSays() {
        on.contact(REGISTER, "121", "h1", "c1", null, 60);
        on.pass(Duration.ofSeconds(110));
        Reconciler snapshot = begin();
        snapshot.registration(row("h1", "c1", 600));
        snapshot.complete();
        on.pass(Duration.ofSeconds(599));
        assertThat(on.state.expireOverdue()).isZero();
        on.pass(Duration.ofSeconds(1));
        assertThat(on.state.expireOverdue()).isOne();
    }

    @Test
    void afterATimeUnseenTheFieldsOfLiveLegsAreTakenAnewAndLaterNot() {
        on.out(CREATE, "a", "121");
        Reconciler snapshot = begin();
        assertThat(snapshot.channel(channel("a", "RINGING"))).isTrue();
        snapshot.dumped("a", dump("a", "ringing"));
        snapshot.complete();
        assertThat(begin().channel(channel("a", "RINGING"))).isFalse();
        on.state.core(StateFixture.CORE);
        assertThat(begin().channel(channel("a", "RINGING"))).isTrue();
    }

    @Test
    void aGhostInTheListOfChannelsIsNoLeg() {
        Reconciler snapshot = begin();
        assertThat(snapshot.channel(channel("ghost", "ACTIVE"))).isTrue();
        snapshot.gone("ghost");
        assertThat(snapshot.channel(channel("ending", "HANGUP"))).isTrue();
        snapshot.dumped("ending", dump("ending", "hangup"));
        snapshot.complete();
        assertThat(book.changes).isEmpty();
    }

    @Test
    void aRicherRecordWithTheSameContactStays() {
        on.contact(REGISTER, "9121", "h1", "c1", new Extension("121", "d.test"), 3600);
        book.told();
        Reconciler snapshot = begin();
        snapshot.registration(RegistrationsTest.row("9121", "h1", "c1"));
        snapshot.complete();
        assertThat(book.told()).isEmpty();
        on.contact(UNREGISTER, "9121", null, "c1");
        assertThat(book.told()).containsExactly("121 sofia::unregister");
        assertThat(on.state.registrations()).isZero();
    }

    @Test
    void aContactThatWasRegisteredAnewUnderAnotherCallIdIsRecordedAnew() {
        on.contact(REGISTER, "9121", "h1", "c1", new Extension("121", "d.test"), 3600);
        on.contact(REGISTER, "125", "h5", "c5");
        book.told();
        Reconciler snapshot = begin();
        snapshot.registration(RegistrationsTest.row("9121", "h1", "c2"));
        snapshot.registration(RegistrationsTest.row("125", "h5", "c6"));
        on.contact(REGISTER, "125", "h5", "c7");
        book.told();
        snapshot.complete();
        assertThat(book.told()).containsExactly("121 sofia::register (snapshot)");
        assertThat(book.registration("121")).contains("c2").contains("\"cti_extension\":\"121\"");
        assertThat(book.registration("125")).contains("c7");
        on.contact(UNREGISTER, "9121", null, "c2");
        assertThat(book.told()).containsExactly("121 sofia::unregister");
        assertThat(on.state.registrations()).isOne();
    }

    @Test
    void registrationsOfAnotherNodeInASharedDatabaseAreNotThisOnes() {
        Reconciler snapshot = begin();
        RegistrationRow row = RegistrationsTest.row("121", "h1", "c1");
        snapshot.registration(new RegistrationRow(
                row.profile(),
                row.callId(),
                row.user(),
                row.contact(),
                row.agent(),
                row.status(),
                "fs2",
                "",
                "",
                "",
                ""));
        snapshot.complete();
        assertThat(book.changes).isEmpty();
    }

    @Test
    void ofSeveralUnknownContactsTheOneWithMostTimeLeftIsTheNewest() {
        Reconciler snapshot = begin();
        snapshot.registration(row("h1", "c1", 1000));
        snapshot.registration(row("h2", "c2", 3000));
        snapshot.registration(row("h3", "c3", 2000));
        snapshot.complete();
        assertThat(book.registration("121")).contains("c2");
        assertThat(on.state.registrations()).isEqualTo(3);
    }

    @Test
    void aFailedSnapshotChangesNothing() {
        on.contact(REGISTER, "121", "h1", "c1");
        book.told();
        Reconciler snapshot = begin();
        snapshot.failed("gone");
        assertThat(book.told()).isEmpty();
        assertThat(on.state.complete()).isFalse();
    }

    private static RegistrationRow row(String host, String callId, int seconds) {
        RegistrationRow row = RegistrationsTest.row("121", host, callId);
        return new RegistrationRow(
                row.profile(),
                callId,
                row.user(),
                row.contact(),
                row.agent(),
                "Registered(UDP) expsecs(" + seconds + ")",
                "fs1",
                "",
                "",
                "",
                "");
    }

    @Test
    void whatEventsSayBetweenTwoBitsOfCorrectionsHolds() {
        int phones = 200;
        bitByBit = true;
        Reconciler snapshot = begin();
        for (int i = 0; i < phones; i++) {
            snapshot.registration(RegistrationsTest.row("1" + i, "h" + i, "c" + i));
        }
        assertThat(snapshot.channel(channel("a", "ACTIVE"))).isTrue();
        snapshot.dumped("a", dump("a", "answered"));
        snapshot.complete();
        assertThat(some.getAsBoolean()).isTrue();
        assertThat(on.state.registrations()).isBetween(1, phones - 1);
        assertThat(on.state.complete()).isFalse();
        for (int i = 0; i < phones; i++) {
            on.contact(UNREGISTER, "1" + i, "h" + i, "c" + i);
        }
        on.out(HANGUP_COMPLETE, "a", "121");
        on.out(LegEvent.Type.DESTROY, "a", "121");
        on.pass(Legs.TOMBSTONE.multipliedBy(2));
        on.out(CREATE, "b", "121");
        book.told();
        finish();
        assertThat(book.told()).as("nothing comes back").isEmpty();
        assertThat(on.state.registrations()).isZero();
        assertThat(on.state.liveLegs()).containsOnlyKeys("b");
        assertThat(on.state.complete()).isTrue();
    }

    @Test
    void correctionsEndWhenAnotherSnapshotBeginsOrAnotherStretchOfEvents() {
        bitByBit = true;
        for (Runnable ends : List.<Runnable>of(this::begin, () -> on.state.core(StateFixture.CORE))) {
            Reconciler snapshot = begin();
            snapshot.registration(RegistrationsTest.row("121", "h1", "c1"));
            snapshot.complete();
            ends.run();
            assertThat(some.getAsBoolean()).isFalse();
            assertThat(on.state.registrations()).isZero();
            assertThat(on.state.complete()).isFalse();
        }
    }

    private void finish() {
        boolean more = true;
        while (more) {
            more = some.getAsBoolean();
        }
    }

    private Reconciler begin() {
        return on.state.reconcile(new Distiller(StateFixture.FIELDS), new Reconciler.Report() {
            @Override
            public void correct(BooleanSupplier corrections) {
                some = corrections;
                if (!bitByBit) {
                    finish();
                }
            }

            @Override
            public void complete(Map<Drift, Integer> found) {
                drift.putAll(found);
            }

            @Override
            public void failed(String reason) {}
        });
    }

    private static ChannelRow channel(String uuid, String callState) {
        return new ChannelRow(uuid, callState);
    }

    private EventHeaders dump(String uuid, String answerState) {
        String json = "{\"Event-Name\":\"CHANNEL_DATA\",\"Event-Sequence\":\""
                + on.stamp().sequence()
                + "\",\"Unique-ID\":\"" + uuid + "\",\"Call-Direction\":\"inbound\",\"Answer-State\":\"" + answerState
                + "\",\"variable_user_name\":\"121\",\"variable_domain_name\":\"d.test\","
                + "\"Caller-Destination-Number\":\"122\"}";
        EventHeaders headers = new EventHeaders();
        byte[] bytes = json.getBytes(UTF_8);
        headers.readJson(bytes, 0, bytes.length);
        return headers;
    }
}
