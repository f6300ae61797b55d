package dev.switchbook.recorder.settings;

import io.lettuce.core.cluster.SlotHash;

/** Which keys of a Redis Cluster stand together: those whose hash tag, or whole name without one, is the same. */
public final class Slots {
    /** Pairs of a domain and a node; that two names meet in one slot for all of them by chance is one in 2^42. */
    private static final String[][] SAMPLES = {{"a.example", "fs1"}, {"b.example.org", "fs2"}, {"c.test", "fs-3"}};

    private Slots() {}

    /** Whether the keys are in one slot, whatever the domain and the node. */
    static boolean shared(String one, String other) {
        for (String[] sample : SAMPLES) {
            String first = SinkNames.expand(one, sample[0], sample[1]);
            String second = SinkNames.expand(other, sample[0], sample[1]);
            if (SlotHash.getSlot(first) != SlotHash.getSlot(second)) {
                return false;
            }
        }
        return true;
    }

    /** A name in the base's slot: {@code {calls}:parts}; a base with a hash tag keeps it: {@code {x}calls:parts}. */
    public static String beside(String base, String what) {
        int open = base.indexOf('{');
        int close = open < 0 ? -1 : base.indexOf('}', open + 1);
        // Redis takes the first pair of braces, and only with something between them.
        return close > open + 1 ? base + ":" + what : "{" + base + "}:" + what;
    }
}
