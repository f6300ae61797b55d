package dev.switchbook.common.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process in order: the steps in the order of {@link #add}, each bounded, all of them within {@link #TOTAL}, once.
 *
 * <p>The usual order is: readiness says 503, wait for the drain, sockets with their requests answered, Redis, metrics. A
 * step that fails or overruns is logged and the next one runs.
 *
 * <p>After {@link #install}, SIGTERM and SIGINT run the steps and exit with 0. The JVM's own handling of them would end with 143
 * and 130: a shutdown hook cannot change the code except by {@code halt}, which cuts off all other hooks, turns the code
 * of every {@code System.exit} into 0, and leaves no way to hear a second signal (the JVM's handler waits for the first exit).
 * So the signals have a handler here, which runs the steps first and exits afterwards. A second signal ends the process at once with
 * 1. A shutdown hook runs the steps when something else ends the JVM; the exit code is then that caller's.
 */
public final class Shutdown {
    /** Bound of all steps together: well below the 30 s after which Kubernetes kills. */
    public static final Duration TOTAL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final AtomicBoolean requested = new AtomicBoolean();
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Duration total;
    private final IntConsumer exit;

    /** A shutdown bounded by {@link #TOTAL}, without steps as yet. */
    public Shutdown() {
        this(TOTAL, System::exit);
    }

    Shutdown(Duration total, IntConsumer exit) {
        this.total = total;
        this.exit = exit;
    }

    /** Appends a step; it may be added after {@link #install}, while the service starts. */
    public void add(Step step) {
        steps.add(step);
    }

    /** Listens to SIGTERM, SIGINT and the end of the JVM; call it first in {@code main}, once. */
    public void install() {
        for (String signal : List.of("TERM", "INT")) {
            if (!Signals.handle(signal, () -> onSignal(signal))) {
                log.warn("SIG{} cannot be handled by this JVM: the exit code will not be 0 after it", signal);
            }
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::runOnce, "shutdown-hook"));
    }

    /**
     * Ends the process with {@code exitCode} after the steps; returns at once. Later calls change nothing.
     *
     * @param why one line for the log
     */
    public void request(int exitCode, String why) {
        if (requested.compareAndSet(false, true)) {
            Thread ending = new Thread(() -> end(exitCode, why), "shutdown");
            ending.setDaemon(false);
            ending.start();
        }
    }

    private void onSignal(String signal) {
        if (!signalled.compareAndSet(false, true)) {
            log.warn("Second signal (SIG{}): ends at once", signal);
            Runtime.getRuntime().halt(1);
        }
        if (requested.compareAndSet(false, true)) {
            end(0, "SIG" + signal);
        }
    }

    private void end(int exitCode, String why) {
        log.info("Shutting down: {}", why);
        runOnce();
        exit.accept(exitCode);
    }

    /** Runs the steps, or waits for whoever is running them. */
    void runOnce() {
        if (begun.compareAndSet(false, true)) {
            try {
                runAll();
            } finally {
                done.countDown();
            }
        } else {
            awaitDone();
        }
    }

    private void runAll() {
        long start = System.nanoTime();
        for (Step step : steps) {
            long left = total.toNanos() - (System.nanoTime() - start);
            if (left <= 0) {
                log.warn("Shutdown step \"{}\" left out: {} ms are over", step.name(), total.toMillis());
            } else {
                run(step, Math.min(left, step.bound().toNanos()));
            }
        }
        log.info("Shut down in {} ms", millisSince(start));
    }

    private static void run(Step step, long boundNanos) {
        long start = System.nanoTime();
        FutureTask<Void> task = new FutureTask<>(() -> {
            step.action().run();
            return null;
        });
        Thread runner = new Thread(task, "shutdown-" + step.name());
        runner.setDaemon(true);
        runner.start();
        try {
            task.get(boundNanos, TimeUnit.NANOSECONDS);
            log.info("Shutdown step \"{}\" done in {} ms", step.name(), millisSince(start));
        } catch (TimeoutException overrun) {
            task.cancel(true);
            log.warn("Shutdown step \"{}\" not done after {} ms, left behind", step.name(), millisSince(start));
        } catch (ExecutionException failed) {
            log.warn("Shutdown step \"{}\" failed", step.name(), failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitDone() {
        try {
            if (!done.await(total.toNanos(), TimeUnit.NANOSECONDS)) {
                log.warn("Shutdown is not done after {} ms", total.toMillis());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static long millisSince(long startNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
