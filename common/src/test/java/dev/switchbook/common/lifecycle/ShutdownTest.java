package dev.switchbook.common.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ShutdownTest {
    private static final Duration BOUND = Duration.ofSeconds(5);

    private final List<String> ran = new CopyOnWriteArrayList<>();
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final Shutdown shutdown = new Shutdown(Duration.ofSeconds(10), exits::add);

    @Test
    void stepsRunInTheirOrderAndTheProcessEndsAfterThem() {
        shutdown.add(new Step("readiness", BOUND, () -> ran.add("readiness")));
        shutdown.add(Step.awaiting("sockets", BOUND, () -> Mono.fromRunnable(() -> ran.add("sockets"))));

        shutdown.request(1, "test");

        await().until(() -> exits.equals(List.of(1)));
        assertThat(ran).containsExactly("readiness", "sockets");
    }

    @Test
    void stepsRunOnce() {
        shutdown.add(new Step("readiness", BOUND, () -> ran.add("readiness")));

        shutdown.request(0, "first");
        shutdown.request(1, "second");
        shutdown.runOnce();
        shutdown.runOnce();

        await().until(() -> exits.equals(List.of(0)));
        assertThat(ran).containsExactly("readiness");
    }

    @Test
    void aStepThatFailsDoesNotStopTheNext() {
        shutdown.add(new Step("sockets", BOUND, () -> {
            throw new IllegalStateException("broken");
        }));
        shutdown.add(new Step("redis", BOUND, () -> {
            throw new AssertionError("worse");
        }));
        shutdown.add(new Step("metrics", BOUND, () -> ran.add("metrics")));

        shutdown.runOnce();

        assertThat(ran).containsExactly("metrics");
    }

    @Test
    void aStepThatOverrunsIsInterruptedAndLeftBehind() {
        CountDownLatch never = new CountDownLatch(1);
        shutdown.add(new Step("sockets", Duration.ofMillis(20), () -> {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                ran.add("interrupted");
            }
        }));
        shutdown.add(new Step("redis", BOUND, () -> ran.add("redis")));

        shutdown.runOnce();

        await().untilAsserted(() -> assertThat(ran).containsExactlyInAnyOrder("interrupted", "redis"));
    }

    @Test
    void stepsBeyondTheTotalAreLeftOut() {
        Shutdown brief = new Shutdown(Duration.ofMillis(20), exits::add);
        brief.add(new Step("sockets", BOUND, () -> new CountDownLatch(1).await()));
        brief.add(new Step("redis", BOUND, () -> ran.add("redis")));

        brief.runOnce();

        assertThat(ran).isEmpty();
    }

    @Test
    void aStepWithoutTimeIsRefused() {
        assertThatThrownBy(() -> new Step("redis", Duration.ZERO, () -> {})).hasMessage("step redis: bound PT0S");
    }
}
