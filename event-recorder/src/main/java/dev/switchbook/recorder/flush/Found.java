package dev.switchbook.recorder.flush;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed in a domain, as one reading found. A mass of changes is counted, and not kept; but of whom the phones may have to go,
 * as many are kept again, because a reading tells of the deleted ones last.
 */
final class Found {
    /** More are a mass. */
    static final int MAX = 500;

    private final List<Change> changes = new ArrayList<>();
    private int count;
    private int deleted;
    private int locked;

    void add(Change change) {
        count++;
        deleted += change.kind() == Change.Kind.DELETED ? 1 : 0;
        locked += change.locked() ? 1 : 0;
        boolean mayHaveToGo = change.kind() == Change.Kind.DELETED || change.locked();
        if (count <= MAX || (mayHaveToGo && deleted + locked <= MAX)) {
            changes.add(change);
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    boolean isMass() {
        return count > MAX;
    }

    /** All of them; of a mass the first {@link #MAX}, and those beyond that are deleted or locked, as long as these are no mass. */
    List<Change> changes() {
        return changes;
    }

    int count() {
        return count;
    }

    int deleted() {
        return deleted;
    }

    /** How many are {@link Change#locked}. */
    int locked() {
        return locked;
    }
}
