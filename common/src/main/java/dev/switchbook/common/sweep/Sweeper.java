package dev.switchbook.common.sweep;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Reads the domains that it is told to, one at a time and within a {@link RedisBudget}. A domain that was never read does
 * not wait for the budget: somebody waits for it. A domain that could not be read is tried again after a while, and holds up
 * no other. All its methods but {@code close} run on one thread, the scheduler's.
 *
 * @param <R> what is made of a reading
 */
public final class Sweeper<R extends Reading> implements AutoCloseable {

    /** Told on the sweeper's thread. */
    public interface Listener<R extends Reading> {
        /** A reading begins, of which this takes the pages: what changes from now on may be missing from it. */
        R begins(String domain);

        void swept(String domain, R reading);

        void failed(String domain, Throwable fault);
    }

    /** Where the records are. */
    @FunctionalInterface
    public interface Pages {
        /** Reads a domain a page at a time, as pages are asked for; an extension may come more than once. */
        Flux<Map<String, byte[]>> of(String domain);
    }

    /** Pages that wait to be looked at while Redis is asked for the next one. */
    private static final int AHEAD = 2;

    private final Pages pages;
    private final Scheduler.Worker thread;
    private final Scheduler scheduler;
    private final Listener<R> listener;
    private final RedisBudget budget;
    private final Failures failures;

    /** What the last reading cost, of the domains that were ever read. */
    private final Map<String, Long> costs = new HashMap<>();

    private final Turns turns = new Turns(domain -> RedisBudget.isCheap(costs.getOrDefault(domain, Long.MAX_VALUE)));
    private final Disposable.Swap running = Disposables.swap();
    private @Nullable String current;
    private boolean woken;
    private volatile boolean closed;

    /** A sweeper with nothing to do; {@code scheduler}, of one thread, is still the caller's to dispose of. */
    public Sweeper(Pages pages, Scheduler scheduler, LongSupplier nanoClock, Listener<R> listener) {
        this.pages = pages;
        this.scheduler = scheduler;
        this.thread = scheduler.createWorker();
        this.budget = new RedisBudget(nanoClock);
        this.failures = new Failures(nanoClock);
        this.listener = listener;
    }

    /**
     * Asks for a domain that was never read, for somebody who waits. Null if it will be read, or else why it could not be:
     * it is not tried again yet.
     */
    public @Nullable Throwable first(String domain) {
        if (domain.equals(current)) {
            return null;
        }
        Throwable fault = failures.faultOfResting(domain);
        if (fault == null) {
            if (failures.hasFailed(domain)) {
                turns.due(domain);
            } else {
                turns.awaited(domain);
            }
            next();
        }
        return fault;
    }

    /** Asks for a domain that has changed; a failed one may have been mended by that. */
    public void changed(String domain) {
        if (failures.shorten(domain)) {
            retryInTime(domain);
        }
        again(domain);
    }

    /** Asks for a domain that may have changed. */
    public void again(String domain) {
        if (failures.restNanos(domain) <= 0) {
            turns.due(domain);
            next();
        }
    }

    /** Asks for a domain that nobody has asked for yet, ahead of time. */
    public void later(String domain) {
        if (failures.restNanos(domain) <= 0) {
            turns.seldom(domain);
            next();
        }
    }

    private void next() {
        if (current != null || closed) {
            return;
        }
        String domain = turns.next(budget.means());
        if (domain != null) {
            sweep(domain);
        } else if (!turns.isEmpty() && !woken) {
            woken = true;
            in(budget.waitNanos(), () -> {
                woken = false;
                next();
            });
        }
    }

    private void in(long nanos, Runnable task) {
        if (!closed) {
            try {
                thread.schedule(task, nanos, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                if (!closed) {
                    throw e;
                }
            }
        }
    }

    private void sweep(String domain) {
        current = domain;
        R reading = listener.begins(domain);
        Cost cost = new Cost();
        Flux<Map<String, byte[]>> read = pages.of(domain).publishOn(scheduler, AHEAD);
        running.update(read.subscribe(
                page -> {
                    cost.add(page);
                    reading.page(page);
                },
                fault -> failed(domain, cost, fault),
                () -> swept(domain, reading, cost)));
    }

    private void swept(String domain, R reading, Cost cost) {
        if (!closed) {
            current = null;
            costs.put(domain, budget.spend(cost.records(), cost.bytes()));
            failures.succeeded(domain);
            if (turns.remove(domain)) {
                turns.due(domain); // it has just had its turn, and what it costs is known now
            }
            listener.swept(domain, reading);
            next();
        }
    }

    private void failed(String domain, Cost cost, Throwable fault) {
        if (closed) {
            return; // on whatever thread: the scheduler takes nothing any more
        }
        current = null;
        budget.spend(cost.records(), cost.bytes());
        boolean changedMeanwhile = turns.remove(domain);
        failures.failed(domain, fault, costs.containsKey(domain));
        if (changedMeanwhile) {
            failures.shorten(domain);
        }
        retryInTime(domain);
        listener.failed(domain, fault);
        next();
    }

    private void retryInTime(String domain) {
        in(Math.max(0, failures.restNanos(domain)), () -> retry(domain));
    }

    /** What has failed more than once comes behind what is due, because it may well take until a time-out to fail again. */
    private void retry(String domain) {
        if (domain.equals(current) || !failures.hasFailed(domain)) {
            return;
        }
        if (failures.hasFailedTwice(domain)) {
            later(domain);
        } else {
            again(domain);
        }
    }

    @Override
    public void close() {
        closed = true;
        running.dispose();
        thread.dispose();
    }
}
