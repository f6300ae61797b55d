package dev.switchbook.directory.alias;

import dev.switchbook.directory.lookup.Reports;
import dev.switchbook.directory.lookup.Store;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/**
 * Reads the domains that it is told to, one at a time and within a {@link RedisBudget}. A domain that was never read does
 * not wait for the budget: somebody waits for it. All its methods run on one thread, the scheduler's.
 */
final class Sweeper {

    /** Told on the sweeper's thread. */
    interface Listener {
        /** A reading begins: what changes from now on may be missing from it. */
        void begins(String domain);

        void swept(String domain, Claims claims);

        void failed(String domain, Throwable fault);
    }

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Pages that wait to be looked at while Redis is asked for the next one. */
    private static final int AHEAD = 2;

    private final Store store;
    private final Reports reports;
    private final Scheduler.Worker thread;
    private final Scheduler scheduler;
    private final Listener listener;
    private final LinkedHashSet<String> firstReadings = new LinkedHashSet<>();
    private final LinkedHashSet<String> again = new LinkedHashSet<>();
    private final LinkedHashSet<String> later = new LinkedHashSet<>();
    private final Disposable.Swap running = Disposables.swap();
    private @Nullable String current;
    private final LongSupplier nanoClock;
    private final RedisBudget budget;
    private long retryAt;
    private boolean woken;

    Sweeper(Store store, Reports reports, Scheduler scheduler, LongSupplier nanoClock, Listener listener) {
        this.store = store;
        this.reports = reports;
        this.scheduler = scheduler;
        this.thread = scheduler.createWorker();
        this.nanoClock = nanoClock;
        this.budget = new RedisBudget(nanoClock);
        this.retryAt = nanoClock.getAsLong();
        this.listener = listener;
    }

    /** Asks for a domain that was never read. */
    void first(String domain) {
        if (!domain.equals(current) && firstReadings.add(domain)) {
            next();
        }
    }

    /** Asks for a domain that has changed to be read; asking twice before it begins is asking once. */
    void again(String domain) {
        if (again.add(domain)) {
            next();
        }
    }

    /** Asks for a domain that may have changed to be read when nothing else is due. */
    void later(String domain) {
        if (later.add(domain)) {
            next();
        }
    }

    private void next() {
        if (current != null || (firstReadings.isEmpty() && again.isEmpty() && later.isEmpty())) {
            return;
        }
        long wait = Math.max(budget.waitNanos(), retryAt - nanoClock.getAsLong());
        if (firstReadings.isEmpty() && wait > 0) {
            wakeIn(wait);
            return;
        }
        LinkedHashSet<String> due = !firstReadings.isEmpty() ? firstReadings : !again.isEmpty() ? again : later;
        String domain = due.iterator().next();
        firstReadings.remove(domain);
        again.remove(domain);
        later.remove(domain);
        sweep(domain);
    }

    private void wakeIn(long nanos) {
        if (!woken) {
            woken = true;
            thread.schedule(
                    () -> {
                        woken = false;
                        next();
                    },
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    private void sweep(String domain) {
        current = domain;
        listener.begins(domain);
        Sweep sweep = new Sweep(domain, reports);
        Flux<Map<String, byte[]>> pages = store.scanExtensions(domain).publishOn(scheduler, AHEAD);
        running.update(pages.subscribe(
                sweep::page,
                fault -> {
                    retryAt = nanoClock.getAsLong() + RETRY_NANOS;
                    ended(sweep, () -> listener.failed(domain, fault));
                },
                () -> ended(sweep, () -> listener.swept(domain, sweep.claims()))));
    }

    private void ended(Sweep sweep, Runnable tell) {
        current = null;
        budget.spend(sweep.records(), sweep.bytes());
        tell.run();
        next();
    }

    void close() {
        running.dispose();
        thread.dispose();
    }
}
