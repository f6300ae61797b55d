package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.switchbook.common.testing.TestPorts;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.Call;
import dev.switchbook.recorder.simulated.Listener;
import dev.switchbook.recorder.simulated.Phone;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitchBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Links to FreeSWITCH that break, each in its own way; a recorder with two sound nodes and three that never come. */
@SuppressWarnings("NullAway") // made before all of them
final class LinkFaultIT {
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();

    private static TestRedis redis;
    private static SimulatedFreeSwitch one;
    private static SimulatedFreeSwitch two;
    private static SimulatedFreeSwitch locked;
    private static SimulatedFreeSwitch fenced;
    private static RunningRecorder recorder;
    private static Book book;

    private final Phone anna = one.phone("121");
    private final Phone ben = one.phone("122");

    @BeforeAll
    static void start() {
        LOG.list = new CopyOnWriteArrayList<>();
        LOG.start();
        ((Logger) LoggerFactory.getLogger("dev.switchbook.recorder")).addAppender(LOG);
        redis = TestRedis.start();
        book = new Book(redis);
        one = named("one", 1).multipleRegistrations(false).start();
        two = named("two", 2).start();
        locked = named("locked", 3).password("another").start();
        fenced = named("fenced", 4).rejectAll(true).start();
        recorder = RunningRecorder.on(Config.of(
                redis.uri(),
                RunningRecorder.node("one", one.port()),
                RunningRecorder.node("two", two.port()),
                RunningRecorder.node("locked", locked.port()),
                RunningRecorder.node("fenced", fenced.port()),
                RunningRecorder.node("absent", TestPorts.free())));
    }

    @AfterAll
    static void stop() {
        ((Logger) LoggerFactory.getLogger("dev.switchbook.recorder")).detachAppender(LOG);
        recorder.close();
        List.of(one, two, locked, fenced).forEach(SimulatedFreeSwitch::close);
        redis.close();
    }

    @BeforeEach
    void begin() {
        two.faults().onConnect(listener -> {});
        two.listeners().forEach(Listener::resume);
        awaitLive("one");
        awaitLive("two");
        redis.call("DEL", "{calls}:list", "{calls}:stream", "{registrations}:list", "{registrations}:stream");
    }

    @Test
    void whyANodeCannotBeHadIsSaidAndTheRecorderIsReady() {
        awaitReport("node locked: away, password: -ERR invalid");
        awaitReport("node fenced: away, acl: Access Denied, go away.");
        awaitReport("node absent: away, unreachable: connect: ");
        assertThat(recorder.ops("/readyz")).startsWith("ready");
        assertThat(disconnects("locked", "password")).isPositive();
        assertThat(disconnects("fenced", "acl")).isPositive();
        assertThat(disconnects("absent", "unreachable")).isPositive();
        assertLogged("locked (", "PASSWORD");
        assertLogged("fenced (", "ACL");
        assertLogged("absent (", "UNREACHABLE");
        assertThat(recorder.metric("esl_up{node=\"locked\"}")).isZero();
    }

    @Test
    void aNoticeACloseAndAResetAreToldApart() {
        breaks(two, "disconnect_notice", Listener::disconnect);
        assertLogged("two (", "DISCONNECT_NOTICE: Disconnected, goodbye.");
        breaks(two, "closed_by_peer", Listener::close);
        assertLogged("two (", "CLOSED_BY_PEER: closed without a word");
        breaks(two, "broken", Listener::reset);
        assertLogged("two (", "BROKEN: ", "reset");
    }

    private static void breaks(SimulatedFreeSwitch node, String cause, Consumer<Listener> how) {
        double before = disconnects(node.switchname(), cause);
        node.listeners().forEach(how);
        await().untilAsserted(
                        () -> assertThat(disconnects(node.switchname(), cause)).isEqualTo(before + 1));
        awaitLive(node.switchname());
    }

