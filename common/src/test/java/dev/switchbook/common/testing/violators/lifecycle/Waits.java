package dev.switchbook.common.testing.violators.lifecycle;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Breaks no rule: the end of a process may wait. */
final class Waits {
    @Nullable String run(Mono<String> mono) {
        return mono.block();
    }
}
