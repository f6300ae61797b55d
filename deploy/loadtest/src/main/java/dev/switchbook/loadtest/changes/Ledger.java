package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.extensions.Extensions;
import org.jspecify.annotations.Nullable;

/** What was written when. One thread writes it, the generator's reads it; whoever looks into a history holds its lock. */
final class Ledger {

    private static final int RECENT = 32;

    private final @Nullable History[] histories;
    private final int[] recent = new int[RECENT];
    private int changes;

    /** All extensions as the load test fills them in, and each of them asked for once. */
    Ledger(int extensions) {
        histories = new History[extensions];
    }

    int extensions() {
        return histories.length;
    }

    synchronized History history(int index) {
        History history = histories[index];
        if (history == null) {
            Version first = new Version(0, true, Extensions.alias(index));
            first.answered();
            history = new History(first);
            histories[index] = history;
        }
        return history;
    }

    /** Before the write is sent. */
    synchronized Version begin(int index, boolean present, int alias) {
        return history(index).begin(present, alias);
    }

    /**
     * Redis has said OK.
     *
     * @param nanos {@code System.nanoTime()} then
     */
    synchronized void done(int index, Version version, long nanos) {
        version.done(nanos);
        recent[changes++ % RECENT] = index;
    }

    /** All are gone, from before FLUSHALL is sent. */
    synchronized Version[] beginAll() {
        Version[] gone = new Version[histories.length];
        for (int i = 0; i < gone.length; i++) {
            gone[i] = begin(i, false, Extensions.NO_ALIAS);
        }
        return gone;
    }

    synchronized void doneAll(Version[] versions, long nanos) {
        for (Version version : versions) {
            version.done(nanos);
        }
    }

    /** One of those that were changed last, by any number from 0 on; -1 if none was. */
    synchronized int recent(int any) {
        int there = Math.min(changes, RECENT);
        return there == 0 ? -1 : recent[any % there];
    }
}
