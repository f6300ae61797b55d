package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.simulated.Listener;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitchBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which node a FreeSWITCH is, when its address says something else than it does itself. */
final class NodeNamesIT {
    private final TestRedis redis = TestRedis.start();
    private final Book book = new Book(redis);

    @AfterEach
    void stop() {
        redis.close();
    }

    @Test
    void aFreeSwitchWithTwoNamesIsOneNode() {
        try (SimulatedFreeSwitch freeswitch = named("fs1").start();
                RunningRecorder recorder = RunningRecorder.on(Config.of(
                        redis.uri(),
                        RunningRecorder.node("one", freeswitch.port()),
                        RunningRecorder.node("other", freeswitch.port()).replace("127.0.0.1", "localhost")))) {
            await().until(() -> book.isLive("one") || book.isLive("other"));
            freeswitch.calls().talk(freeswitch.phone("121"), freeswitch.phone("122"));
            await().until(() -> book.activity().size() == 2);
            await().until(() -> recorder.ops("/readyz").contains("mute: another link serves this core"));
            assertThat(book.isLive("one")).isNotEqualTo(book.isLive("other"));
            assertThat(book.activity().values())
                    .allSatisfy(legs -> assertThat(legs).hasSize(1));
            assertThat(book.callEntries()).doesNotHaveDuplicates();

            String muted = book.isLive("one") ? "other" : "one";
            assertThat(book.vouched(muted).path("core-uuid").asText()).isEmpty();
        }
    }

    @Test
    void anAddressThatMovesToAnotherFreeSwitchIsThatOnesNodeAndTheFormerIsForgotten() {
        SimulatedFreeSwitch former = named("fsA").start();
        int port = former.port();
        String unnamed = RunningRecorder.node("", port).replace("\"name\": \"\", ", "");
        try (RunningRecorder recorder =
                RunningRecorder.on(Config.of(redis.uri(), unnamed).with("\"lost-after\": \"1s\""))) {
            await().until(() -> book.isLive("fsA"));
            former.close();
            try (SimulatedFreeSwitch next = named("fsB").port(port).start()) {
                String callId = next.register(next.phone("121"));
                await().until(() -> book.isLive("fsB"));
                await().untilAsserted(() -> assertThat(book.registrations()).containsEntry("121@d.test", callId));
                assertThat(book.names("HKEYS", "{registrations}:parts")).containsExactly("121@d.test|fsB");
                // the former one has no address any more, and is forgotten in time
                await().until(() -> book.vouched("fsA").isMissingNode());
                assertThat(book.names("HKEYS", "{registrations}:pos")).containsExactly("fsB");
                assertThat(book.names("HKEYS", "{calls}:pos")).containsExactly("fsB");
                assertThat(recorder.ops("/readyz")).contains("node fsB: live").doesNotContain("event socket 127");
            }
        }
    }

    /** The database of registrations may be shared, also with a FreeSWITCH that this recorder does not see. */
    @Test
    void whatAnotherFreeSwitchHasRegisteredIsNotItsOwn() {
        try (SimulatedFreeSwitch own = named("fs1").start();
                SimulatedFreeSwitch other = named("fs2").start()) {
            own.register(own.phone("121"));
            other.register(other.phone("122"));
            String listing = "sofia xmlstatus profile internal reg";
            String end = "  </registrations>";
            String theirs = other.api(listing);
            own.answerApi(
                    listing, own.api(listing).replace(end, theirs.substring(theirs.indexOf("    <registration>"))));
            Config config = Config.of(redis.uri(), RunningRecorder.node("fs1", own.port()));
            try (RunningRecorder recorder = RunningRecorder.on(config)) {
                await().until(() -> book.isLive("fs1"));
                await().untilAsserted(() -> assertThat(book.registrations()).containsOnlyKeys("121@d.test"));
                assertThat(recorder.ops("/readyz")).startsWith("ready");
                own.answerApi("switchname", "-ERR switchname Command not found!\n");
                own.listeners().forEach(Listener::close);
                await().untilAsserted(
                                () -> assertThat(book.registrations()).containsOnlyKeys("121@d.test", "122@d.test"));
            }
        }
    }

    private static SimulatedFreeSwitchBuilder named(String name) {
        return SimulatedFreeSwitch.builder().switchname(name).domain("d.test");
    }
}
