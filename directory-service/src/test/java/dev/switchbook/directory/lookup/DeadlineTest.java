package dev.switchbook.directory.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("deadline", true));

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    @Test
    void failsWhatIsNotAnsweredAndLeavesTheRest() {
        Deadline deadline = new Deadline(Duration.ofMillis(50), timer);
        CompletableFuture<String> never = deadline.within(new CompletableFuture<>());
        CompletableFuture<String> answered = deadline.within(new CompletableFuture<>());
        answered.complete("x");
        await().atMost(Duration.ofSeconds(5)).until(never::isDone);
        assertThatThrownBy(never::get).hasCauseInstanceOf(TimeoutException.class);
        assertThat(answered).isCompletedWithValue("x");
    }

    @Test
    void expiresEachAfterItsOwnTime() {
        Deadline deadline = new Deadline(Duration.ofMillis(300), timer);
        List<CompletableFuture<String>> lookups = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            lookups.add(deadline.within(new CompletableFuture<>()));
        }
        assertThat(lookups).noneMatch(CompletableFuture::isDone);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> lookups.stream().allMatch(CompletableFuture::isCompletedExceptionally));
        assertThat(System.nanoTime() - begin)
                .isGreaterThanOrEqualTo(Duration.ofMillis(300).toNanos());
    }

    /** The timer stands still for longer than the time-out; the answer comes before it can look a second time. */
    @Test
    void givesAnAnswerThatWaitsToBeReadItsTimeAfterAStandstill() {
        Deadline deadline = new Deadline(Duration.ofMillis(50), timer);
        CompletableFuture<String> lookup = deadline.within(new CompletableFuture<>());
        CompletableFuture<Void> standstill = new CompletableFuture<>();
        timer.execute(standstill::join);
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        timer.execute(() -> lookup.complete("read at last"));
        standstill.complete(null);
        await().atMost(Duration.ofSeconds(5)).until(lookup::isDone);
        assertThat(lookup).isCompletedWithValue("read at last");
    }
}
