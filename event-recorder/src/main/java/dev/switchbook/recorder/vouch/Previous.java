package dev.switchbook.recorder.vouch;

/**
 * What stood in Redis of a node before it was claimed: what happened since {@code writtenMillis} was perhaps seen by nobody.
 *
 * @param owner the recorder that had it; empty when it had been released
 * @param epoch of that ownership
 * @param coreUuid {@code Core-UUID} of the FreeSWITCH that the state is of; empty when unknown
 * @param asOfMillis when it was last known to be so, milliseconds since the epoch, by that recorder's clock
 * @param written position up to which all is in Redis, as that recorder said; empty when unknown
 * @param writtenMillis until when what came is in Redis, by that recorder's clock
 * @param state that recorder's of the node
 */
public record Previous(
        String owner,
        long epoch,
        String coreUuid,
        long asOfMillis,
        String written,
        long writtenMillis,
        NodeState state) {

    /** Of one that knew what it wrote to be so. */
    Previous(String owner, long epoch, String coreUuid, long asOfMillis, String written, NodeState state) {
        this(owner, epoch, coreUuid, asOfMillis, written, asOfMillis, state);
    }

    /** As it was last seen, but Redis does not have it any more: nor perhaps all of what it wrote. */
    Previous doubted() {
        NodeState now = state == NodeState.LIVE ? NodeState.RESYNC : state;
        return new Previous(owner, epoch, coreUuid, asOfMillis, written, writtenMillis, now);
    }
}
