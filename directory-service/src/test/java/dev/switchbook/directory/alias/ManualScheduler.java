package dev.switchbook.directory.alias;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/** Runs what is due when a test says so, and keeps what is delayed until then. */
final class ManualScheduler implements Scheduler {

    final List<Long> delays = new ArrayList<>();
    private final Deque<Runnable> due = new ArrayDeque<>();
    private final Deque<Runnable> delayed = new ArrayDeque<>();

    void runDue() {
        for (Runnable task = due.poll(); task != null; task = due.poll()) {
            task.run();
        }
    }

    void runDelayed() {
        due.addAll(delayed);
        delayed.clear();
        runDue();
    }

    int waiting() {
        return delayed.size();
    }

    @Override
    public Disposable schedule(Runnable task) {
        due.add(task);
        return Disposables.single();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        delays.add(unit.toNanos(delay));
        delayed.add(task);
        return Disposables.single();
    }

    @Override
    public Worker createWorker() {
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                return ManualScheduler.this.schedule(task);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                return ManualScheduler.this.schedule(task, delay, unit);
            }

            @Override
            public void dispose() {}
        };
    }
}
