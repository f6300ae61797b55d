package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.chaos.FaultProxy;
import dev.switchbook.recorder.simulated.Listener;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recorder knows, and what it does not know, of a node that it takes over or loses. */
final class TakeOverIT {
    private static final Duration LOST_AFTER = Duration.ofSeconds(2);

    private final TestRedis redis = TestRedis.start();
    private final Book book = new Book(redis);
    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final Config config = Config.of(redis.uri(), RunningRecorder.node("fs1", freeswitch.port()))
            .with("\"lost-after\": \"" + LOST_AFTER.toSeconds() + "s\"");

    @AfterEach
    void stop() {
        freeswitch.close();
        redis.close();
    }

    @Test
    void aNodeOutOfReachIsLetGoSoLongAfterItWasTakenOverAndNotSoLongAfterTheStart() {
        RunningRecorder first = RunningRecorder.on(config);
        await().until(() -> book.isLive("fs1"));
        try (RunningRecorder second = RunningRecorder.on(config)) {
            long started = System.nanoTime();
            freeswitch.register(freeswitch.phone("121"));
            freeswitch.calls().talk(freeswitch.phone("121"), freeswitch.phone("122"));
            await().until(() -> book.activity().size() == 2);
            await().until(() -> System.nanoTime() - started > LOST_AFTER.toNanos());

            freeswitch.stopListening();
            freeswitch.listeners().forEach(Listener::close);
            first.close();
            await().until(() -> second.metric("recorder_owner{node=\"fs1\"}") == 1);
            await().during(LOST_AFTER.minusMillis(700))
                    .atMost(LOST_AFTER)
                    .until(() ->
                            book.activity().size() == 2 && book.registrations().size() == 1);
            await().untilAsserted(() -> assertThat(book.activity()).isEmpty());
        }
    }

    /** What stands at a base that is quiet since is older than the restart, and who follows has both. */
    @Test
    void aRestartThatTheOwnerBeforeHasSeenEndsNoCallOfTheNewLife() {
        try (RunningRecorder first = RunningRecorder.on(config);
                RunningRecorder second = RunningRecorder.on(config)) {
            await().until(() -> book.isLive("fs1"));
            await().until(() -> first.metric("esl_up{node=\"fs1\"}") + second.metric("esl_up{node=\"fs1\"}") == 2);
            freeswitch.register(freeswitch.phone("121"));
            await().until(() -> book.registrations().size() == 1);
            freeswitch.restart(true);
            String core = freeswitch.coreUuid();
            await().until(() -> book.isLive("fs1")
                    && book.vouched("fs1").path("core-uuid").asText().equals(core));
            freeswitch.calls().talk(freeswitch.phone("121"), freeswitch.phone("122"));
            await().until(() -> book.activity().size() == 2);
            // whose link came back first has more of the new life, and owns it
            boolean secondOwns = second.metric("recorder_owner{node=\"fs1\"}") == 1;
            RunningRecorder owner = secondOwns ? second : first;
            RunningRecorder follower = secondOwns ? first : second;
            await().until(() -> follower.ops("/readyz").contains("no event missing"));
            owner.close();
            await().until(() -> follower.metric("recorder_owner{node=\"fs1\"}") == 1 && book.isLive("fs1"));
            assertThat(book.callEntries()).noneMatch(entry -> entry.contains("hangup"));
            assertThat(follower.metric("recorder_gaps_total{node=\"fs1\"}")).isZero();
        }
    }

