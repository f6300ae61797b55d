package dev.switchbook.recorder.link;

import static dev.switchbook.recorder.link.ScriptedPeer.CORE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.LiveValues;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.common.reload.FileWatch;
import dev.switchbook.recorder.link.LinkStatus.Cause;
import dev.switchbook.recorder.settings.RecorderSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLinkIT {
    private static final String REJECTION = "Access Denied, go away.\n";

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
    void logsInSaysWhoItIsAndGoesLive() {
        bench.startLive();
        peer.event("CHANNEL_CREATE", "a");
        bench.awaitLine("event CHANNEL_CREATE a");
        assertThat(told.lines)
                .containsExactly("identified " + CORE + " pbx-lab", "snapshot", "complete", "event CHANNEL_CREATE a");
        assertThat(told.statuses)
                .extracting(LinkStatus::state)
                .containsExactly(LinkState.CONNECTING, LinkState.RESYNC, LinkState.LIVE);
    }

    @Test
    void whileItsListenerIsBehindEventsStayAtFreeSwitchForMomentsAndNoneIsLost() {
        bench.startLive();
        told.behind = true;
        long begun = System.nanoTime();
        peer.event("CHANNEL_CREATE", "first");
        bench.awaitLine("event CHANNEL_CREATE first"); // behind it reading pauses for half a second
        peer.event("CHANNEL_CREATE", "second");
        bench.awaitLine("event CHANNEL_CREATE second");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(450));
        told.behind = false;
        peer.event("CHANNEL_CREATE", "third");
        bench.awaitLine("event CHANNEL_CREATE third");
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void subscribesToNoMoreThanItNeedsInOneCommand() {
        bench.startLive();
        assertThat(peer.eventSocket().commands)
                .contains(
                        "event json CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_BRIDGE"
                                + " CHANNEL_UNBRIDGE CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_UUID CALL_UPDATE CHANNEL_HANGUP"
                                + " CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY HEARTBEAT CUSTOM sofia::register sofia::unregister"
                                + " sofia::expire sofia::register_attempt sofia::register_failure switchbook::mark");
    }

    @Test
    void readsFramesThatAreCutAtEveryByte() {
        peer.byteByByte = true;
        peer.api("sofia xmlstatus profile internal reg", ScriptedPeer.registrations("121@127.0.0.1"));
        bench.startLive();
        peer.event("CHANNEL_CREATE", "a");
        bench.awaitLine("event CHANNEL_CREATE a");
        assertThat(told.lines).contains("registration internal 121@127.0.0.1 call-121@127.0.0.1");
    }

    @Test
    void logsInByUserauth() {
        peer.login = "userauth rec@pbx.test:secret";
        bench.with("fs1", "rec@pbx.test", LinkBench.FAST).startLive();
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void logsInByWhatThePasswordIsByThen(@TempDir Path directory) {
        TestConfig config = new TestConfig(directory);
        config.file("password", "secret\n");
        RecorderSettings settings = TestConfig.sound(config.read(
                "{\"recorder\": {\"freeswitch\": [{\"name\": \"fs1\", \"address\": \"127.0.0.1:" + peer.port()
                        + "\", \"password\": \"${file:password}\"}]}}",
                BlockName.RECORDER,
                RecorderSettings::read));
        LiveValues passwords = new LiveValues("passwords", settings.passwords(), () -> {});
        try (FileWatch watch = FileWatch.start(List.of(passwords), new SimpleMeterRegistry())) {
            bench.with(settings.freeswitch().get(0)).startLive();
            peer.login = "auth changed";
            config.file("password", "changed\n");
            watch.look();
            watch.look();
            peer.eventSocket().end();
            bench.awaitLoss(Cause.CLOSED_BY_PEER);
            bench.awaitState(LinkState.LIVE);
        }
        assertThat(told.losses()).doesNotContain(Cause.PASSWORD);
    }

    @Test
    void looksANameUp() {
        bench.at("localhost").startLive();
    }

    @Test
    void tellsANameThatIsNotKnownApart() {
        bench.at("no-such-host.invalid").start().awaitLoss(Cause.UNREACHABLE);
        assertThat(peer.sessions()).isEmpty();
    }

    @Test
    void worksOnLoopsOfEitherTransport() {
        bench.onNio().startLive();
    }

    @Test
    void tellsAWrongPasswordApart() {
        peer.login = "auth other";
        bench.start().awaitLoss(Cause.PASSWORD);
        assertThat(told.statuses).noneMatch(status -> status.detail().contains("secret"));
    }

    @Test
    void tellsAnAclsRejectionApart() {
        peer.greeting = "Content-Type: text/rude-rejection\nContent-Length: " + REJECTION.length() + "\n\n" + REJECTION;
        bench.start().awaitLoss(Cause.ACL);
    }

    @Test
    void tellsAPortWhereNobodyListensApart() throws IOException {
        peer.close();
        bench.start().awaitLoss(Cause.UNREACHABLE);
    }

    @Test
    void tellsAPeerThatDoesNotGreetApart() {
        peer.greeting = null;
        bench.start().awaitLoss(Cause.SILENT);
    }

    @Test
    void tellsANoticeApartAndComesBack() {
        bench.startLive();
        peer.eventSocket().sendNotice("The system is being shut down.\n");
        bench.awaitLoss(Cause.DISCONNECT_NOTICE);
        bench.awaitState(LinkState.LIVE);
    }

    @Test
    void tellsAClosedSocketApartAndComesBack() {
        bench.startLive();
        peer.eventSocket().end();
        bench.awaitLoss(Cause.CLOSED_BY_PEER);
        bench.awaitState(LinkState.LIVE);
        assertThat(told.count("complete")).isEqualTo(2);
    }

    @Test
    void tellsGarbageApart() {
        bench.startLive();
        peer.eventSocket().send("HTTP/1.1 400 Bad Request\r\n\r\n\n\nX-Y-Z\n\n");
        bench.awaitLoss(Cause.PROTOCOL);
    }

    @Test
    void findsAHalfOpenLinkWithinThreeSeconds() {
        bench.with("fs1", "", LinkTimings.DEFAULTS).startLive();
        long before = System.nanoTime();
        peer.dumb = true;
        bench.awaitLoss(Cause.SILENT);
        // The last byte may have come up to a second before it fell silent, and a busy machine is slow to notice.
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(1900), Duration.ofMillis(3900));
    }

    @Test
    void takesAFloodOfEventsForALife() {
        bench.startLive();
        // No answer to any probe, but events.
        peer.reply("noop", "");
        await().during(2, TimeUnit.SECONDS).atMost(5, TimeUnit.SECONDS).until(() -> {
            peer.event("HEARTBEAT", "h");
            return bench.link().status().state() == LinkState.LIVE;
        });
    }

    @Test
    void tellsAUserWhoMayNotHaveTheEventsApart() {
        peer.reply("event", "-ERR permission denied");
        bench.start().awaitLoss(Cause.PERMISSION);
    }

    @Test
    void tellsARefusedSubscriptionApart() {
        peer.reply("event", "-ERR no keywords supplied");
        bench.start().awaitLoss(Cause.PROTOCOL);
    }

    @Test
    void asksAPeerThatCannotSayItForItsFirstEvent() {
        peer.api("global_getvar core_uuid", "-ERR global_getvar Command not found!\n");
        peer.api("switchname", "USAGE: switchname\n");
        bench.startLive();
        assertThat(told.lines).first().isEqualTo("identified " + CORE + " pbx-lab");
    }

    @Test
    void isContentWithTheCoreOfANodeThatHasAName() {
        peer.api("switchname", "-ERR switchname Command not found!\n");
        bench.startLive();
        assertThat(told.lines).first().isEqualTo("identified " + CORE + " ");
    }

    @Test
    void staysMuteWhileAnotherLinkServesTheCore() {
        told.goOn = false;
        bench.start();
        bench.awaitLines("identified", 2);
        assertThat(bench.link().status().state()).isEqualTo(LinkState.CONNECTING);
        assertThat(peer.open()).hasSize(1);
        told.goOn = true;
        bench.awaitState(LinkState.LIVE);
    }

    @Test
    void beginsAnewWhenAnEventIsOfAnotherCore() {
        bench.startLive();
        peer.core = "f3c9713a-8b52-437c-83db-9d0fdbe1c022";
        peer.api("global_getvar core_uuid", peer.core);
        peer.event("CHANNEL_CREATE", "b");
        bench.awaitLoss(Cause.PROTOCOL);
        bench.awaitLine("identified " + peer.core);
        assertThat(told.lines).doesNotContain("event CHANNEL_CREATE b");
    }

    @Test
    void keepsTheEventsWhenTheCommandSocketAloneIsLost() {
        bench.startLive();
        ScriptedPeer.Session lost = peer.commandSocket();
        lost.end();
        peer.event("CHANNEL_CREATE", "a");
        await().until(() -> peer.sessions().size() == 3);
        bench.awaitLine("event CHANNEL_CREATE a");
        assertThat(told.statuses)
                .anySatisfy(status -> assertThat(status.detail()).startsWith("command socket away, CLOSED_BY_PEER"));
        await().until(() -> !bench.link().status().detail().startsWith("command socket away"));
        bench.link().resnapshot("test");
        bench.awaitLines("complete", 2);
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void looksAgainWhenNoMarkerCanBeSent() {
        bench.startLive();
        String login = peer.login;
        peer.login = "auth other";
        peer.commandSocket().end();
        await().until(() -> bench.link().status().detail().startsWith("command socket away"));
        bench.link().caughtUp(() -> told.lines.add("caught up"));
        await().untilAsserted(() -> assertThat(told.statuses)
                .anySatisfy(status -> assertThat(status.detail()).isEqualTo("no marker could be sent")));
        peer.login = login;
        bench.awaitLines("complete", 2);
        assertThat(told.lines).doesNotContain("caught up");
        assertThat(told.losses()).isEmpty();
    }

    @Test
    void sendsWholeCommandsOnlyAndProbesBothSockets() {
        bench.startLive();
        await().until(() -> peer.open().stream()
                .allMatch(session ->
                        session.commands.stream().filter("noop"::equals).count() > 2));
    }

    @Test
    void closesBothSocketsPolitelyAndAtOnce() throws Exception {
        bench.startLive();
        bench.link().close().get(2, TimeUnit.SECONDS);
        assertThat(bench.link().status().state()).isEqualTo(LinkState.CLOSED);
        await().until(() -> peer.open().isEmpty());
        assertThat(peer.sessions()).allMatch(session -> session.commands.contains("exit"));
    }

    @Test
    void closesInTimeThoughThePeerDoesNot() throws Exception {
        bench.startLive();
        peer.dumb = true;
        long before = System.nanoTime();
        bench.link().close().get(2, TimeUnit.SECONDS);
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));
    }

    @Test
    void doesNotComeBackOnceClosed() throws Exception {
        peer.login = "auth other";
        bench.start().awaitLoss(Cause.PASSWORD);
        bench.link().close().get(2, TimeUnit.SECONDS);
        int tried = peer.sessions().size();
        await().during(500, TimeUnit.MILLISECONDS).until(() -> peer.sessions().size() <= tried);
        assertThat(bench.link().status().state()).isEqualTo(LinkState.CLOSED);
    }
}
