package dev.switchbook.common.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.Exceptions;
import reactor.core.scheduler.Scheduler;

/** Runs what is due when a test says so, by a clock that the test moves. */
public final class ManualScheduler implements Scheduler {

    private record Alarm(long at, Runnable task) {}

    /** The delays of all alarms that were set, in nanoseconds. */
    public final List<Long> delays = new ArrayList<>();

    private final Deque<Runnable> due = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms = new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
    private long now = 1;
    private boolean disposed;

    /** Nanoseconds. */
    public long now() {
        return now;
    }

    /** Runs what is due now. */
    public void runDue() {
        for (Runnable task = due.poll(); task != null; task = due.poll()) {
            task.run();
        }
    }

    /** Runs what is due until so much time has gone by, each at its time. */
    public void advance(long nanos) {
        runDue();
        long end = now + nanos;
        for (Alarm alarm = alarms.peek(); alarm != null && alarm.at() <= end; alarm = alarms.peek()) {
            alarms.poll();
            now = alarm.at();
            alarm.task().run();
            runDue();
        }
        now = end;
    }

    /** Runs all alarms, early as they are. */
    public void runDelayed() {
        List<Alarm> early = List.copyOf(alarms);
        alarms.clear();
        early.forEach(alarm -> due.add(alarm.task()));
        runDue();
    }

    /** How many tasks wait. */
    public int waiting() {
        return alarms.size() + due.size();
    }

    @Override
    public Disposable schedule(Runnable task) {
        accept();
        due.add(task);
        return Disposables.single();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        accept();
        delays.add(unit.toNanos(delay));
        alarms.add(new Alarm(now + unit.toNanos(delay), task));
        return Disposables.single();
    }

    private void accept() {
        if (disposed) {
            throw Exceptions.failWithRejected();
        }
    }

    @Override
    public void dispose() {
        disposed = true;
        due.clear();
        alarms.clear();
    }

    @Override
    public boolean isDisposed() {
        return disposed;
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
