package dev.switchbook.directory.lookup;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The raw reads of contract section 2. Domains are in lower case. Every stage and stream fails when Redis is away or
 * slow, with {@link NoHashException} when a key is no hash, and none of them blocks.
 */
public interface Store {

    /** {@code HGET cti_domain domain}; null when there is none. */
    CompletionStage<byte @Nullable []> domain(String domain);

    /** {@code HGET cti_exten@domain extension}; null when there is none. */
    CompletionStage<byte @Nullable []> extension(String domain, String extension);

    /** {@code HMGET cti_exten@domain …}: those that there are, in the order asked for. */
    CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions);

    /** {@code HGET cti_group@domain group}; null when there is none. */
    CompletionStage<byte @Nullable []> group(String domain, String group);

    /** Whether {@code cti_exten@domain} exists. */
    CompletionStage<Boolean> hasExtensions(String domain);

    /** Those of the names that have a field in {@code cti_domain} or a {@code cti_exten@} of their own. */
    CompletionStage<Set<String>> known(Collection<String> domains);

    /** {@code HSCAN cti_exten@domain}, a page at a time as pages are asked for; a field may come more than once. */
    Flux<Map<String, byte[]>> scanExtensions(String domain);

    /** {@code HSCAN cti_domain}, likewise. */
    Flux<Map<String, byte[]>> scanDomains();

    /** The domains that have a {@code cti_exten@}, by {@code SCAN}, a page at a time; one may come more than once. */
    Flux<List<String>> scanDomainsWithExtensions();
}
