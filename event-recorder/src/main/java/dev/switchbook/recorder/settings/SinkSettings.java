package dev.switchbook.recorder.settings;

/**
 * Where one block's records and entries go. A name may hold {@code <domain>} and {@code <node>}; empty switches that sink off.
 *
 * @param hash name of the hash of records
 * @param channel name of the pub/sub channel
 * @param list name of the list of entries
 * @param stream name of the stream of entries
 * @param key {@code <user>} or {@code <user>@<domain>}
 * @param listMax 1 or more
 * @param streamMax 1 or more
 */
public record SinkSettings(
        String hash, String channel, String list, String stream, String key, long listMax, long streamMax) {

    /** Whether anything at all is to be written. */
    public boolean enabled() {
        return !(hash.isEmpty() && channel.isEmpty() && list.isEmpty() && stream.isEmpty());
    }

    /** Whether records of two domains with the same extension are kept apart. */
    public boolean keyHasDomain() {
        return key.contains("<domain>");
    }
}
