package dev.switchbook.directory.lookup;

import java.util.Locale;

/** How a request ended; the values of the label {@code outcome} of {@code directory_requests_seconds}. */
public enum Outcome {
    /** What was asked for. */
    FOUND,
    /** A final no. */
    DENIED,
    /** Not known here: FreeSWITCH may ask elsewhere. */
    NOT_FOUND,
    /** What was last known, while Redis is away. */
    STALE,
    /** Redis was away or slow: 503. */
    UNAVAILABLE,
    /** Not admitted: no valid credentials, too large, another method. */
    REJECTED;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the label {@code outcome}. */
    public String label() {
        return label;
    }
}
