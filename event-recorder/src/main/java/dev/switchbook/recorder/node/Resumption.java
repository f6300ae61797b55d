package dev.switchbook.recorder.node;

import dev.switchbook.recorder.change.Base;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a new owner goes on among the events it has kept: at each base right behind what stands there. Events are named by their
 * ordinals.
 *
 * @param first of all bases; nothing before has to be given again
 * @param last beyond it everything is given
 * @param stood beyond it nothing is known to be written, at whatever base
 * @param seenTo up to here the owner before has seen to what is of no base: where a stretch begins, or events are lost. A base that
 *     stands before that had been quiet since.
 */
record Resumption(
        Map<Base, Long> bases, long otherwise, long first, long last, long stood, long seenTo, boolean isCovered) {
    static final long UNKNOWN = -1;

    /** What is kept. */
    interface Kept {
        /** Up to where the former owner has written all, as it said; empty when it did not. */
        String written();

        /** {@code Core-UUID} of the FreeSWITCH that the former owner saw last, as it said; empty when it did not. */
        String former();

        /** Behind this there is no hole: what is older is not given unless its place is known. */
        long begins();

        /** The entry before the oldest that is kept. */
        long beforeOldest();

        /** The last entry of the life of FreeSWITCH in which this one came. */
        long endOfLife(long ordinal);

        /** The ordinal of a position among what is kept, else {@link #UNKNOWN}. */
        long find(String position);

        /** See {@link Holes#behind}. */
        long behind(String position);

        /** Whether the life that this position is of is the one that begins behind that in which this entry came. */
        boolean beginsLifeOf(String position, long ordinal);

        /** Whether these two came in one life of FreeSWITCH, as far as that is known. */
        boolean isOneLife(long ordinal, long later);
    }

    /**
     * Finds it out.
     *
     * @param stoodAt the position in Redis at each base; empty for none
     */
    static Resumption of(Map<Base, String> stoodAt, Kept kept) {
        return new Search(kept).among(stoodAt);
    }

    /** Finds it out once. */
    private static final class Search {
        private final Kept kept;

        /** Of what the former owner said to be written. */
        private final long written;

        /** As that, or of what is behind it where it is not kept. */
        private final long writtenOrBehind;

        /** By base, but those that are quiet since before the oldest that is kept, or were never written. */
        private final Map<Base, Long> found = new HashMap<>();

        private boolean quiet;
        private boolean missed;

        Search(Kept kept) {
            this.kept = kept;
            this.written = kept.find(kept.written());
            this.writtenOrBehind = written >= 0 ? written : kept.behind(kept.written());
        }

        Resumption among(Map<Base, String> stoodAt) {
            stoodAt.forEach(this::find);
            boolean covered = !missed && (written >= 0 || (!quiet && !stoodAt.isEmpty()));
            long otherwise = covered && written < 0 ? Collections.min(found.values()) : atNoBase(writtenOrBehind, kept);
            long first = otherwise;
            long stood = writtenOrBehind;
            long last = otherwise;
            for (long at : found.values()) {
                first = Math.min(first, at);
                stood = Math.max(stood, at);
                last = Math.max(last, at);
            }
            if (stood == Holes.NONE || isStrange()) {
                stood = Math.max(stood, otherwise);
            }
            long seenTo = written >= 0 && covered ? written : seenTo(first, stood, otherwise);
            return new Resumption(found, otherwise, first, Math.max(last, seenTo), stood, seenTo, covered);
        }

        /** Whether the former owner said something that has no place among what is kept. */
        private boolean isStrange() {
            return writtenOrBehind == Holes.NONE && !kept.written().isEmpty();
        }

        private void find(Base base, String position) {
            long at = kept.find(position);
            if (at >= 0) {
                found.put(base, at);
                return;
            }
            long behind = kept.behind(position);
            boolean later = isLater(position, kept.written()) || isOfLaterLife(position, behind, written, kept);
            if (written >= 0 && !later) {
                quiet = true;
                return;
            }
            missed = true; // the former owner heard more than this process
            if (behind != Holes.NONE) {
                found.put(base, Math.max(behind, writtenOrBehind));
            } else if (written >= 0) {
                found.put(base, kept.endOfLife(written));
            } else if (!position.isEmpty() && writtenOrBehind == Holes.NONE) {
                found.put(base, kept.begins()); // of another life than all that is kept: who knows which came first
            }
        }

        /** Where not all is known to have come here. */
        private long seenTo(long first, long stood, long otherwise) {
            if (isStrange() || !kept.isOneLife(first, stood)) {
                return stood;
            }
            if (writtenOrBehind != Holes.NONE) {
                return Math.max(first, writtenOrBehind);
            }
            return found.isEmpty() ? otherwise : Collections.min(found.values());
        }
    }

    /** Whether that position, which is not kept, is of a life behind that of what is written, which is kept. */
    private static boolean isOfLaterLife(String position, long behind, long written, Kept kept) {
        if (position.isEmpty() || Holes.isOfCoreOf(position, kept.written())) {
            return false;
        }
        if (behind == Holes.NONE) {
            return !kept.former().isEmpty() && position.startsWith(kept.former() + ":");
        }
        return behind > written || (behind == written && kept.beginsLifeOf(position, behind));
    }

    /** Where nothing stands at a base: nothing of it is in Redis, be it that nothing up to what is said to be written was of it. */
    private static long atNoBase(long written, Kept kept) {
        if (written != Holes.NONE) {
            return written;
        }
        return kept.written().isEmpty() ? kept.beforeOldest() : kept.begins();
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

    /** That of a position; {@link #UNKNOWN} where it has none. */
    static long sequenceOf(String position) {
        String[] parts = position.split(":", -1);
        return parts.length > 1 ? sequence(parts[1]) : UNKNOWN;
    }

    private static long sequence(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return UNKNOWN; // any program may write there
        }
    }

    /** Whether Redis lacks the event of that ordinal, which changes that base (null: nobody's). */
    boolean isAfter(long ordinal, @Nullable Base base) {
        Long at = base == null ? null : bases.get(base);
        return ordinal > (at == null ? otherwise : at);
    }
}
