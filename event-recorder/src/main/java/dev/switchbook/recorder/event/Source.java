package dev.switchbook.recorder.event;

/** How the recorder came to know. What is no event of FreeSWITCH's is marked in its entry with {@code cti_source}. */
public enum Source {
    /** FreeSWITCH sent an event. */
    EVENT(""),
    /** A snapshot, or the new Core-UUID of a restarted FreeSWITCH, differed from what was known. */
    SNAPSHOT("snapshot"),
    /** The node is unreachable and the registration's time is over. */
    EXPIRED("expired"),
    /** The node was unreachable for {@code lost-after}: its state was let go. */
    LOST("lost");

    private final String text;

    Source(String text) {
        this.text = text;
    }

    /** The value of {@code cti_source}; empty for an event. */
    public String text() {
        return text;
    }
}
