package dev.switchbook.recorder.vouch;

import dev.switchbook.common.log.ThrottledLog;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Which FreeSWITCH processes some recorder sees right now, by their Core-UUID: the table is read every second. A core counts from
 * the first change of its entry that was seen, at most two reads after its recorder, until 5 s after the last.
 */
public final class LiveCores implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(1);
    static final Duration FRESH = Duration.ofSeconds(5);

    /** More nodes than any installation has; the rest of a table that somebody filled up is left alone. */
    private static final int MAX_NODES = 10_000;

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(LiveCores.class));

    private final OwnerTable table;
    private final EventExecutor executor;
    private final LongSupplier nanoClock;
    private Map<String, Entry.Mark> marks = Map.of();
    private Map<String, Quiet> quiet = Map.of();
    private volatile Map<String, Long> changed = Map.of();
    private boolean busy;
    private @Nullable ScheduledFuture<?> ticks;

    /** An entry that has not changed since it was first seen so. */
    private record Quiet(Entry.Mark mark, long sinceNanos) {}

    LiveCores(OwnerTable table, EventExecutor executor, LongSupplier nanoClock) {
        this.table = table;
        this.executor = executor;
        this.nanoClock = nanoClock;
    }

    void start() {
        ticks = executor.scheduleWithFixedDelay(this::tick, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether a recorder is connected to the FreeSWITCH with that Core-UUID. Any thread. */
    public boolean isLive(String core) {
        Long at = changed.get(core);
        return at != null && nanoClock.getAsLong() - at < FRESH.toNanos();
    }

    /** The lanes whose recorder has said nothing for 5 s, or has let go of them. On the executor. */
    public List<String> quietLanes() {
        long now = nanoClock.getAsLong();
        List<String> names = new ArrayList<>();
        quiet.forEach((name, since) -> {
            if (now - since.sinceNanos() >= FRESH.toNanos()) {
                names.add(name);
            }
        });
        return names;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // every outcome is handled in it
    void tick() {
        if (busy) {
            return;
        }
        busy = true;
        table.readAll().whenCompleteAsync(this::answered, executor);
    }

    private void answered(@Nullable Map<String, byte[]> nodes, @Nullable Throwable fault) {
        busy = false;
        if (nodes != null) {
            take(nodes);
        } else {
            log.warn("", "cti_recorder cannot be read: {}", String.valueOf(fault));
        }
    }

    private void take(Map<String, byte[]> nodes) {
        long now = nanoClock.getAsLong();
        Map<String, Entry.Mark> seen = new HashMap<>();
        Map<String, Quiet> nextQuiet = new HashMap<>();
        Map<String, Long> next = new HashMap<>(changed);
        next.values().removeIf(at -> now - at >= FRESH.toNanos());
        for (Map.Entry<String, byte[]> node : nodes.entrySet()) {
            Entry entry = Entry.parse(node.getValue());
            if (OwnedNode.isLane(node.getKey())) {
                // Vouches for the calls that came to it alone. One that was seen first looks quiet from now on.
                if (entry != null && nextQuiet.size() < MAX_NODES) {
                    Entry.Mark mark = Entry.mark(node.getValue(), entry);
                    Quiet before = quiet.get(node.getKey());
                    boolean same = before != null && before.mark().equals(mark);
                    nextQuiet.put(node.getKey(), same ? before : new Quiet(mark, now));
                }
                continue;
            }
            if (entry != null && seen.size() < MAX_NODES && vouches(entry)) {
                Entry.Mark mark = Entry.mark(node.getValue(), entry);
                Entry.Mark before = marks.get(node.getKey());
                if (before != null && !before.equals(mark)) {
                    next.put(entry.view().coreUuid(), now);
                }
                seen.put(node.getKey(), mark);
            }
        }
        marks = seen;
        quiet = nextQuiet;
        changed = Map.copyOf(next);
    }

    private static boolean vouches(Entry entry) {
        return !entry.released()
                && !entry.owner().isEmpty()
                && entry.view().state() != NodeState.LOST
                && !entry.view().coreUuid().isEmpty();
    }

    @Override
    public void close() {
        if (ticks != null) {
            ticks.cancel(false);
        }
    }
}
