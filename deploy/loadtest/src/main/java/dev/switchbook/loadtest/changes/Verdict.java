package dev.switchbook.loadtest.changes;

/** What an answer was, against the promise of freshness. */
enum Verdict {
    /** One of the records that it may have been. */
    RIGHT,
    /** Not one of them: the answer is older than promised, or was never true. */
    VIOLATION,
    /** A new alias that should have been found by now. */
    LATE_ALIAS,
    /** 503: the promise allows it. */
    UNAVAILABLE,
    /** No answer to this question at all. */
    WRONG
}
