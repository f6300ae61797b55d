package dev.switchbook.recorder.vouch;

import java.util.Locale;

/** How far a node's state in Redis can be believed. */
public enum NodeState {
    /** Events come, and the state is whole. */
    LIVE,
    /** Events come, and a snapshot is under way. */
    RESYNC,
    /** The node cannot be seen: the state is the last one known. */
    LOST;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** As it stands in Redis. */
    String text() {
        return text;
    }

    /** From Redis; what is none of them vouches for nothing. */
    static NodeState of(String text) {
        return text.equals(LIVE.text) ? LIVE : text.equals(RESYNC.text) ? RESYNC : LOST;
    }
}
