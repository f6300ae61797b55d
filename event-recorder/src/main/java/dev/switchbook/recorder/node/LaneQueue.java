package dev.switchbook.recorder.node;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What waits until a lane can take it: some milliseconds as a rule, longer while Redis is away. */
final class LaneQueue<T> {
    /** Each is an event of about 1 KiB. */
    static final int MAX = 8192;

    private final ArrayDeque<Consumer<T>> steps = new ArrayDeque<>();
    private long lostSinceMillis;

    /**
     * When it is full all of it is dropped: an end without its beginning does no harm, a beginning without its end would stay.
     *
     * @return whether nothing had to be dropped
     */
    boolean add(Consumer<T> step, long nowMillis) {
        boolean full = steps.size() >= MAX;
        if (full) {
            steps.clear();
            lostSinceMillis = lostSinceMillis == 0 ? nowMillis : lostSinceMillis;
        }
        steps.add(step);
        return !full;
    }

    /** Since when something was dropped, milliseconds since the epoch; 0 when nothing was. */
    long lostSinceMillis() {
        return lostSinceMillis;
    }

    void drain(T to) {
        lostSinceMillis = 0;
        for (Consumer<T> step = steps.poll(); step != null; step = steps.poll()) {
            step.accept(to);
        }
    }
}