    @Test
    void aHalfOpenLinkIsFoundInThreeSecondsAndAFreeSwitchThatStandsStillByItsGreeting() {
        double before = disconnects("two", "silent");
        long since = System.nanoTime();
        two.faults().onConnect(Listener::stall);
        two.listeners().forEach(Listener::stall);
        long heardUntil = System.currentTimeMillis() + 300;
        await().atMost(Duration.ofSeconds(8)).until(() -> {
            assertThat(book.vouched("two").path("as-of").asLong())
                    .as("known up to what was heard")
                    .isLessThanOrEqualTo(heardUntil);
            return disconnects("two", "silent") > before;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - since)).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5));
        assertLogged("two (", "SILENT: no byte for too long");
        assertThat(recorder.ops("/readyz")).startsWith("ready");
        awaitReport("node two: away, silent: no greeting");
        two.faults().onConnect(listener -> {});
        two.listeners().forEach(Listener::close);
        awaitLive("two");
    }

    @Test
    void aCrashEndsTheCallsAndTheNextLifeSaysWhatIsRegistered() {
        String callId = one.register(anna);
        one.register(ben);
        one.calls().talk(anna, ben);
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("121@d.test", "122@d.test"));
        double restarts = recorder.metric("freeswitch_restarts_total{node=\"one\"}");
        List<String> calls =
                book.activity().values().stream().flatMap(List::stream).toList();
        List<String> before = book.callEntries();

        one.crash(true);
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        awaitLive("one");
        await().until(() -> recorder.metric("freeswitch_restarts_total{node=\"one\"}") == restarts + 1);
        assertThat(added(before, book.callEntries()))
                .hasSize(calls.size())
                .allSatisfy(entry -> assertThat(entry).contains(" hangup ").endsWith("(snapshot)"));
        assertThat(book.registrations()).containsEntry("121@d.test", callId).hasSize(2);
        assertThat(book.registrationEntries()).hasSize(2);
        assertThat(book.vouched("one").path("core-uuid").asText()).isEqualTo(one.coreUuid());
        assertThat(book.call("121@d.test").path("notify").asText()).isEqualTo("hangup");

        one.crash(false);
        await().untilAsserted(() -> assertThat(book.registrations()).isEmpty());
        assertThat(book.registrationEntries()).hasSize(4).contains("sofia::unregister " + callId + " (snapshot)");
    }

    @Test
    void whatEventsThatWereLostWouldHaveSaidTheNextSnapshotSays() {
        Call gone = one.calls().talk(anna, ben);
        await().untilAsserted(() -> assertThat(book.activity()).hasSize(2));
        one.faults().loseWhen(event -> true);
        gone.hangup();
        Call missed = one.calls().talk(one.phone("123"), one.phone("124"));
        String callId = one.register(anna);
        one.faults().loseNone();

        one.listeners().forEach(Listener::close);
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("123@d.test", "124@d.test"));
        await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
        awaitLive("one");
        assertThat(drift("call_gone")).isEqualTo(2);
        assertThat(drift("call_missed")).isEqualTo(2);
        assertThat(drift("registration_missed")).isOne();
        assertThat(book.callEntries())
                .contains(
                        "123 callout " + missed.a().uuid() + " (snapshot)",
                        "123 answer " + missed.a().uuid() + " (snapshot)",
                        "124 answer " + missed.b().uuid() + " (snapshot)",
                        "122 hangup " + gone.b().uuid() + " (snapshot)");
        missed.hangup();
        one.unregister(anna);
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        await().untilAsserted(() -> assertThat(book.registrations()).isEmpty());
        assertThat(book.callEntries()).doesNotHaveDuplicates().hasSize(12);

        one.listeners().forEach(Listener::close);
        await().untilAsserted(() -> assertThat(drift("call_gone") + drift("call_missed"))
                .as("the next one finds nothing")
                .isZero());
    }

    @Test
    void aDoubtIsToldUntilASnapshotHasLooked() {
        await().until(() -> book.isLive("two"));
        two.faults().loseWhen(event -> event.name().equals("CHANNEL_CREATE"));
        Call found = two.calls().talk(two.phone("151"), two.phone("152"));
        two.faults().loseNone();
        two.faults().delayEvents(Duration.ofMillis(1500)); // the mark that ends the snapshot is one
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> book.vouched("two").path("state").asText().equals("resync"));
        two.faults().delayEvents(Duration.ZERO);
        await().until(() -> book.isLive("two"));
        found.hangup();
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
    }

    @Test
    void rowsOfChannelsThatDoNotExistAreNoCalls() {
        two.addGhost();
        Call gone = two.calls().talk(two.phone("131"), two.phone("132"));
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("131@d.test", "132@d.test"));
        String rows = two.api("show channels as json");
        two.faults().loseWhen(event -> true);
        gone.hangup();
        two.faults().loseNone();
        two.answerApi("show channels as json", rows); // lists them all their lives
        two.listeners().forEach(Listener::close);
        await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        assertThat(book.callEntries())
                .hasSize(6)
                .contains("131 hangup " + gone.a().uuid() + " (snapshot)");
    }

    @Test
    void anEventThatCannotBeUsedHasEverythingLookedAtAgain() {
        Call gone = two.calls().talk(two.phone("141"), two.phone("142"));
        await().untilAsserted(() -> assertThat(book.activity()).containsOnlyKeys("141@d.test", "142@d.test"));
        two.faults().loseWhen(event -> true);
        gone.hangup();
        two.faults().loseNone();
        Phone tooLong = two.phone("1".repeat(300));
        two.register(tooLong);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(book.activity()).isEmpty());
        assertThat(disconnects("two", "protocol")).isZero();
        two.unregister(tooLong);
    }

    @Test
    void aContactThatIsReplacedWithoutAWordGoes() {
        String first = one.register(anna);
        String second = one.register(anna.at(30_001));
        await().untilAsserted(() -> assertThat(book.registrationEntries())
                .containsExactly(
                        "sofia::register " + first,
                        "sofia::register " + second,
                        "sofia::unregister " + first + " (snapshot)"));
        await().untilAsserted(() -> assertThat(registered("one")).isEqualTo(registeredIn(one)));
        String third = one.registerAnew(anna.at(30_001));
        await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", third));
        await().untilAsserted(() -> assertThat(registered("one")).isEqualTo(registeredIn(one)));
        assertThat(book.registrationEntries()).hasSize(4);
        one.unregister(anna.at(30_001));
        await().untilAsserted(() -> assertThat(book.registrations()).isEmpty());
        await().untilAsserted(() -> assertThat(registered("one")).isZero());
    }

    @Test
    void aNodeThatIsAwayForTooLongIsLetGoAndComesBack() {
        try (SimulatedFreeSwitch only = named("only", 9).start();
                RunningRecorder its =
                        RunningRecorder.on(Config.of(redis.uri(), RunningRecorder.node("only", only.port()))
                                .with("\"lost-after\": \"1s\""))) {
            awaitLive(its, "only");
            String callId = only.register(anna);
            only.calls().talk(anna, ben);
            await().untilAsserted(() -> assertThat(book.activity()).hasSize(2));
            assertThat(its.ops("/readyz")).startsWith("ready");
            List<String> calls = book.callEntries();

            only.stopListening();
            only.listeners().forEach(Listener::close);
            await().untilAsserted(() ->
                    assertThat(book.vouched("only").path("state").asText()).isEqualTo("lost"));
            await().untilAsserted(() -> assertThat(its.ops("/readyz"))
                    .startsWith("not ready: freeswitch")
                    .contains("node only: away"));
            await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
            await().untilAsserted(() -> assertThat(book.registrations()).isEmpty());
            assertThat(book.vouched("only").path("state").asText()).isEqualTo("lost");
            assertThat(added(calls, book.callEntries()))
                    .hasSize(2)
                    .allSatisfy(entry -> assertThat(entry).contains(" hangup ").endsWith("(lost)"));
            assertThat(book.registrationEntries())
                    .containsExactly("sofia::register " + callId, "sofia::expire " + callId + " (lost)");

            only.listen();
            await().untilAsserted(() -> assertThat(book.activity()).hasSize(2));
            await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
            awaitLive(its, "only");
            assertThat(its.ops("/readyz")).startsWith("ready");
            assertThat(book.call("121@d.test").path("notify").asText()).isEqualTo("answer");
            only.unregister(anna);
            only.crash(false);
            await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
            await().untilAsserted(() -> assertThat(book.registrations()).isEmpty());
        }
    }

    private static SimulatedFreeSwitchBuilder named(String name, long seed) {
        return SimulatedFreeSwitch.builder().switchname(name).domain("d.test").seed(seed);
    }

    private static void awaitLive(String node) {
        awaitLive(recorder, node);
    }

    /** What Redis says of it may be half a second old. */
    private static void awaitLive(RunningRecorder of, String node) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> of.ops("/readyz").contains("node " + node + ": live") && book.isLive(node));
    }

    private static void awaitReport(String text) {
        await().pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(recorder.ops("/readyz")).contains(text));
    }

    private static void assertLogged(String... parts) {
        await().untilAsserted(() -> assertThat(LOG.list.stream().map(ILoggingEvent::getFormattedMessage))
                .anySatisfy(line -> assertThat(line).contains(parts)));
    }

    private static double disconnects(String node, String cause) {
        return recorder.metric("esl_disconnects_total{cause=\"" + cause + "\",node=\"" + node + "\"}");
    }

    private static double drift(String kind) {
        return recorder.metric("recorder_drift{kind=\"" + kind + "\",node=\"one\"}");
    }

    private static int registered(String node) {
        return book.vouched(node).path("registrations").asInt();
    }

    private static int registeredIn(SimulatedFreeSwitch node) {
        return node.truth().registrations().values().stream()
                .mapToInt(List::size)
                .sum();
    }

    private static List<String> added(List<String> before, List<String> after) {
        return after.subList(before.size(), after.size());
    }
}
