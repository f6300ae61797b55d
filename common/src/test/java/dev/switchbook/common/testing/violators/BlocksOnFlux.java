package dev.switchbook.common.testing.violators;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

final class BlocksOnFlux {
    @Nullable String run(Flux<String> flux) {
        return flux.blockFirst();
    }
}
