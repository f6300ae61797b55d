package dev.switchbook.recorder.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.recorder.esl.EslCommand;
import dev.switchbook.recorder.event.Extension;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotIT {
    private static final String REGISTRATIONS = "sofia xmlstatus profile internal reg";
    private static final String CHANNELS = "show channels as json";

    private LinkBench bench;
    private ScriptedPeer peer;
    private Told told;

    @BeforeEach
    void start() throws IOException {
        bench = new LinkBench();
        peer = bench.peer;
        told = bench.told;
    }

    @AfterEach
    void end() throws Exception {
        bench.close();
    }

    @Test
    void tellsRowsOfAllPartsInOrder() {
        peer.profiles("internal", "external", "internal");
        peer.api(REGISTRATIONS, ScriptedPeer.registrations("121@127.0.0.1", "122@127.0.0.1"));
        peer.api("sofia xmlstatus profile external reg", ScriptedPeer.registrations("123@127.0.0.1"));
        peer.api(CHANNELS, ScriptedPeer.channels("a", "b"));
        told.dumps.add("b");
        peer.api("uuid_dump b json", "{\"Event-Name\":\"CHANNEL_DATA\",\"Unique-ID\":\"b\"}\n");
        told.unconfirmed.addAll(List.of("a", "ghost"));
        peer.api("uuid_exists a", "true");
        bench.startLive();
        assertThat(told.lines.subList(1, told.lines.size()))
                .containsExactly(
                        "snapshot",
                        "registration internal 121@127.0.0.1 call-121@127.0.0.1",
                        "registration internal 122@127.0.0.1 call-122@127.0.0.1",
                        "registration external 123@127.0.0.1 call-123@127.0.0.1",
                        "channel a ACTIVE",
                        "channel b ACTIVE",
                        "dumped b b",
                        "exists a",
                        "gone ghost",
                        "complete");
    }

    @Test
    void takesADumpThatKnowsNoSuchChannelForGone() {
        peer.api(CHANNELS, ScriptedPeer.channels("a"));
        told.dumps.add("a");
        bench.startLive();
        assertThat(told.lines).containsSubsequence("channel a ACTIVE", "gone a", "complete");
    }

    @Test
    void tellsEventsThatWereFiredBeforeTheMarkBeforeItIsComplete() {
        peer.beforeApi = command -> {
            if (command.equals(CHANNELS)) {
                peer.event("CHANNEL_CREATE", "during");
            }
            return command;
        };
        bench.startLive();
        peer.event("CHANNEL_CREATE", "after");
        bench.awaitLine("event CHANNEL_CREATE after");
        assertThat(told.lines)
                .containsSubsequence(
                        "snapshot", "event CHANNEL_CREATE during", "complete", "event CHANNEL_CREATE after")
                .noneMatch(line -> line.startsWith("event CUSTOM"));
    }

    @Test
    void isCompleteWithoutMarksWhereThePeerKnowsNone() {
        peer.reply("sendevent", ScriptedPeer.UNKNOWN);
        bench.startLive();
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void isCompleteWithoutMarksWhereTheUserMayNotSeeThem() {
        peer.deniesMarks = true;
        bench.startLive();
        assertThat(peer.commandSocket().commands).noneMatch(command -> command.startsWith("sendevent"));
    }

    @Test
    void failsWithoutItsMarkAndIsTakenAgainWhileEventsGoOn() {
        peer.firesMarks = false;
        bench.start();
        bench.awaitLine("failed its marker does not come");
        peer.event("CHANNEL_CREATE", "a");
        bench.awaitLine("event CHANNEL_CREATE a");
        assertThat(bench.link().status().state()).isEqualTo(LinkState.RESYNC);
        peer.firesMarks = true;
        bench.awaitState(LinkState.LIVE);
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void failsWhenAPartIsRefused() {
        peer.api("sofia xmlstatus", "-ERR sofia Command not found!\n");
        bench.start();
        bench.awaitLine("failed profiles: -ERR sofia Command not found!");
        peer.profiles("internal");
        bench.awaitState(LinkState.LIVE);
    }

    @Test
    void failsWhenAProfileHasGoneMeanwhile() {
        peer.api(REGISTRATIONS, "Invalid Profile!\n");
        bench.start();
        bench.awaitLine("failed registrations of internal: Invalid Profile!");
    }

    @Test
    void failsWhenADocumentIsNotClosed() {
        String whole = ScriptedPeer.registrations("121@127.0.0.1");
        peer.api(REGISTRATIONS, whole.substring(0, whole.indexOf("</profile>")));
        bench.start();
        bench.awaitLine("failed registrations of internal: ");
        peer.api(REGISTRATIONS, whole);
        peer.api(CHANNELS, "{\"row_count\":1,\"rows\":[");
        bench.awaitLine("failed channels: ");
        assertThat(told.lines).doesNotContain("complete");
    }

    @Test
    void leavesOutWhatMayNotStandInACommand() {
        peer.profiles("in ternal", "external");
        peer.api("sofia xmlstatus profile external reg", ScriptedPeer.registrations());
        peer.api(CHANNELS, ScriptedPeer.channels("a b", "a"));
        bench.startLive();
        assertThat(told.lines)
                .contains("not asked in ternal", "channel a ACTIVE")
                .noneMatch(line -> line.startsWith("channel a b"));
        assertThat(peer.sessions())
                .allMatch(session -> session.commands.stream().noneMatch(command -> command.contains("in ternal")));
    }

    @Test
    void asksForNoMoreThanSixteenChannelsAtATime() {
        List<String> uuids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            uuids.add("u" + i);
        }
        peer.api(CHANNELS, ScriptedPeer.channels(uuids.toArray(String[]::new)));
        told.dumps.addAll(uuids);
        bench.startLive();
        assertThat(told.lines.stream().filter(line -> line.startsWith("gone u")).count())
                .isEqualTo(100);
    }

    @Test
    void isTakenOnceMoreForManyRequests() {
        bench.startLive();
        for (int i = 0; i < 50; i++) {
            bench.link().resnapshot("test");
        }
        bench.awaitLines("complete", 2);
        bench.awaitState(LinkState.LIVE);
        assertThat(told.count("snapshot")).isBetween(2L, 3L);
        assertThat(told.statuses)
                .extracting(LinkStatus::state)
                .startsWith(LinkState.CONNECTING, LinkState.RESYNC, LinkState.LIVE, LinkState.RESYNC)
                .endsWith(LinkState.LIVE);
    }

    @Test
    void failsWithItsCommandSocketAndIsTakenAgain() {
        peer.beforeApi = command -> {
            if (command.equals(CHANNELS) && told.count("snapshot") == 1) {
                peer.commandSocket().end();
            }
            return command;
        };
        bench.startLive();
        assertThat(told.lines).containsSubsequence("snapshot", "failed channels: connection lost", "complete");
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void answersQueriesOfOneAddressOneAtATime() {
        String query = "sofia xmlstatus profile internal user 121@127.0.0.1";
        peer.api(query, ScriptedPeer.registrations("121@127.0.0.1"));
        bench.startLive();
        List<RegistrationsAnswer> answers = new CopyOnWriteArrayList<>();
        Extension aor = new Extension("121", "127.0.0.1");
        for (int i = 0; i < 10; i++) {
            assertThat(bench.link().registrationsOf("internal", aor, answers::add))
                    .isTrue();
        }
        await().until(() -> answers.size() == 10);
        assertThat(answers)
                .allSatisfy(answer -> assertThat(((RegistrationsAnswer.Rows) answer).rows())
                        .extracting(SnapshotHandler.RegistrationRow::callId)
                        .containsExactly("call-121@127.0.0.1"));
        assertThat(peer.commandSocket().commands.stream()
                        .filter(("api " + query)::equals)
                        .count())
                .isBetween(1L, 5L);
    }

    @Test
    void refusesQueriesThatMayNotStandInACommand() {
        bench.startLive();
        assertThat(bench.link().registrationsOf("internal", new Extension("1 2", "127.0.0.1"), answer -> {}))
                .isFalse();
        assertThat(bench.link().registrationsOf("in\nternal", new Extension("12", "127.0.0.1"), answer -> {}))
                .isFalse();
    }

    @Test
    void failsQueriesWhileItIsAway() {
        List<RegistrationsAnswer> answers = new CopyOnWriteArrayList<>();
        assertThat(bench.link().registrationsOf("internal", new Extension("121", "127.0.0.1"), answers::add))
                .isTrue();
        await().until(() -> answers.size() == 1);
        assertThat(answers).first().isInstanceOf(RegistrationsAnswer.Failed.class);
    }

    @Test
    void refusesMoreQueriesThanItHasPlacesFor() {
        bench.startLive();
        peer.dumb = true;
        List<RegistrationsAnswer> answers = new CopyOnWriteArrayList<>();
        Map<Boolean, Integer> taken = new HashMap<>();
        for (int i = 0; i < Queries.MAX + 5; i++) {
            taken.merge(
                    bench.link().registrationsOf("internal", new Extension("u" + i, "127.0.0.1"), answers::add),
                    1,
                    Integer::sum);
        }
        assertThat(taken).containsEntry(true, Queries.MAX).containsEntry(false, 5);
        await().atMost(10, TimeUnit.SECONDS).until(() -> answers.size() == Queries.MAX);
    }

    @Test
    void sendsACommandAndTellsItsAnswer() {
        peer.api("switchname", "pbx-lab");
        bench.startLive();
        List<CommandAnswer> answers = new CopyOnWriteArrayList<>();
        assertThat(bench.link().command(EslCommand.switchname(), answers::add)).isTrue();
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(answers).containsExactly(new CommandAnswer.Said("pbx-lab")));
    }
}
