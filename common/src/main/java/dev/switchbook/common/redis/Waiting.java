package dev.switchbook.common.redis;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The waits of a close: bounded, and a failure ends them as well as success. */
final class Waiting {
    private Waiting() {}

    static void upTo(Duration limit, CompletionStage<?> stage) {
        stage.toCompletableFuture()
                .handle(Waiting::ignore)
                .completeOnTimeout(null, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static @Nullable Void ignore(@Nullable Object value, @Nullable Throwable failure) {
        return null;
    }
}
