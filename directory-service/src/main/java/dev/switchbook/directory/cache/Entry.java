package dev.switchbook.directory.cache;

import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.request.DirectoryRequest;
import java.util.function.UnaryOperator;

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
    }

    /**
     * What an entry takes beside its own bytes and the characters of its key: this, the filling and its slots, the document,
     * the key with its strings, places in a map and in a queue; on a 64-bit JVM with compressed pointers.
     */
    private static final int OVERHEAD = 328;

    private static final int BYTES_PER_SLOT = 4;

    private final DirectoryRequest key;
    private final int keyLength;
    private volatile Filling filling;

    /** Asked for since the hand came by; a lost update costs an entry one round. */
    private volatile boolean wanted;

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
        int before = bytes();
        filling = newer;
        return bytes() - before;
    }

    /** Changes what is said of an answer, if it was made of this very record. */
    synchronized void confirm(long record, UnaryOperator<Filling> confirmed) {
        if (filling.record() == record && record != 0) {
            filling = confirmed.apply(filling);
        }
    }

    /** About how much memory it takes. */
    int bytes() {
        Filling now = filling;
        return OVERHEAD
                + keyLength
                + BYTES_PER_SLOT * now.slots().length
                + now.document().xml().ownLength();
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
