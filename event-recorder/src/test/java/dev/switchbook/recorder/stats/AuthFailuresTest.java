package dev.switchbook.recorder.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.recorder.esl.EventHeaders;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFailuresTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AuthFailure> entries = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private boolean owned = true;
    private final AuthFailures failures = new AuthFailures(registry, "fs1", () -> owned, entries::add, nanos::get);

    private double count(String reason) {
        return registry.get("sip.auth.failures")
                .tags("node", "fs1", "reason", reason)
                .counter()
                .count();
    }

    private static EventHeaders attempt(String result, String port, String to) {
        return Events.event(
                "Event-Name", "CUSTOM",
                "Event-Subclass", "sofia::register_attempt",
                "Event-Date-Timestamp", "1795362169081727",
                "from-user", to,
                "from-host", "to.example",
                "to-user", "from",
                "to-host", "from.example",
                "network-ip", "192.0.2.1",
                "network-port", port,
                "username", "eve",
                "realm", "d.example",
                "user-agent", "scan",
                "auth-result", result);
    }

    private static EventHeaders failure(String port, String to) {
        return Events.event(
                "Event-Name", "CUSTOM",
                "Event-Subclass", "sofia::register_failure",
                "Event-Date-Timestamp", "1795362169081727",
                "to-user", to,
                "to-host", "to.example",
                "network-ip", "192.0.2.1",
                "user-agent", "scan",
                "network-port", port,
                "registration-type", "INVITE");
    }

    @Test
    void eachFailedLogInOfACaptureIsFoundOnce() {
        Events.captured("R4", failures::take);
        assertThat(entries)
                .containsExactly(
                        captured("121", "127.0.0.1", "51900", 1_795_362_169_081L),
                        captured("777", "127.0.0.1", "58524", 1_795_362_169_081L),
                        captured("nobody-here", "pbx.example.test", "36227", 1_795_362_169_101L));
        assertThat(count("forbidden")).isEqualTo(3);
        assertThat(count("failure")).isZero();
    }

    private static AuthFailure captured(String user, String domain, String port, long time) {
        return new AuthFailure(
                "fs1", user, domain, user + "@" + domain, "127.0.0.1", port, "LabPhone/1.0", "forbidden", time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A1", "C1", "R1"})
    void capturesWithoutFailedLogInsHaveNone(String scenario) {
        Events.captured(scenario, failures::take);
        assertThat(entries).isEmpty();
    }

    @Test
    void theToOfAnInviteIsFoundUnderItsTwoNames() {
        failures.take(attempt("FORBIDDEN", "5060", "122"));
        failures.take(failure("5060", "122"));
        assertThat(entries)
                .containsExactly(new AuthFailure(
                        "fs1",
                        "eve",
                        "d.example",
                        "122@to.example",
                        "192.0.2.1",
                        "5060",
                        "scan",
                        "forbidden",
                        1_795_362_169_081L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCESS", "RENEWED", "STALE"})
    void otherResultsAreNoFailures(String result) {
        failures.take(attempt(result, "5060", "122"));
        assertThat(entries).isEmpty();
    }

    @Test
    void anUnknownResultIsAFailureOfNoNameOfItsOwn() {
        failures.take(attempt("eve was here", "5060", "122"));
        assertThat(count("other")).isEqualTo(1);
        assertThat(entries).singleElement().extracting(AuthFailure::reason).isEqualTo("other");
    }

    @Test
    void aFailureAloneCountsToo() {
        failures.take(failure("5060", "122"));
        assertThat(count("failure")).isEqualTo(1);
        assertThat(entries)
                .containsExactly(new AuthFailure(
                        "fs1", "", "", "122@to.example", "192.0.2.1", "5060", "scan", "failure", 1_795_362_169_081L));
    }

    @Test
    void theOrderOfTheTwoDoesNotMatter() {
        failures.take(failure("5060", "122"));
        failures.take(attempt("FORBIDDEN", "5060", "122"));
        failures.take(attempt("FORBIDDEN", "5060", "122"));
        failures.take(failure("5060", "122"));
        assertThat(entries).hasSize(2);
    }

    @Test
    void triesInFastSuccessionAreAllFound() {
        for (int i = 0; i < 3; i++) {
            failures.take(attempt("FORBIDDEN", "5060", "122"));
        }
        for (int i = 0; i < 3; i++) {
            failures.take(failure("5060", "122"));
        }
        failures.take(attempt("FORBIDDEN", "5061", "122"));
        failures.take(attempt("FORBIDDEN", "5060", "123"));
        assertThat(entries).hasSize(5);
        assertThat(count("forbidden")).isEqualTo(5);
    }

    @Test
    void whatComesLaterThanFiveSecondsIsAnother() {
        failures.take(attempt("FORBIDDEN", "5060", "122"));
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        failures.take(failure("5060", "122"));
        assertThat(entries).extracting(AuthFailure::reason).containsExactly("forbidden", "failure");
    }

    @Test
    void aScanLeavesABoundedMemory() {
        for (int i = 0; i < AuthFailures.MAX_PENDING + 1; i++) {
            failures.take(attempt("FORBIDDEN", "5060", "user" + i));
        }
        entries.clear();
        failures.take(failure("5060", "user1"));
        assertThat(entries).isEmpty();
        failures.take(failure("5060", "user0"));
        assertThat(entries).hasSize(1);
    }

    @Test
    void whoDoesNotOwnTheNodeOnlyCounts() {
        owned = false;
        failures.take(attempt("FORBIDDEN", "5060", "122"));
        assertThat(count("forbidden")).isEqualTo(1);
        assertThat(entries).isEmpty();
    }

    @Test
    void hostileTextsAreMadePlain() {
        failures.take(Events.event(
                "Event-Name", "CUSTOM",
                "Event-Subclass", "sofia::register_attempt",
                "Event-Date-Timestamp", "-5",
                "username", "a\r\nb",
                "user-agent", "x".repeat(10_000),
                "auth-result", "FORBIDDEN"));
        assertThat(entries)
                .containsExactly(new AuthFailure("fs1", "a??b", "", "@", "", "", "x".repeat(256), "forbidden", 0));
    }

    @Test
    void aNodeThatIsGoneHasNoCounters() {
        failures.close();
        assertThat(registry.getMeters()).isEmpty();
    }
}
