package dev.switchbook.recorder.vouch;

/**
 * What a recorder says of a node's state in Redis.
 *
 * @param coreUuid {@code Core-UUID} of the FreeSWITCH it is the state of; empty when none was seen yet
 * @param asOfMillis when it was last known to be so, milliseconds since the epoch, renewed each second while it is; 0 when it
 *     never was
 * @param registrations how many contacts are registered
 * @param channels how many channels are up
 * @param written position, {@code core:sequence}, up to which all is in Redis; empty when unknown
 * @param writtenMillis until when what came is in Redis, milliseconds since the epoch: later than {@code asOfMillis} while a snapshot is
 *     still to confirm the rest; 0 for nothing
 */
public record NodeView(
        NodeState state,
        String coreUuid,
        long asOfMillis,
        long registrations,
        long channels,
        String written,
        long writtenMillis) {

    /** Of which nothing is known. */
    public static final NodeView UNKNOWN = new NodeView(NodeState.LOST, "", 0, 0, 0, "");

    /** That has been written until it was known to be so. */
    public NodeView(
            NodeState state, String coreUuid, long asOfMillis, long registrations, long channels, String written) {
        this(state, coreUuid, asOfMillis, registrations, channels, written, asOfMillis);
    }

    /** This, and what it does not know by what another one said before: who claims must not make the next one forget it. */
    NodeView orBefore(NodeView before) {
        return new NodeView(
                state,
                coreUuid.isEmpty() ? before.coreUuid : coreUuid,
                asOfMillis == 0 ? before.asOfMillis : asOfMillis,
                registrations,
                channels,
                written.isEmpty() ? before.written : written,
                writtenMillis == 0 ? before.writtenMillis : writtenMillis);
    }

    /** The same of a node that nobody sees any more. */
    public NodeView unseen() {
        return new NodeView(NodeState.LOST, coreUuid, asOfMillis, registrations, channels, written, writtenMillis);
    }
}
