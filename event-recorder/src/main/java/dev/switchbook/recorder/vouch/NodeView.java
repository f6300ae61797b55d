package dev.switchbook.recorder.vouch;

/**
 * What a recorder says of a node's state in Redis.
 *
 * @param coreUuid {@code Core-UUID} of the FreeSWITCH it is the state of; empty when none was seen yet
 * @param asOfMillis when it was last known to be so, milliseconds since the epoch; renewed each second while it is
 * @param registrations how many contacts are registered
 * @param channels how many channels are up
 */
public record NodeView(NodeState state, String coreUuid, long asOfMillis, long registrations, long channels) {}
