package dev.switchbook.recorder.link;

/** Where a link stands. */
public enum LinkState {
    /** No connection; waiting to try again. */
    AWAY,
    /** From the TCP connect to the answer of the subscription. */
    CONNECTING,
    /** Events come; the snapshot is under way. */
    RESYNC,
    /** Events come, and the snapshot is done. */
    LIVE,
    /** Ended on request. */
    CLOSED
}
