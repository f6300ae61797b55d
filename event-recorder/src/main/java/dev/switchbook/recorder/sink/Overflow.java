package dev.switchbook.recorder.sink;

import dev.switchbook.recorder.change.Base;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What no buffer had room for: which records are not what they should be, and since when. */
final class Overflow {
    private static final int MAX_KEYS = 100_000;

    /** Of one base. */
    static final class Touched {
        final long fromMillis;

        /** Null: too many to remember, so all. */
        @Nullable Set<String> keys = new HashSet<>();

        Touched(long fromMillis) {
            this.fromMillis = fromMillis;
        }
    }

    private Map<Base, Touched> touched = new LinkedHashMap<>();
    private int keys;

    boolean isEmpty() {
        return touched.isEmpty();
    }

    void add(Base base, String key, long millis) {
        Touched of = of(base, millis);
        if (of.keys != null && of.keys.add(key) && ++keys > MAX_KEYS) {
            keys -= of.keys.size();
            of.keys = null;
        }
    }

    /** All records of the base may be wrong. */
    void addAll(Base base, long millis) {
        Touched of = of(base, millis);
        keys -= of.keys == null ? 0 : of.keys.size();
        of.keys = null;
    }

    /** Entries alone are missing. */
    void addGap(Base base, long millis) {
        of(base, millis);
    }

    private Touched of(Base base, long millis) {
        return touched.computeIfAbsent(base, absent -> new Touched(millis));
    }

    /** The earliest loss, milliseconds since the epoch. */
    long oldestMillis(long otherwise) {
        long oldest = otherwise;
        for (Touched each : touched.values()) {
            oldest = Math.min(oldest, each.fromMillis);
        }
        return oldest;
    }

    /** Returns all of it and begins anew. */
    Map<Base, Touched> take() {
        Map<Base, Touched> taken = touched;
        touched = new LinkedHashMap<>();
        keys = 0;
        return taken;
    }
}
