package dev.switchbook.common.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.ops.HealthCheck.State;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final Health health = new Health();

    @Test
    void withoutChecksTheProcessIsReadyAndAlive() {
        assertThat(health.readiness()).isEqualTo(new HealthReport(true, "ready\n"));
        assertThat(health.liveness()).isEqualTo(new HealthReport(true, "alive\n"));
    }

    @Test
    void aFailedRequiredCheckMakesItUnready() {
        health.required("listener", () -> State.failed("not bound yet"));
        health.required("redis", () -> State.ok("127.0.0.1:6379"));

        assertThat(health.readiness())
                .isEqualTo(new HealthReport(
                        false, "not ready: listener\nlistener: not bound yet\nredis: 127.0.0.1:6379\n"));
    }

    @Test
    void aFailedInformationalCheckIsShownAndChangesNothing() {
        health.informational("node fs1", () -> State.failed("no connection"));

        assertThat(health.readiness())
                .isEqualTo(new HealthReport(true, "ready\nnode fs1: no connection (for information)\n"));
    }

    @Test
    void drainingMakesItUnreadyForGoodAndLeavesItAlive() {
        health.required("redis", State::ok);
        health.drain();

        assertThat(health.isReady()).isFalse();
        assertThat(health.readiness().body()).isEqualTo("not ready: draining\nredis: ok\n");
        assertThat(health.liveness().ok()).isTrue();
    }

    @Test
    void aLivenessCheckCountsForLivenessOnly() {
        health.liveness("event loops", () -> State.failed("1 of 2 stuck"));

        assertThat(health.liveness().body()).isEqualTo("not alive: event loops\nevent loops: 1 of 2 stuck\n");
        assertThat(health.isReady()).isTrue();
    }

    @Test
    void aCheckThatThrowsHasFailed() {
        health.required("redis", () -> {
            throw new IllegalStateException("closed");
        });

        assertThat(health.readiness().body())
                .isEqualTo(
                        "not ready: redis\nredis: the check itself failed: java.lang.IllegalStateException: closed\n");
    }

    @Test
    void aDetailStaysOnItsLine() {
        health.informational("node", () -> State.failed("a\r\nready"));

        assertThat(health.readiness().body()).isEqualTo("ready\nnode: a\\r\\nready (for information)\n");
    }

    @Test
    void aRemovedCheckIsNotAskedAndItsNameIsFree() {
        health.required("node fs1", () -> State.failed("gone"));
        health.remove("node fs1");
        health.informational("node fs1", State::ok);

        assertThat(health.readiness().body()).isEqualTo("ready\nnode fs1: ok (for information)\n");
    }

    @Test
    void aNameIsTakenOnce() {
        health.required("redis", State::ok);

        assertThatThrownBy(() -> health.informational("redis", State::ok)).hasMessage("two health checks named redis");
    }
}
