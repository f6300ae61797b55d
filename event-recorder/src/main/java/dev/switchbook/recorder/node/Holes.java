package dev.switchbook.recorder.node;

import dev.switchbook.recorder.buffer.EventRing;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.TreeSet;

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

    /** Entries that stand for events which are lost, but those that are forgotten. */
    private final TreeSet<Long> losses = new TreeSet<>();

    /** What others said to be written before anything came here; empty for nothing. */
    private String earlier = "";

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

    /** A link begins to tell. */
    void begin() {
        if (ring.newest() < 0) {
            earlier = progress.lastSaid();
        }
        open();
    }

    /** That entry, there already or the next one, stands for events which are lost. */
    void lost(long ordinal) {
        losses.headSet(ring.first()).clear();
        losses.add(ordinal);
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
        long at = ring.eventFrom(ring.cursor() + 1);
        String first = at > ring.newest() ? null : ring.position(at);
        return first == null ? "" : first;
    }

    /**
     * Where one can go on that does not have an event, but knows that all up to it is written: before the first stretch, between two holes or
     * an end of what is kept, whose last event came later. As the event is not in that stretch, all of it came later.
     *
     * @return ordinal of the entry before the stretch and its hole; of the newest when all that is kept came before the event;
     *     {@link #NONE} when it is not known what did
     */
    long behind(String position) {
        String oldest = ring.position(ring.first());
        boolean known = isOfCoreOf(position, earlier) || (oldest != null && isOfCoreOf(position, oldest));
        long empty = NONE; // before the holes behind which nothing has come
        long begins = ring.first();
        while (begins <= ring.newest()) {
            long ends = holeFrom(begins + 1);
            boolean told = ring.eventFrom(begins) < ends;
            String last = told ? ring.position(Math.min(ends - 1, ring.newest())) : null;
            long before = empty == NONE ? begins - 1 : empty;
            if (last == null) {
                empty = before;
            } else {
                boolean same = isOfCoreOf(position, last);
                if (same ? Resumption.isLater(last, position) : known) {
                    return before;
                }
                known |= same;
                empty = NONE;
            }
            begins = ends;
        }
        if (!known) {
            return NONE;
        }
        return empty == NONE ? ring.newest() : empty;
    }

    /** Whether the entry stands for events that are known to be lost. */
    boolean isLoss(long ordinal) {
        return losses.contains(ordinal);
    }

    /** Ordinal of the first beginning or loss at that entry or behind it; {@link Long#MAX_VALUE} when there is none. */
    private long holeFrom(long ordinal) {
        Long loss = losses.ceiling(ordinal);
        long beginning = ring.beginningFrom(ordinal);
        return loss == null ? beginning : Math.min(loss, beginning);
    }

    static boolean isOfCoreOf(String position, String other) {
        int colon = position.indexOf(':');
        return colon > 0 && other.indexOf(':') == colon && position.regionMatches(0, other, 0, colon);
    }
}
