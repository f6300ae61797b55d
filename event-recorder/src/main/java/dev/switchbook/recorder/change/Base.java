package dev.switchbook.recorder.change;

import org.jspecify.annotations.Nullable;

/**
 * One set of keys that is written in one step: where a block's records of one domain and node go. On a Cluster all keys are in
 * one slot. Two bases are equal when their names and blocks are.
 *
 * @param name the hash, or {@code cti_calls}, {@code cti_registrations} without one; what the recorder keeps stands beside it
 * @param hash null when switched off; so are list, stream and channel
 * @param parts hash: {@code key|node} → the node's fragment of the record, {@code key|} → the head of a call's record
 * @param positions hash: node → {@code epoch|position}
 * @param listMax the list keeps so many entries, the newest
 * @param streamMax the stream keeps so many entries, the newest
 * @param removeHangup whether the record of an extension goes when its last call has ended
 */
public record Base(
        Block block,
        String name,
        @Nullable String hash,
        @Nullable String list,
        @Nullable String stream,
        @Nullable String channel,
        String parts,
        String positions,
        long listMax,
        long streamMax,
        boolean removeHangup) {

    /** Whether an entry goes anywhere. */
    public boolean takesEntries() {
        return list != null || stream != null || channel != null;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Base base && block == base.block && name.equals(base.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
