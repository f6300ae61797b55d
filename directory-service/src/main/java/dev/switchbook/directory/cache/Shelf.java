package dev.switchbook.directory.cache;

import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.xml.Xml;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Entries up to a size in bytes. When there are more, those go that were not asked for since the hand last came by (second
 * chance): reading costs no lock and no place in a list.
 */
final class Shelf {

    /** So many removed entries may wait for the hand at least, and as many as there are others. */
    private static final int REMOVED_AT_LEAST = 1024;

    private final long maxBytes;
    private final Map<DirectoryRequest, Entry> entries = new ConcurrentHashMap<>();

    /** All entries in the order in which the hand comes by, and perhaps some that were removed. */
    private final Queue<Entry> round = new ConcurrentLinkedQueue<>();

    private final SharedHeads heads = new SharedHeads();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger removed = new AtomicInteger();

    Shelf(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Nullable Entry get(DirectoryRequest key) {
        return entries.get(key);
    }

    /** Puts an answer in. */
    void put(DirectoryRequest key, Entry.Filling filling) {
        entries.compute(key, (same, before) -> {
            if (before != null) {
                bytes.addAndGet(refill(before, filling));
                return before;
            }
            Entry added = new Entry(same, CacheKey.length(same), filling);
            bytes.addAndGet(added.bytes() + heads.hold(filling.document().xml()));
            round.add(added);
            return added;
        });
        while (bytes.get() > maxBytes && turn()) {
            // until there is room
        }
    }

    /** By how much it has grown. */
    private int refill(Entry entry, Entry.Filling newer) {
        if (!entry.isOlderThan(newer)) {
            return 0; // that was a slower look-up
        }
        Xml old = entry.filling().document().xml();
        return entry.fill(newer) + heads.hold(newer.document().xml()) - heads.release(old);
    }

    /** Removes the answer to a request, if there is one: an extension was deleted, or made. */
    void remove(DirectoryRequest key) {
        Entry entry = entries.get(key);
        if (entry != null && drop(entry)) {
            int left = removed.incrementAndGet();
            if (left > REMOVED_AT_LEAST && left > entries.size()) {
                removed.set(0);
                round.removeIf(one -> entries.get(one.key()) != one);
            }
        }
    }

    /** Moves the hand on by one; false when nothing is left. */
    private boolean turn() {
        Entry entry = round.poll();
        if (entry == null) {
            return false;
        }
        if (entry.takeWanted()) {
            round.add(entry);
        } else {
            drop(entry);
        }
        return true;
    }

    private boolean drop(Entry entry) {
        boolean[] dropped = new boolean[1];
        entries.computeIfPresent(entry.key(), (key, now) -> {
            if (now != entry) {
                return now;
            }
            bytes.addAndGet(
                    -entry.bytes() - heads.release(entry.filling().document().xml()));
            dropped[0] = true;
            return null;
        });
        return dropped[0];
    }

    long bytes() {
        return bytes.get();
    }

    int size() {
        return entries.size();
    }

    /** How many wait for the hand, removed ones included. */
    int waiting() {
        return round.size();
    }
}
