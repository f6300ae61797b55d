package dev.switchbook.recorder.vouch;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The hash {@code cti_recorder:members}: recorder → value. A stage fails when Redis is away. */
interface MemberTable {
    CompletionStage<?> write(String member, byte[] value);

    CompletionStage<Map<String, byte[]>> readAll();

    /** As {@link dev.switchbook.common.redis.Redis#sinceAway}. */
    Duration sinceAway();

    CompletionStage<?> remove(String member);

    /** Removes the member's value in one step if it is still that. */
    CompletionStage<?> removeIf(String member, byte[] value);
}
