package dev.switchbook.common.testing.violators;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Breaks no rule: a main class may print and wait. */
final class PermittedMain {
    @Nullable String run(Mono<String> mono) throws InterruptedException {
        Thread.sleep(1);
        System.err.println("x");
        return mono.block();
    }
}
