package dev.switchbook.recorder.flush;

import org.jspecify.annotations.Nullable;

/** A domain whose extensions are watched. On the watch's thread alone. */
final class WatchedDomain {
    final String name;
    final DigestTable table;

    /** What differs from before, as the reading under way has found, and those before it that failed. */
    private Found found = new Found();

    /** Whether the table holds what a whole reading has found. */
    boolean read;

    /** A change was told before there was anything to compare with. */
    boolean toldUnread;

    /** Since when a change is told that no reading covers, of {@link System#nanoTime()}; valid if {@link #isTold}. */
    private long toldNanos;

    private boolean isTold;

    /** When the last reading began, of {@link System#nanoTime()}; valid if {@link #hasBegun}. */
    private long begunNanos;

    private boolean hasBegun;

    private boolean isReading;

    /** The same of the changes that the reading under way covers. */
    private long readingToldNanos;

    WatchedDomain(String name, boolean withSecrets) {
        this.name = name;
        this.table = new DigestTable(withSecrets);
    }

    void told(long nowNanos) {
        if (!isTold) {
            isTold = true;
            toldNanos = nowNanos;
        }
        toldUnread |= !read;
    }

    void begins(long nowNanos) {
        readingToldNanos = isTold ? toldNanos : nowNanos;
        isTold = false;
        hasBegun = true;
        isReading = true;
        begunNanos = System.nanoTime();
        table.begin();
    }

    /** Whether a reading has begun since, so that it may know better than what was asked for then. */
    private boolean hasBegunSince(long nanoTime) {
        return hasBegun && begunNanos - nanoTime >= 0;
    }

    /**
     * What a record was when it was asked for. A reading that has begun since may know better, for links to Redis do not wait for each
     * other; what is newer still is told of, and read again.
     */
    @Nullable Change named(String extension, byte @Nullable [] json, long askedNanos) {
        if (!hasBegunSince(askedNanos)) {
            return table.named(extension, json);
        }
        return isReading ? table.maybe(extension, json) : null;
    }

    Found found() {
        return found;
    }

    /** The reading was whole: this is what changed. */
    Found ends() {
        table.end(found::add);
        isReading = false;
        Found all = found;
        found = new Found();
        return all;
    }

    /** A reading has failed: the next one covers what was told before it, too. */
    void failed() {
        isReading = false;
        hasBegun = false; // it is no whole one, so it knows nothing better
        isTold = true;
        toldNanos = readingToldNanos;
    }

    /** Since when what the last reading found was told, or when that began. */
    long readingToldNanos() {
        return readingToldNanos;
    }
}
