package dev.switchbook.recorder.node;

import dev.switchbook.recorder.change.Base;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a new owner goes on among the events it has kept: at each base right behind what stands there. Events are named by their
 * ordinals.
 *
 * @param first of all bases; nothing before has to be given again
 * @param last of all bases: beyond it everything is given
 */
record Resumption(Map<Base, Long> bases, long otherwise, long first, long last, boolean isCovered) {
    static final long UNKNOWN = -1;

    /**
     * Finds it out.
     *
     * @param stoodAt the position in Redis at each base; empty for none
     * @param written up to where the former owner has written all; {@link #UNKNOWN} when that is not among what is kept
     * @param begins behind this there is no hole: what is older is not given unless its place is known
     * @param find the ordinal of a position among what is kept, else {@link #UNKNOWN}
     */
    static Resumption of(Map<Base, String> stoodAt, long written, long begins, ToLongFunction<String> find) {
        Map<Base, Long> found = new HashMap<>();
        boolean all = !stoodAt.isEmpty();
        for (Map.Entry<Base, String> base : stoodAt.entrySet()) {
            long at = find.applyAsLong(base.getValue());
            if (at >= 0) {
                found.put(base.getKey(), at);
            } else {
                all = false; // quiet since before the oldest that is kept, or never written
            }
        }
        boolean covered = written >= 0 || all;
        long otherwise = written >= 0 ? written : all ? Collections.min(found.values()) : begins;
        long first = otherwise;
        long last = otherwise;
        for (long at : found.values()) {
            first = Math.min(first, at);
            last = Math.max(last, at);
        }
        return new Resumption(found, otherwise, first, last, covered);
    }

    /**
     * Up to here the owner before has seen to what is of no base: where a stretch begins, or events are lost. A base that stands
     * before that had been quiet since.
     */
    long seenTo() {
        return isCovered ? otherwise : first;
    }

    /** Whether Redis lacks the event of that ordinal, which changes that base (null: nobody's). */
    boolean isAfter(long ordinal, @Nullable Base base) {
        Long at = base == null ? null : bases.get(base);
        return ordinal > (at == null ? otherwise : at);
    }
}
