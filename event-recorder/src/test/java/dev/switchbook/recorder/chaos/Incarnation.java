package dev.switchbook.recorder.chaos;

/** One life of a recorder: a process from its start to the signal that ended it. */
final class Incarnation {
    private final String name;
    private final long startedAt = System.currentTimeMillis();
    private final Spans stopped = new Spans();
    private final Spans hindered = new Spans();
    private volatile long endedAt = Spans.FOREVER;

    Incarnation(String name) {
        this.name = name;
    }

    /** When it stood still: SIGSTOP. */
    Spans stopped() {
        return stopped;
    }

    /** When it could not write: it stood still, or its link to Redis was broken. */
    Spans hindered() {
        return hindered;
    }

    long startedAt() {
        return startedAt;
    }

    /** When it was told to end, or ended. */
    long endedAt() {
        return endedAt;
    }

    void end(long at) {
        endedAt = Math.min(endedAt, at);
    }

    @Override
    public String toString() {
        return name;
    }
}
