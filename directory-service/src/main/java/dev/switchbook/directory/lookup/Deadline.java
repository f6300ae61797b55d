package dev.switchbook.directory.lookup;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends look-ups that have waited too long. All of them wait equally long, so they expire in the order in which they
 * began, and one look every few milliseconds does for all: a timer of its own would cost a look-up as much as writing
 * its answer.
 *
 * <p>When the process itself stood still (a pause of the machine or of the garbage collector), the answers may be there,
 * only not read yet; then nothing expires before the next look.
 */
public final class Deadline {

    /** How often is looked, and so how much longer than asked a look-up may wait. */
    static final Duration PERIOD = Duration.ofMillis(10);

    private static final long STOOD_STILL = PERIOD.toNanos() * 3;

    private record Waiting(CompletableFuture<?> lookup, long until) {}

    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final long timeoutNanos;
    private long lookedAt = System.nanoTime();
    private boolean spared;

    /** Looks on {@code timer} until that ends. */
    @SuppressWarnings("FutureReturnValueIgnored") // ends with the timer
    public Deadline(Duration timeout, ScheduledExecutorService timer) {
        this.timeoutNanos = timeout.toNanos();
        timer.scheduleWithFixedDelay(this::look, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Has the look-up fail with a {@link TimeoutException} if it does not end in time. */
    public <T> CompletableFuture<T> within(CompletableFuture<T> lookup) {
        if (!lookup.isDone()) {
            waiting.add(new Waiting(lookup, System.nanoTime() + timeoutNanos));
        }
        return lookup;
    }

    private void look() {
        long now = System.nanoTime();
        boolean stoodStill = now - lookedAt > STOOD_STILL && !spared;
        spared = stoodStill; // once: a timer that is late all the time must not keep everything waiting
        lookedAt = now;
        for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
            boolean over = now - first.until() >= 0 && !stoodStill;
            if (!over && !first.lookup().isDone()) {
                return;
            }
            waiting.poll();
            first.lookup().completeExceptionally(new TimeoutException("not answered in time"));
        }
    }
}
