package dev.switchbook.recorder.flush;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What is to be done a second time, so long after the first: once for each, however often it is done meanwhile. What is done again
 * meanwhile has a second time so long after that, or up to twice as long. Bounded by who uses it.
 */
final class SecondTimes<T> {

    /** When it is due, and whether it was done again since it was put here. */
    private record Due(long atNanos, boolean again) {}

    /** The earliest first, as each comes so long after it was put here. */
    private final Map<T, Due> waiting = new LinkedHashMap<>();

    private final long afterNanos;

    SecondTimes(long afterNanos) {
        this.afterNanos = afterNanos;
    }

    /** It was done. */
    void done(T what, long nowNanos) {
        Due before = waiting.get(what);
        if (before == null) {
            waiting.put(what, new Due(nowNanos + afterNanos, false));
        } else if (!before.again()) {
            waiting.put(what, new Due(before.atNanos(), true)); // keeps its place
        }
    }

    /** Takes out what is due. */
    void due(long nowNanos, Consumer<T> taker) {
        Map<T, Due> later = new LinkedHashMap<>();
        Iterator<Map.Entry<T, Due>> all = waiting.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<T, Due> next = all.next();
            if (next.getValue().atNanos() - nowNanos > 0) {
                break;
            }
            all.remove();
            if (next.getValue().again()) {
                later.put(next.getKey(), new Due(nowNanos + afterNanos, false));
            }
            taker.accept(next.getKey());
        }
        waiting.putAll(later);
    }

    /** How long until something is due, in nanoseconds; negative when it is already. Not to be asked of an empty one. */
    long nanosLeft(long nowNanos) {
        return waiting.values().iterator().next().atNanos() - nowNanos;
    }

    int size() {
        return waiting.size();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void clear() {
        waiting.clear();
    }
}
