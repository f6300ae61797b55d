package dev.switchbook.recorder.vouch;

/**
 * What stood in Redis of a node before it was claimed: what happened since {@code asOfMillis} was perhaps seen by nobody.
 *
 * @param owner the recorder that had it; empty when it had been released
 * @param epoch of that ownership
 * @param coreUuid {@code Core-UUID} of the FreeSWITCH that the state is of; empty when unknown
 * @param asOfMillis milliseconds since the epoch, by that recorder's clock
 */
public record Previous(String owner, long epoch, String coreUuid, long asOfMillis) {}
