package dev.switchbook.recorder.vouch;

/**
 * What a recorder says of a node's state in Redis.
 *
 * @param coreUuid {@code Core-UUID} of the FreeSWITCH it is the state of; empty when none was seen yet
 * @param asOfMillis when it was last known to be so, milliseconds since the epoch, renewed each second while it is; 0 when it
 *     never was
 * @param registrations how many contacts are registered
 * @param channels how many channels are up
 */
public record NodeView(NodeState state, String coreUuid, long asOfMillis, long registrations, long channels) {

    NodeView asOf(long millis) {
        return new NodeView(state, coreUuid, millis, registrations, channels);
    }
}
