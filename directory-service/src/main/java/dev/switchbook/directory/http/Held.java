package dev.switchbook.directory.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much all connections of a listener hold of requests that have not come in whole. Requests that come in one piece, as
 * FreeSWITCH's do, take nothing of it: whoever fills it up with halves keeps nobody out but others with halves.
 */
final class Held {

    private final AtomicLong bytes = new AtomicLong();
    private final long limit;

    /** Nothing as yet. */
    Held(long limit) {
        this.limit = limit;
    }

    /** Counts bytes that are held from now on, or below 0 no longer; whether that is within the limit. */
    boolean change(int by) {
        return by == 0 || bytes.addAndGet(by) <= limit || by < 0;
    }

    /** How much it is. */
    long bytes() {
        return bytes.get();
    }
}
