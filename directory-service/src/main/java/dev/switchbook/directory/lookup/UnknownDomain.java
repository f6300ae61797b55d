package dev.switchbook.directory.lookup;

/** What is answered for a domain that nobody knows. */
public enum UnknownDomain {
    /** FreeSWITCH asks its other bindings and its static files. */
    NOT_FOUND,
    /** A final no. */
    DENY
}
