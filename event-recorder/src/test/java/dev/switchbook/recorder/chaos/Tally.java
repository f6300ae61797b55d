package dev.switchbook.recorder.chaos;

import java.util.ArrayList;
import java.util.List;

/** What the checker found wrong, counted, the first few of each kind in words. */
final class Tally {

    /** Kinds of wrong. */
    enum Wrong {
        /** Somebody who could write it had received it, and it is not there. */
        LOST,
        /** Nobody can be blamed for not having it, but no gap entry says that it is missing. */
        UNSAID,
        DOUBLED,
        OUT_OF_ORDER,
        /** An entry of something that never happened. */
        MADE_UP,
        /** A gap entry of a time in which everything was received. */
        UNDUE_GAP
    }

    private static final int TOLD = 3;

    private final int[] counts = new int[Wrong.values().length];
    private final List<String> words = new ArrayList<>();

    void add(Wrong what, String text) {
        int index = index(what);
        counts[index]++;
        if (counts[index] <= TOLD) {
            words.add(what + ": " + text);
        }
    }

    int count(Wrong what) {
        return counts[index(what)];
    }

    boolean clean() {
        for (int count : counts) {
            if (count > 0) {
                return false;
            }
        }
        return true;
    }

    /** The first few of each kind. */
    List<String> words() {
        return List.copyOf(words);
    }

    private static int index(Wrong what) {
        return List.of(Wrong.values()).indexOf(what);
    }
}
