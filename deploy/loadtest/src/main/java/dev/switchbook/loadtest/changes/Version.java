package dev.switchbook.loadtest.changes;

/** One record of an extension, or its absence. */
final class Version {
    private final int number;
    private final boolean present;
    private final int alias;
    private boolean done;
    private long doneAt;
    private boolean answered;

    /**
     * A record that is not known to be in Redis yet.
     *
     * @param number its password is computed from it; 0 is the first one
     * @param present false: the extension was deleted
     * @param alias the first digit of its number-alias; 0 for none
     */
    Version(int number, boolean present, int alias) {
        this.number = number;
        this.present = present;
        this.alias = alias;
    }

    int number() {
        return number;
    }

    boolean present() {
        return present;
    }

    /** Whether a request for the alias with this digit finds it; 0 stands for the extension itself. */
    boolean answersTo(int digit) {
        return present && (digit == 0 || alias == digit);
    }

    int alias() {
        return present ? alias : 0;
    }

    /** Redis said so. */
    void done(long nanos) {
        done = true;
        doneAt = nanos;
    }

    boolean isDoneBy(long nanos) {
        return done && doneAt - nanos <= 0;
    }

    /** {@code System.nanoTime()} at Redis' OK; of one that is done. */
    long doneAt() {
        return doneAt;
    }

    /** Somebody got it: a cache may hold it. */
    void answered() {
        answered = true;
    }

    boolean wasAnswered() {
        return answered;
    }
}
