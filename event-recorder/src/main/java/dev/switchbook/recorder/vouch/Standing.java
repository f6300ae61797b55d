package dev.switchbook.recorder.vouch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a recorder can do for a node, in rising order. */
public enum Standing {
    /** No link to it. */
    AWAY,
    /** Its events come. */
    SEES,
    /** Its events come, and the owner's written position is among those held: it can go on behind it. */
    COVERS,
    /** It is the recorder's. */
    OWNS;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As it stands in Redis, where {@link #AWAY} is left out. */
    String text() {
        return text;
    }

    /** From Redis; what is none of them is {@link #AWAY}. */
    static Standing of(@Nullable String text) {
        for (Standing each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        return AWAY;
    }

    boolean isAbove(Standing other) {
        return compareTo(other) > 0;
    }
}
