package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.chaos.FaultProxy;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Times without any link, which begin and end for each of two recorders at a moment of its own: an owner, and one that covers it. */
final class HolesIT {
    private final TestRedis redis = TestRedis.start();
    private final Book book = new Book(redis);
    private final SimulatedFreeSwitch freeswitch =
            SimulatedFreeSwitch.builder().switchname("fs1").domain("d.test").start();
    private final FaultProxy toOwner = new FaultProxy(freeswitch.port());
    private final FaultProxy toOther = new FaultProxy(freeswitch.port());
    private final RunningRecorder owner = over(toOwner);
    private final Against against = new Against(book, freeswitch);

    /** Begun when the first one owns the node. */
    private RunningRecorder other = owner;

    private RunningRecorder over(FaultProxy link) {
        return RunningRecorder.on(Config.of(redis.uri(), RunningRecorder.node("fs1", link.port())));
    }

    @BeforeEach
    void begin() {
        await().until(() -> book.isLive("fs1"));
        other = over(toOther);
        await().until(() -> is(other, "recorder_covers") && owner.metric("recorder_members") == 2);
    }

    @AfterEach
    void stop() {
        owner.close();
        other.close();
        toOwner.close();
        toOther.close();
        freeswitch.close();
        redis.close();
    }

    private static boolean is(RunningRecorder recorder, String what) {
        return recorder.metric(what + "{node=\"fs1\"}") == 1;
    }

    private static void lose(FaultProxy link, RunningRecorder whose) {
        link.refuse(true);
        link.cut();
        await().until(() -> !is(whose, "esl_up"));
    }

    private static void findAgain(FaultProxy link, RunningRecorder whose) {
        link.refuse(false);
        await().until(() -> is(whose, "esl_up"));
    }

    /** A phone registers, and the other recorder hears it. */
    private String registerHeard(String user) {
        double before = other.sum("esl_events_total", "fs1");
        String callId = freeswitch.register(freeswitch.phone(user));
        await().until(() -> other.sum("esl_events_total", "fs1") > before);
        return "sofia::register " + callId;
    }

    private void loseAll() {
        lose(toOther, other);
        await().pollDelay(Duration.ofMillis(1500)).until(() -> is(owner, "recorder_owner")); // it is to name no heir
        lose(toOwner, owner);
    }

    @Test
    void whatOneAloneHeardBetweenTwoOfThemIsWritten() {
        loseAll();
        freeswitch.register(freeswitch.phone("121")); // nobody hears it
        redis.pause();
        findAgain(toOther, other);
        String alone = registerHeard("122");
        lose(toOther, other);
        findAgain(toOwner, owner);
        findAgain(toOther, other);
        String last = registerHeard("123");
        redis.resume();

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(book.registrationEntries())
                        .filteredOn(entry -> !entry.contains("snapshot"))
                        .containsExactly(alone, last));
        await().until(() -> book.isLive("fs1"));
        await().untilAsserted(against::stateIsTrue);
        assertThat(against.gaps("{registrations}:stream")).isNotEmpty();
    }

    @Test
    void whoseLinkCameBackFirstWritesWhatItAloneHeard() {
        loseAll();
        redis.pause();
        findAgain(toOther, other);
        String alone = registerHeard("121");
        findAgain(toOwner, owner);
        String last = registerHeard("122");
        redis.resume();

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(book.registrationEntries()).containsExactly(alone, last));
        await().until(() -> book.isLive("fs1"));
        await().untilAsserted(against::stateIsTrue);
        assertThat(is(other, "recorder_owner")).isTrue();
    }
}
