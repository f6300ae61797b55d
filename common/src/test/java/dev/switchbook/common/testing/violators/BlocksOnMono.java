package dev.switchbook.common.testing.violators;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

final class BlocksOnMono {
    @Nullable String run(Mono<String> mono) {
        return mono.block();
    }
}
