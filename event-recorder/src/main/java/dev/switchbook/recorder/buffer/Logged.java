package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;

/** What a {@link ChangeLog} gives back. */
public sealed interface Logged {

    /** Milliseconds since the epoch, when it was appended. */
    long arrivalMillis();

    /** A change, as it was appended; its base is the very object. */
    record Kept(Change change, long arrivalMillis) implements Logged {}

    /**
     * A stretch that no recorder saw, to be written down where the base has a stream. Times in milliseconds since the epoch; one that seems
     * to end before it begins, because the wall clock was set back in it, begins where it ends.
     */
    record Gap(Base base, long fromMillis, long toMillis, long arrivalMillis) implements Logged {
        public Gap {
            fromMillis = Math.min(fromMillis, toMillis);
        }
    }

    /** In place of so many that came back from the disk damaged or not at all; the last of them came at {@code toMillis}. */
    record Lost(int count, long arrivalMillis, long toMillis) implements Logged {}
}
