package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.recorder.RunningRecorder.Config;
import dev.switchbook.recorder.chaos.FaultProxy;
import dev.switchbook.recorder.simulated.SimulatedFreeSwitch;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    private int beat;

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

    /** A phone registers, and these hear it. */
    private String registerHeard(String user, RunningRecorder... by) {
        double[] before = Arrays.stream(by).mapToDouble(HolesIT::registers).toArray();
        String callId = freeswitch.register(freeswitch.phone(user));
        for (int i = 0; i < by.length; i++) {
            double heard = before[i];
            RunningRecorder who = by[i];
            await().until(() -> registers(who) > heard);
        }
        return "sofia::register " + callId;
    }

    private static double registers(RunningRecorder recorder) {
        return recorder.metric("esl_events_total{event=\"sofia::register\",node=\"fs1\"}");
    }

    /** The owner's comes last, and it knows that it is to name no heir. */
    private void loseAll() {
        lose(toOther, other);
        loseOwnersToo();
    }

    private void loseOwnersToo() {
        await().pollDelay(Duration.ofMillis(1500)).until(() -> is(owner, "recorder_owner"));
        lose(toOwner, owner);
        assertThat(is(owner, "recorder_owner")).isTrue();
    }

    private void writtenAre(String... entries) {
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(book.registrationEntries())
                        .filteredOn(entry -> !entry.contains("snapshot"))
                        .containsExactly(entries));
        await().until(() -> book.isLive("fs1"));
        await().untilAsserted(against::stateIsTrue);
        assertThat(against.gaps("{registrations}:stream")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatOneAloneHeardBetweenTwoOfThemIsWritten(boolean isBack) {
        loseAll();
        freeswitch.register(freeswitch.phone("121")); // nobody hears it
        redis.pause();
        findAgain(toOther, other);
        String alone = registerHeard("122", other);
        lose(toOther, other);
        findAgain(toOwner, owner);
        if (isBack) {
            findAgain(toOther, other);
        }
        String last = registerHeard("123", owner);
        redis.resume();

        writtenAre(alone, last);
    }

    /** So that who goes on there does not know where the owner has stopped. */
    @Test
    void whatOneAloneHeardIsWrittenAlsoWhereTheOwnerHasWrittenMoreBefore() {
        lose(toOther, other);
        String before = registerHeard("121", owner);
        await().untilAsserted(() -> assertThat(book.registrationEntries()).containsExactly(before));
        loseOwnersToo();
        redis.pause();
        findAgain(toOther, other);
        String alone = registerHeard("122", other);
        lose(toOther, other);
        findAgain(toOther, other);
        findAgain(toOwner, owner);
        String last = registerHeard("123", owner);
        redis.resume();

        writtenAre(before, alone, last);
    }

    @Test
    void whoseLinkCameBackFirstWritesWhatItAloneHeard() {
        loseAll();
        redis.pause();
        findAgain(toOther, other);
        String alone = registerHeard("121", other);
        findAgain(toOwner, owner);
        lose(toOwner, owner);
        findAgain(toOwner, owner);
        String last = registerHeard("122", owner);
        redis.resume();

        writtenAre(alone, last);
    }

    /** Its owner's last look at who else is there came before. */
    @Test
    void whatOneAloneHeardThatHasJustBegunIsWritten() {
        other.close();
        await().until(() -> owner.metric("recorder_members") == 1);
        await().pollDelay(Duration.ofMillis(1500))
                .until(() -> is(owner, "recorder_owner")); // it knows that it is alone
        toOwner.stall(true); // its next link is there as soon as that ends
        toOwner.cut();
        await().until(() -> !is(owner, "esl_up"));
        freeswitch.register(freeswitch.phone("121")); // nobody hears it
        other = over(toOther);
        await().pollInterval(Duration.ofMillis(5)).until(() -> is(other, "esl_up"));
        String alone = "sofia::register " + freeswitch.register(freeswitch.phone("122"));
        toOwner.stall(false);
        await().until(() -> is(owner, "esl_up"));
        String last = registerHeard("123", owner);

        writtenAre(alone, last);
    }

    /** Its owner is dead, Redis comes back empty, perhaps FreeSWITCH is another one, and who knows nothing claims it first. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAFollowerHeardIsWrittenThoughRedisHasForgottenTheOwner(boolean restarted) {
        other.close();
        await().until(() -> owner.metric("recorder_members") == 1);
        double before = registers(owner);
        await().until(() -> isOwnedByOneThatDies() && !is(owner, "recorder_owner"));
        String heard = "sofia::register " + freeswitch.register(freeswitch.phone("121"));
        await().until(() -> isOwnedByOneThatDies() && registers(owner) > before);
        redis.stop();
        lose(toOwner, owner);
        if (restarted) {
            freeswitch.crash(true);
        }
        other = over(toOther);
        await().until(() -> is(other, "esl_up"));
        String last = registerHeard("122", other);
        redis.restart();

        writtenAre(heard, last);
    }

    /** It showed a sign of life just now. */
    private boolean isOwnedByOneThatDies() {
        String entry = "{\"state\":\"live\",\"core-uuid\":\"\",\"as-of\":1,\"owner\":\"dead\",\"epoch\":99,\"beat\":"
                + ++beat + "}";
        redis.call("HSET", "cti_recorder", "fs1", entry);
        return true;
    }
}
