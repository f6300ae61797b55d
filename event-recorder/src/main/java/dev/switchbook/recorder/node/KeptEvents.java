package dev.switchbook.recorder.node;

import dev.switchbook.recorder.buffer.EventRing;

/** What is kept of a node's events, for one who is to go on with them. On the node's event loop, for one turn. */
final class KeptEvents implements Resumption.Kept {
    private final EventRing ring;
    private final Progress progress;
    private final Holes holes;
    private final String written;
    private final String former;
    private final long begins;

    /** For the last three see the methods of these names. */
    KeptEvents(EventRing ring, Progress progress, Holes holes, String written, String former, long begins) {
        this.ring = ring;
        this.progress = progress;
        this.holes = holes;
        this.written = written;
        this.former = former;
        this.begins = begins;
    }

    @Override
    public String written() {
        return written;
    }

    @Override
    public String former() {
        return former;
    }

    @Override
    public long begins() {
        return begins;
    }

    @Override
    public long beforeOldest() {
        return ring.first() - 1;
    }

    @Override
    public long endOfLife(long ordinal) {
        return endOfLife(ring, ordinal);
    }

    private static long endOfLife(EventRing ring, long ordinal) {
        String here = ring.position(ordinal);
        long begins = ring.beginningFrom(ordinal + 1);
        while (begins <= ring.newest() && here != null && isOf(ring, here, begins)) {
            begins = ring.beginningFrom(begins + 1);
        }
        return Math.min(begins - 1, ring.newest());
    }

    private static boolean isOf(EventRing ring, String position, long beginning) {
        return position.startsWith(ring.begunAt(beginning).core() + ":");
    }

    @Override
    public long find(String position) {
        return progress.find(position);
    }

    @Override
    public long behind(String position) {
        return holes.behind(position);
    }

    @Override
    public boolean beginsLifeOf(String position, long ordinal) {
        return beginsLifeOf(ring, position, ordinal);
    }

    /** As {@link Resumption.Kept#beginsLifeOf}. */
    static boolean beginsLifeOf(EventRing ring, String position, long ordinal) {
        long end = endOfLife(ring, ordinal);
        return end < ring.newest() && isOf(ring, position, end + 1);
    }

    @Override
    public boolean isOneLife(long ordinal, long later) {
        return isOneLife(ring, ordinal, later);
    }

    /** As {@link Resumption.Kept#isOneLife}. */
    static boolean isOneLife(EventRing ring, long ordinal, long later) {
        String last = ring.position(later);
        if (last == null) {
            return true;
        }
        String first = ring.position(ordinal);
        if (first != null) {
            return Holes.isOfCoreOf(first, last);
        }
        long begins = ring.beginningFrom(ordinal + 1);
        while (begins <= later) {
            if (!isOf(ring, last, begins)) {
                return false;
            }
            begins = ring.beginningFrom(begins + 1);
        }
        return true;
    }
}
