package dev.switchbook.recorder.sink;

import dev.switchbook.common.redis.RedisAwayException;
import io.lettuce.core.RedisCommandTimeoutException;
import java.util.concurrent.CompletionException;

/** Tells the faults of a step apart. */
final class StepFaults {
    private StepFaults() {}

    /** Whether Redis was not there or did not answer; else it said what it did not like. */
    static boolean isAway(Throwable failure) {
        Throwable cause = unwrapped(failure);
        return cause instanceof RedisAwayException || cause instanceof RedisCommandTimeoutException;
    }

    static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
