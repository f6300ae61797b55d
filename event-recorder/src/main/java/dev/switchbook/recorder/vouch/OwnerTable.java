package dev.switchbook.recorder.vouch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The hash {@code cti_recorder}: node → value. A stage fails when Redis is away, and whether it did the work is unknown then. */
interface OwnerTable {
    /** No bytes stand for no value. */
    byte[] NONE = {};

    /** The node's value; {@link #NONE} when there is none. */
    CompletionStage<byte[]> read(String node);

    /**
     * Replaces the node's value in one step if it is still the expected one.
     *
     * @param expected {@link #NONE} when there must be none
     * @param next {@link #NONE} to remove it
     * @return null when that was done; else the actual value, and nothing was done
     */
    CompletionStage<byte @Nullable []> replace(String node, byte[] expected, byte[] next);

    /** As {@link #replace}, and tells all processes that look after the node; some may not hear of it. */
    CompletionStage<byte @Nullable []> replaceAndTell(String node, byte[] expected, byte[] next);

    /** As {@link dev.switchbook.common.redis.Redis#sinceAway}. */
    Duration sinceAway();

    /** All nodes. */
    CompletionStage<Map<String, byte[]>> readAll();
}