    /** Registrations stand where another FreeSWITCH was, calls where this one is; whoever goes on may not have heard the restart. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRestartThatAnOwnerHasSeenWhichDiesThenEndsNoCallOfTheNewLife(boolean followed) {
        try (FaultProxy ofRedis = new FaultProxy(redis.port());
                FaultProxy ofOwner = new FaultProxy(freeswitch.port());
                FaultProxy ofOther = new FaultProxy(freeswitch.port());
                RunningRecorder owner = RunningRecorder.on(Config.of(
                        "redis://127.0.0.1:" + ofRedis.port(), RunningRecorder.node("fs1", ofOwner.port())))) {
            await().until(() -> book.isLive("fs1"));
            freeswitch.register(freeswitch.phone("121"));
            await().until(() -> book.registrations().size() == 1);
            try (RunningRecorder other =
                    RunningRecorder.on(Config.of(redis.uri(), RunningRecorder.node("fs1", ofOther.port())))) {
                await().until(() -> other.ops("/readyz").contains("no event missing"));
                ofOther.refuse(true); // the owner's link comes back first, so that it keeps the node
                if (!followed) {
                    ofOther.cut();
                }
                freeswitch.restart(true);
                String core = freeswitch.coreUuid();
                await().until(() -> isLive(core));
                if (followed) {
                    findAgain(ofOther, other);
                }
                freeswitch.calls().talk(freeswitch.phone("121"), freeswitch.phone("122"));
                await().until(() -> book.activity().size() == 2);
                findAgain(ofOther, other);
                assertThat(owner.metric("recorder_owner{node=\"fs1\"}")).isOne();
                if (followed) {
                    await().until(() -> other.ops("/readyz").contains("no event missing"));
                }

                ofRedis.refuse(true); // as if it were killed
                ofRedis.halfOpen();
                ofOwner.refuse(true);
                ofOwner.halfOpen();
                boolean covered = hasAllWhenItClaims(other);
                await().until(() -> isLive(core));
                assertThat(book.callEntries()).noneMatch(entry -> entry.contains("hangup"));
                assertThat(other.metric("recorder_gaps_total{node=\"fs1\"}")).isEqualTo(covered ? 0 : 1);
                new Against(book, freeswitch).stateIsTrue();
            }
        }
    }

    /** Whether it said until then that it lacks nothing; what the owner wrote last it may just have read. */
    private static boolean hasAllWhenItClaims(RunningRecorder other) {
        AtomicBoolean all = new AtomicBoolean();
        await().atMost(Duration.ofSeconds(5)).until(() -> {
            boolean covers = other.metric("recorder_covers{node=\"fs1\"}") == 1;
            boolean owns = other.metric("recorder_owner{node=\"fs1\"}") == 1;
            if (!owns) {
                all.set(covers);
            }
            return owns;
        });
        return all.get();
    }

    private static void findAgain(FaultProxy link, RunningRecorder whose) {
        link.refuse(false);
        await().until(() -> whose.metric("esl_up{node=\"fs1\"}") == 1);
    }

    private boolean isLive(String core) {
        return book.isLive("fs1")
                && book.vouched("fs1").path("core-uuid").asText().equals(core);
    }

    @Test
    void whoLostANodeDoesNotSayThatItRecordsIt() {
        try (RunningRecorder recorder = RunningRecorder.on(config)) {
            await().until(() -> book.isLive("fs1"));
            assertThat(recorder.metric("esl_up{node=\"fs1\"}")).isOne();
            redis.call(
                    "HSET",
                    "cti_recorder",
                    "fs1",
                    "{\"state\":\"live\",\"core-uuid\":\"c\",\"as-of\":1,\"owner\":\"other\",\"registrations\":0,"
                            + "\"channels\":0,\"epoch\":99,\"beat\":1,\"released\":false}");
            await().until(() -> recorder.ops("/readyz").contains("node fs1: not owned by this recorder"));
            assertThat(recorder.metric("recorder_owner{node=\"fs1\"}")).isZero();
            assertThat(recorder.metric("esl_up{node=\"fs1\"}")).as("it follows").isOne();
            // the other one beats no more
            await().pollInterval(Duration.ofMillis(5)).until(() -> {
                var said = book.vouched("fs1");
                assertThat(said.path("state").asText().equals("live")
                                && said.path("core-uuid").asText().isEmpty())
                        .as("live, and nobody knows who")
                        .isFalse();
                return book.isLive("fs1") && !said.path("owner").asText().equals("other");
            });
        }
    }

    /** As after somebody removed {@code cti_recorder}, or a restore of it alone. */
    @Test
    void anEpochThatOnlyThePositionsRememberIsPassedAtOnce() {
        redis.call("HSET", "{calls}:pos", "fs1", "5000|x");
        redis.call("HSET", "{registrations}:pos", "fs1", "5000|y");
        try (RunningRecorder recorder = RunningRecorder.on(config)) {
            freeswitch.register(freeswitch.phone("121"));
            await().until(() ->
                    book.isLive("fs1") && book.vouched("fs1").path("epoch").asLong() == 5001);
            await().untilAsserted(() -> assertThat(book.registrations()).containsOnlyKeys("121@d.test"));
            assertThat(recorder.metric("recorder_owner{node=\"fs1\"}")).isOne();
        }
    }
}
