package dev.switchbook.recorder.settings;

import dev.switchbook.common.config.Block;

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

    public static final String KEY_USER = "<user>";
    public static final String KEY_USER_AND_DOMAIN = "<user>@<domain>";
    public static final int DEFAULT_MAX = 100_000;

    /** Reads one block of {@code gui}, each name for itself. */
    static SinkSettings read(Block block, String defaultHash) {
        SinkSettings sink = new SinkSettings(
                block.string("hash", defaultHash),
                block.string("channel", ""),
                block.string("list", ""),
                block.string("stream", ""),
                block.string("key", KEY_USER),
                block.integer("list-max", DEFAULT_MAX, 1, Integer.MAX_VALUE),
                block.integer("stream-max", DEFAULT_MAX, 1, Integer.MAX_VALUE));
        if (!sink.key.equals(KEY_USER) && !sink.key.equals(KEY_USER_AND_DOMAIN)) {
            block.problem("key", "must be \"" + KEY_USER + "\" or \"" + KEY_USER_AND_DOMAIN + '"');
        }
        return sink;
    }

    /** Whether anything at all is to be written. */
    public boolean enabled() {
        return !(hash.isEmpty() && channel.isEmpty() && list.isEmpty() && stream.isEmpty());
    }

    /** Whether records of two domains with the same extension are kept apart. */
    public boolean keyHasDomain() {
        return key.contains("<domain>");
    }
}
