package dev.switchbook.recorder.chaos;

/**
 * Something that goes wrong in an episode.
 *
 * @param node whose owner, or which node
 * @param afterMillis from the episode's begin
 * @param lastsMillis until what was done is undone
 */
record Fault(FaultKind kind, int node, long afterMillis, long lastsMillis) {
    @Override
    public String toString() {
        return kind + " fs" + (node + 1) + " +" + afterMillis + " for " + lastsMillis;
    }
}
