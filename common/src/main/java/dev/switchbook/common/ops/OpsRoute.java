package dev.switchbook.common.ops;

import reactor.core.publisher.Mono;

/** A path that a service adds to its ops listener. */
@FunctionalInterface
public interface OpsRoute {
    /**
     * Answers one request; called on the ops event loop and must not block. An error, an empty Mono or none within 10 s is
     * answered with 500 or 503 and logged.
     */
    Mono<OpsResponse> answer(OpsRequest request);
}
