package dev.switchbook.directory.lookup;

import dev.switchbook.directory.request.DirectoryRequest;
import reactor.core.publisher.Mono;

/** Answers directory requests. */
@FunctionalInterface
public interface Directory {

    /**
     * The answer to a request.
     *
     * @return exactly one answer, within the time that a request may wait for Redis. Redis being away or slow is an
     *     {@link Answer.Unavailable}; an error is a fault of this program
     */
    Mono<Answer> answer(DirectoryRequest request);
}
