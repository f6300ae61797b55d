package dev.switchbook.directory.cache;

import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.request.DirectoryRequest;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/** The last answer to one request, and of what it was made. Stays the same object while the answer is made anew. */
final class Entry {

    /**
     * What was answered.
     *
     * @param slots of the {@link ChangeLog}: the keys that it was made of
     * @param asOf the log's moment before the first of them was read
     * @param readAt the same by {@link System#nanoTime()}
     * @param record a hash of the user's own record; 0 when it was not found by its own name
     */
    @SuppressWarnings("ArrayRecordComponent") // read only, never compared
    record Filling(Document document, int[] slots, long asOf, long readAt, long record) {

        /** The same, known to be right at a later moment. */
        Filling as(long laterAsOf, long laterReadAt) {
            return new Filling(document, slots, laterAsOf, laterReadAt, record);
        }

        /** The same, known to be wrong: everything has changed since. */
        Filling outdated() {
            return as(Long.MIN_VALUE, readAt);
        }
    }

    /**
     * What an entry takes beside its own bytes and the characters of its key: this, the filling and its slots, the document,
     * the key with its strings, places in a map and in a queue; on a 64-bit JVM with compressed pointers.
     */
    private static final int OVERHEAD = 328;

    private static final int BYTES_PER_SLOT = 4;

    private static final AtomicReferenceFieldUpdater<Entry, Filling> FILLING =
            AtomicReferenceFieldUpdater.newUpdater(Entry.class, Filling.class, "filling");

    private final DirectoryRequest key;
    private final int keyLength;
    private volatile Filling filling;

    /** Asked for since the hand came by; a lost update costs an entry one round. */
    private volatile boolean wanted;

    /** The number of the last search that came by the record of which this is made. */
    private volatile int sighted;

    Entry(DirectoryRequest key, int keyLength, Filling filling) {
        this.key = key;
        this.keyLength = keyLength;
        this.filling = filling;
    }

    DirectoryRequest key() {
        return key;
    }

    Filling filling() {
        return filling;
    }

    /** Whether an answer was read later than this one, or at once. */
    boolean isOlderThan(Filling other) {
        Filling now = filling;
        return other.asOf() == now.asOf() ? other.readAt() - now.readAt() >= 0 : other.asOf() > now.asOf();
    }

    /** Puts a newer answer in; by how much the entry has grown, in bytes. Not by two at once. */
    int fill(Filling newer) {
        Filling before = FILLING.getAndSet(this, newer);
        return bytes(newer) - bytes(before);
    }

    /** Changes what is said of an answer, unless another one was put in meanwhile. */
    void restate(Filling known, Filling restated) {
        FILLING.compareAndSet(this, known, restated);
    }

    /** A search came by the record of which the answer is made. */
    void sighted(int search) {
        sighted = search;
    }

    /** Whether neither this search nor a later one came by that record. */
    boolean isUnseenSince(int search) {
        return sighted - search < 0;
    }

    /** About how much memory it takes. */
    int bytes() {
        return bytes(filling);
    }

    private int bytes(Filling of) {
        return OVERHEAD
                + keyLength
                + BYTES_PER_SLOT * of.slots().length
                + of.document().xml().ownLength();
    }

    void want() {
        if (!wanted) {
            wanted = true;
        }
    }

    boolean takeWanted() {
        boolean was = wanted;
        wanted = false;
        return was;
    }
}
