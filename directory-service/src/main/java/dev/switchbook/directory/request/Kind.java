package dev.switchbook.directory.request;

import java.util.Locale;

/** The kinds of request that are counted apart. */
public enum Kind {
    USER,
    DOMAIN,
    GROUP,
    NETWORK_LIST,
    GATEWAYS,
    OTHER;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The value of the label {@code kind}. */
    public String label() {
        return label;
    }
}
