package dev.switchbook.recorder.flush;

import java.time.Duration;

/**
 * How a node is told.
 *
 * @param flushing whether its cache is flushed; if not, registrations are dropped alone
 * @param second from a flush to its repetition
 */
record FlushRules(boolean flushing, Duration second) {
    /** Commands without an answer; the link has others to send. */
    static final int WINDOW = 8;

    /** From one full flush to the next at least. */
    static final Duration BETWEEN_FULL = Duration.ofSeconds(1);

    /** After full flushes that fail, at most. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** More names that wait to be flushed a second time become one full flush. */
    static final int MAX_SECOND = 10_000;
}
