package dev.switchbook.recorder.node;

import dev.switchbook.recorder.buffer.EventRing;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * The holes in what a node has told here, and what lies between them. Another recorder may have heard what came in one; this one may be the
 * only one that heard what lies between two. Positions are {@code core:sequence}. On the node's event loop.
 */
final class Holes {
    /** Less than any ordinal. */
    static final long NONE = Long.MIN_VALUE;

    private final EventRing ring;
    private final Progress progress;

    /** Of what lies before each hole the last event that says something of a leg or a contact, but those that are written or forgotten. */
    private final ArrayDeque<Long> ends = new ArrayDeque<>();

    /** As in {@link #ends}, of what comes now. */
    private long telling = NONE;

    Holes(EventRing ring, Progress progress) {
        this.ring = ring;
        this.progress = progress;
    }

    /** The newest entry says something of a leg or a contact. */
    void told() {
        telling = ring.newest();
    }

    /** What comes next, if anything does, may not follow what came last. */
    void open() {
        if (telling != NONE) {
            ends.addLast(telling);
            telling = NONE;
        }
    }

    /**
     * Up to where something came that is perhaps not written yet, and has a hole behind it, the first such: an owner that lacks that event lacks
     * something.
     *
     * @return empty when there is none, or none is known
     */
    String until() {
        long written = progress.ordinal();
        while (!ends.isEmpty() && (ends.getFirst() <= written || ends.getFirst() < ring.first())) {
            ends.removeFirst();
        }
        boolean known = written >= ring.first() - 1; // else only the numbers tell what is not
        for (Iterator<Long> each = ends.iterator(); each.hasNext(); ) {
            String last = ring.position(each.next());
            if (last == null || progress.isPassed(last)) {
                each.remove();
            } else if (known || progress.isBehind(last)) {
                return last;
            }
        }
        return "";
    }

    /** Whether an event of that position came, to others and not here, in the hole before which the cursor stands, or behind all that came here. */
    boolean lacks(String position) {
        if (progress.find(position) >= 0 || progress.isPassed(position)) {
            return false;
        }
        String kept = ring.position(ring.cursor());
        String here = kept == null ? progress.position() : kept;
        String next = next();
        boolean between = !next.isEmpty() && !isOfCoreOf(here, next);
        if (!position.isEmpty()
                && (here.isEmpty() || between)
                && !isOfCoreOf(position, here)
                && !isOfCoreOf(position, next)) {
            return true; // it may have lived between, or before all that is known here
        }
        if (isOfCoreOf(position, next)) {
            return Resumption.isLater(next, position)
                    && (!isOfCoreOf(position, here) || Resumption.isLater(position, here));
        }
        return Resumption.isLater(position, here);
    }

    /** The first event behind the hole before which the cursor stands; empty when none has come. */
    String next() {
        long at = ring.cursor() + 2;
        String first = at > ring.newest() ? null : ring.position(at);
        return first == null || first.equals(ring.position(ring.cursor())) ? "" : first;
    }

    /**
     * Where one can go on that does not have an event, but knows that all up to it is written: behind the first hole behind it.
     *
     * @return ordinal of the entry before that; of the newest when all may have come before the event; {@link #NONE} when nothing of its
     *     core is kept
     */
    long behind(String position) {
        String oldest = ring.position(ring.first());
        boolean known = oldest != null && isOfCoreOf(position, oldest);
        for (long hole = ring.beginningFrom(ring.first()); hole < ring.newest(); hole = ring.beginningFrom(hole + 1)) {
            String first = ring.position(hole + 1);
            if (first == null || first.equals(ring.position(hole))) {
                continue; // nothing, or a loss
            }
            boolean same = isOfCoreOf(position, first);
            if (same ? Resumption.isLater(first, position) : known) {
                return hole - 1;
            }
            known |= same;
        }
        return known ? ring.newest() : NONE;
    }

    static boolean isOfCoreOf(String position, String other) {
        int colon = position.indexOf(':');
        return colon > 0 && other.indexOf(':') == colon && position.regionMatches(0, other, 0, colon);
    }
}
