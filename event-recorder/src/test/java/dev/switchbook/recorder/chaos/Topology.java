package dev.switchbook.recorder.chaos;

/** What kind of Redis a run has. */
enum Topology {
    STANDALONE,
    SENTINEL,
    CLUSTER
}
