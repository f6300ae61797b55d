package dev.switchbook.directory.lookup;

/** How passwords leave this service. */
public enum Emit {
    /** As they are in Redis. */
    PASSWORD,
    /** As {@code a1-hash}: md5(id:domain:password). */
    A1_HASH
}
