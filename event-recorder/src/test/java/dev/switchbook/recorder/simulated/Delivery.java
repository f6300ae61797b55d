package dev.switchbook.recorder.simulated;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** FreeSWITCH's own event queue, in front of all listeners: what happens to events here happens alike to all. */
final class Delivery {

    private record Waiting(EslEvent event, long dueNanos) {}

    private final EventExecutor loop;
    private final Random random;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Waiting> queue = new ArrayDeque<>();
    private final List<EslEvent> shuffled = new ArrayList<>();
    private final List<Long> dropped = new ArrayList<>();
    private final Map<String, String> firstUuids = new HashMap<>();

    private Predicate<EslEvent> drop = event -> false;
    private int dropNext;
    private long delayNanos;
    private int window;
    private boolean mixLegs;
    private boolean swap;
    private @Nullable EslEvent held;
    private long accepted;
    private @Nullable ScheduledFuture<?> drain;

    Delivery(EventExecutor loop, long seed) {
        this.loop = loop;
        this.random = new Random(seed);
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    List<Listener> listeners() {
        return listeners;
    }

    synchronized void dropNext(int count) {
        dropNext = count;
    }

    synchronized void dropWhen(Predicate<EslEvent> which) {
        drop = which;
    }

    /** Event-Sequence of each event that nobody got. */
    synchronized List<Long> dropped() {
        return List.copyOf(dropped);
    }

    synchronized void delay(long nanos) {
        delayNanos = nanos;
    }

    /** Events leave in runs of {@code window}, each run shuffled; legs keep their own order unless {@code mixLegs}. */
    synchronized void reorder(int window, boolean mixLegs) {
        this.window = window;
        this.mixLegs = mixLegs;
        if (window == 0) {
            releaseShuffled();
        }
    }

    /** The next event leaves after the one that follows it. */
    synchronized void swapNext() {
        swap = true;
    }

    synchronized long accepted() {
        return accepted;
    }

    synchronized void accept(EslEvent event) {
        accepted++;
        if (dropNext > 0 || drop.test(event)) {
            dropNext = Math.max(0, dropNext - 1);
            dropped.add(event.sequence());
            return;
        }
        if (swap) {
            swap = false;
            held = event;
            return;
        }
        pass(event);
        EslEvent late = held;
        if (late != null) {
            held = null;
            pass(late);
        }
    }

    private void pass(EslEvent event) {
        if (window == 0) {
            queue(event);
            return;
        }
        renamed(event);
        shuffled.add(event);
        if (shuffled.size() >= window) {
            releaseShuffled();
        }
    }

    private void releaseShuffled() {
        List<EslEvent> order = new ArrayList<>(shuffled);
        Collections.shuffle(order, random);
        if (!mixLegs) {
            restoreLegs(order);
        }
        shuffled.clear();
        order.forEach(this::queue);
    }

    /** Gives the places of each leg's (and contact's) events to these events in their order. */
    private void restoreLegs(List<EslEvent> order) {
        Map<String, Deque<EslEvent>> legs = new LinkedHashMap<>();
        for (EslEvent event : shuffled) {
            legs.computeIfAbsent(owner(event), l -> new ArrayDeque<>()).add(event);
        }
        order.replaceAll(event -> {
            EslEvent next = legs.getOrDefault(owner(event), new ArrayDeque<>()).poll();
            return next == null ? event : next;
        });
    }

    private String owner(EslEvent event) {
        String leg = event.get("Unique-ID");
        if (leg != null) {
            return firstUuids.getOrDefault(leg, leg);
        }
        String contact = event.get("call-id");
        return contact == null ? event.name() : contact;
    }

    /** A renamed leg is the same leg. */
    private void renamed(EslEvent event) {
        String leg = event.get("Unique-ID");
        String before = event.get("Old-Unique-ID");
        if (leg != null && before != null) {
            firstUuids.put(leg, firstUuids.getOrDefault(before, before));
        }
    }

    private void queue(EslEvent event) {
        if (delayNanos == 0 && queue.isEmpty()) {
            send(event);
            return;
        }
        queue.add(new Waiting(event, System.nanoTime() + delayNanos));
        if (drain == null) {
            drain = loop.schedule(this::drain, Math.max(1, delayNanos), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void drain() {
        drain = null;
        for (Waiting head = queue.peek(); head != null; head = queue.peek()) {
            long wait = head.dueNanos() - System.nanoTime();
            if (wait > 0) {
                drain = loop.schedule(this::drain, wait, TimeUnit.NANOSECONDS);
                return;
            }
            queue.remove();
            send(head.event());
        }
    }

    private void send(EslEvent event) {
        for (Listener listener : listeners) {
            listener.offer(event);
        }
    }
}
