package dev.switchbook.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.switchbook.recorder.simulated.Phone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is deleted loses the live registration, and nobody does by accident. */
final class RevokeIT {
    private final WatchedExtensions at = new WatchedExtensions();

    @AfterEach
    void stop() {
        at.close();
    }

    @Test
    void whoIsDeletedLosesEachContact() {
        RunningRecorder recorder = at.watching("5m");
        at.freeswitch.register(at.freeswitch.phone("121"));
        at.freeswitch.register(at.freeswitch.phone("121").at(5099));
        at.freeswitch.register(at.freeswitch.phone("122"));
        await().until(() -> at.book.registrations().size() == 2);
        at.redis.call("HDEL", "cti_exten@d.test", "121");
        await().untilAsserted(() -> assertThat(at.book.registrations()).containsOnlyKeys("122@d.test"));
        assertThat(recorder.metric("recorder_revokes_total{node=\"fs1\"}")).isOne();
        assertThat(at.book.registrationEntries().stream().filter(entry -> entry.contains("expire")))
                .hasSize(2);
        List<String> commands = at.freeswitch.flushes();
        assertThat(commands.indexOf("sofia profile internal flush_inbound_reg 121@d.test"))
                .isGreaterThan(commands.indexOf("xml_flush_cache id 121 d.test"));
    }

    @Test
    void whoIsLetInAgainByAnAnswerThatWasUnderWayIsDroppedASecondTime() {
        at.watching("3s");
        at.freeswitch.register(at.freeswitch.phone("121"));
        await().until(() -> at.book.registrations().size() == 1);
        at.redis.call("HDEL", "cti_exten@d.test", "121");
        await().until(() -> dropped("121") == 1);
        at.freeswitch.register(at.freeswitch.phone("121"));
        await().until(() -> dropped("121") == 2);
        await().until(() -> at.book.registrations().isEmpty());
    }

    @Test
    void aDomainThatVanishesThrowsNobodyOut() {
        for (List<String> accident : List.of(
                List.of("FLUSHALL"),
                List.of("RENAME", "cti_exten@d.test", "elsewhere"),
                List.of("DEL", "cti_exten@d.test"))) {
            try (WatchedExtensions with = new WatchedExtensions()) {
                nobodyIsThrownOut(with, accident, 101);
            }
        }
    }

    @Test
    void aDomainOfOneThatVanishesThrowsNobodyOut() {
        RunningRecorder recorder = at.watching("5m");
        at.write("small.test", "7", "{}");
        await().until(() -> at.flushed("id 7 small.test") == 1);
        at.freeswitch.register(Phone.of("7", "small.test", 5070));
        await().until(() -> at.book.registrations().size() == 1);
        at.redis.call("DEL", "cti_exten@small.test");
        await().until(() -> recorder.metric("recorder_revokes_withheld_total") == 1);
        assertThat(at.book.registrations()).hasSize(1);
    }

    @Test
    void manyDeletionsAtOnceThrowNobodyOut() {
        List<String> command = new ArrayList<>(List.of("HDEL", "cti_exten@d.test"));
        for (int i = 115; i <= 135; i++) {
            command.add(String.valueOf(i));
        }
        nobodyIsThrownOut(at, command, 21);
    }

    @Test
    void manyDeletionsInARowThrowNobodyOut() {
        RunningRecorder recorder = at.watching("5m");
        at.freeswitch.register(at.freeswitch.phone("121"));
        await().until(() -> at.book.registrations().size() == 1);
        for (int i = 121; i <= 141; i++) {
            at.redis.call("HDEL", "cti_exten@d.test", String.valueOf(i));
            at.redis.call("PUBLISH", "cti_changed", i + "@d.test");
        }
        await().until(() -> recorder.metric("recorder_revokes_withheld_total") == 21);
        assertThat(at.book.registrations()).hasSize(1);
    }

    @Test
    void whoIsBackByThenKeepsTheRegistration() {
        at.watching("5m");
        at.freeswitch.register(at.freeswitch.phone("121"));
        await().until(() -> at.book.registrations().size() == 1);
        at.redis.call("HDEL", "cti_exten@d.test", "121");
        await().until(() -> at.flushed("id 121 d.test") == 1);
        at.write("d.test", "121", "{}");
        await().during(Duration.ofSeconds(2)).until(() -> dropped("121") == 0);
    }

    @Test
    void whoseSecretChangesIsDroppedIfThatIsWanted() {
        at.watching(at.config("5m").with("\"xml-curl-timeout\": \"5m\", \"revoke\": \"changed\""));
        at.freeswitch.register(at.freeswitch.phone("121"));
        at.freeswitch.register(at.freeswitch.phone("122"));
        at.freeswitch.register(at.freeswitch.phone("123"));
        await().until(() -> at.book.registrations().size() == 3);
        at.write("d.test", "121", "{\"param\":{\"password\":\"new\"}}");
        at.write("d.test", "122", "{\"param\":{\"password\":\"p122\"},\"variable\":{\"x\":\"y\"}}");
        at.write("d.test", "123", "{\"param\":{\"password\":\"p123\",\"sip-forbid-register\":\"true\"}}");
        await().untilAsserted(() -> assertThat(at.book.registrations()).containsOnlyKeys("122@d.test"));
    }

    @Test
    void aSecretThatChangesDropsNobodyOtherwise() {
        at.watching("5m");
        at.freeswitch.register(at.freeswitch.phone("121"));
        await().until(() -> at.book.registrations().size() == 1);
        at.write("d.test", "121", "{\"param\":{\"password\":\"new\"}}");
        await().during(Duration.ofSeconds(2)).until(() -> dropped("121") == 0);
    }

    /** Whether a restarted FreeSWITCH of which a snapshot told, in capitals, or one whose phones told themselves. */
    @Test
    void aHostIsNamedInTheCaseInWhichItWasRegistered() {
        Phone early = Phone.of("121", "D.Test", 5071);
        Phone late = Phone.of("122", "D.TEST", 5072);
        at.freeswitch.register(early);
        at.watching("5m");
        at.freeswitch.register(late);
        await().until(() -> at.book.registrations().size() == 2);
        at.redis.call("HDEL", "cti_exten@d.test", "121", "122");
        await().until(() -> at.book.registrations().isEmpty());
    }

    private long dropped(String extension) {
        String command = "sofia profile internal flush_inbound_reg " + extension + "@d.test";
        return at.freeswitch.flushes().stream().filter(command::equals).count();
    }

    private static void nobodyIsThrownOut(WatchedExtensions at, List<String> accident, int withheld) {
        RunningRecorder recorder = at.watching("5m");
        at.freeswitch.register(at.freeswitch.phone("121"));
        await().until(() -> at.book.registrations().size() == 1);
        at.redis.call(accident.toArray(new String[0]));
        await().until(() -> recorder.metric("recorder_revokes_withheld_total") == withheld);
        await().during(Duration.ofMillis(1500))
                .until(() ->
                        at.freeswitch.flushes().stream().noneMatch(command -> command.contains("flush_inbound_reg")));
        assertThat(at.freeswitch.truth().registrations()).hasSize(1);
    }
}
