package dev.switchbook.loadtest.changes;

import java.util.ArrayList;
import java.util.List;

/** The records that one extension had, in the order in which one writer wrote them. Not for several threads. */
final class History {

    /** More than are written within the time that an answer may look back. */
    private static final int KEPT = 128;

    private final List<Version> versions = new ArrayList<>();

    /** Begins with a record that was there before all. */
    History(Version first) {
        versions.add(first);
    }

    /** A new record, before it is sent: from now on an answer may hold it. */
    Version begin(boolean present, int alias) {
        Version version = new Version(newest().number() + 1, present, alias);
        versions.add(version);
        if (versions.size() > KEPT) {
            versions.remove(0);
        }
        return version;
    }

    Version newest() {
        return versions.get(versions.size() - 1);
    }

    /** The one before the newest; the newest if there is no other. */
    Version previous() {
        return versions.get(Math.max(0, versions.size() - 2));
    }

    int size() {
        return versions.size();
    }

    Version get(int at) {
        return versions.get(at);
    }

    /**
     * The oldest one that a read may still see.
     *
     * @param sent when the request was sent
     * @param staleness in nanoseconds: a write that was done so long before it must be seen
     */
    int oldest(long sent, long staleness) {
        int oldest = 0;
        for (int i = 1; i < versions.size(); i++) {
            if (versions.get(i).isDoneBy(sent - staleness)) {
                oldest = i;
            }
        }
        return oldest;
    }
}
