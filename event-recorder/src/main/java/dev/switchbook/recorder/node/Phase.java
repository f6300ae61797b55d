package dev.switchbook.recorder.node;

/** What this process does about a node. */
enum Phase {
    /** Another process owns it, or none does: its events are kept for the case that this one has to go on. */
    FOLLOWING,

    /** It is claimed, and what Redis has of it is being read. */
    LOADING,

    /** Its events become records. */
    RECORDING,

    /** What was taken is being written, and then another process goes on. */
    LETTING_GO
}
