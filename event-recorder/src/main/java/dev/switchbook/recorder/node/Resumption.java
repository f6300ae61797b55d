package dev.switchbook.recorder.node;

import dev.switchbook.recorder.change.Base;
import java.util.Collection;
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
     * What is kept.
     *
     * @param written up to where the former owner has written all, as it said; empty when it did not
     * @param begins behind this there is no hole: what is older is not given unless its place is known
     * @param newest of all
     * @param find the ordinal of a position among what is kept, else {@link #UNKNOWN}
     * @param behind see {@link Holes#behind}
     */
    record Kept(String written, long begins, long newest, ToLongFunction<String> find, ToLongFunction<String> behind) {

        /** Behind all these: they are written, and nothing that came later is. */
        private long behind(Collection<String> positions) {
            long last = behind.applyAsLong(written);
            if (last == Holes.NONE && !written.isEmpty()) {
                return begins; // of another life than all that is kept: who knows which came first
            }
            for (String position : positions) {
                last = Math.max(last, behind.applyAsLong(position));
            }
            return last == Holes.NONE || last == newest ? begins : last;
        }
    }

    /**
     * Finds it out.
     *
     * @param stoodAt the position in Redis at each base; empty for none
     */
    static Resumption of(Map<Base, String> stoodAt, Kept kept) {
        long written = kept.find().applyAsLong(kept.written());
        Map<Base, Long> found = new HashMap<>();
        boolean all = !stoodAt.isEmpty();
        boolean missed = false;
        for (Map.Entry<Base, String> base : stoodAt.entrySet()) {
            long at = kept.find().applyAsLong(base.getValue());
            if (at >= 0) {
                found.put(base.getKey(), at);
            } else if (written >= 0 && isLater(base.getValue(), kept.written())) {
                // the former owner heard more than this process
                long behind = kept.behind().applyAsLong(base.getValue());
                found.put(base.getKey(), behind == Holes.NONE ? kept.newest() : behind);
                missed = true;
            } else {
                all = false; // quiet since before the oldest that is kept, or never written
            }
        }
        boolean covered = !missed && (written >= 0 || all);
        long otherwise =
                written >= 0 ? written : covered ? Collections.min(found.values()) : kept.behind(stoodAt.values());
        long first = otherwise;
        long last = otherwise;
        for (long at : found.values()) {
            first = Math.min(first, at);
            last = Math.max(last, at);
        }
        return new Resumption(found, otherwise, first, last, covered);
    }

    /**
     * Whether a position that is not kept is behind one that is. Sequences rise with the order of arrival but for a little, and here it is
     * between seconds and minutes.
     */
    static boolean isLater(String position, String than) {
        String[] one = position.split(":", -1);
        String[] other = than.split(":", -1);
        return one.length > 1 && other.length > 1 && one[0].equals(other[0]) && sequence(one[1]) > sequence(other[1]);
    }

    private static long sequence(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return UNKNOWN; // any program may write there
        }
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
