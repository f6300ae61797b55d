package dev.switchbook.recorder.flush;

/**
 * What made a command necessary.
 *
 * @param nanos since when a change is told, of {@link System#nanoTime()}; counts for {@code NEWS} alone
 */
record Told(Why why, long nanos) {

    /** The reasons. */
    enum Why {
        /** A change. */
        NEWS,
        /** A node that came back, or a command that failed. */
        OWED,
        /** An answer that was on its way at the first time may have been stored since. */
        SECOND
    }

    static final Told OWED = new Told(Why.OWED, 0);
    static final Told SECOND = new Told(Why.SECOND, 0);

    static Told news(long nanos) {
        return new Told(Why.NEWS, nanos);
    }

    /** Both at once: the earlier news count, and what is no second time is a first. */
    Told and(Told other) {
        if (why == Why.NEWS && other.why == Why.NEWS) {
            return nanos - other.nanos <= 0 ? this : other;
        }
        if (why == Why.NEWS || other.why == Why.NEWS) {
            return why == Why.NEWS ? this : other;
        }
        return why == Why.OWED ? this : other;
    }

    boolean isSecond() {
        return why == Why.SECOND;
    }
}
