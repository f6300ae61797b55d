package dev.switchbook.recorder.flush;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/** What is read of Redis. All of it fails when Redis is away or slow, and none of it blocks. */
interface Records {

    /** {@code HSCAN}, a page at a time as pages are asked for; a field may come more than once. */
    Flux<Map<String, byte[]>> pages(String key);

    /** {@code HMGET cti_exten@domain …}: those that there are. */
    CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions);

    /** {@code HLEN cti_exten@domain}; 0 when there is none. */
    CompletionStage<Long> count(String domain);

    /** The keys that are a {@code cti_exten@} hash, by {@code SCAN}; one may come more than once. */
    Flux<List<String>> extensionKeys();
}
