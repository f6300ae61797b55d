package dev.switchbook.directory.lookup;

import dev.switchbook.directory.request.DirectoryRequest;
import reactor.core.publisher.Mono;

/** Answers directory requests from what it is given to read. */
@FunctionalInterface
public interface Lookup {

    /**
     * The answer to a request.
     *
     * @param from every read of Redis that the answer depends on goes through it
     * @return as {@link Directory#answer} has it
     */
    Mono<Answer> answer(DirectoryRequest request, Reading from);
}
