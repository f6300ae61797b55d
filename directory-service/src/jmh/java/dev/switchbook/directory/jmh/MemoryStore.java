package dev.switchbook.directory.jmh;

import static java.util.concurrent.CompletableFuture.completedFuture;

import dev.switchbook.directory.lookup.Store;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A Redis that answers at once: one domain, in which every extension exists. */
final class MemoryStore implements Store {

    @Override
    public CompletionStage<byte @Nullable []> domain(String domain) {
        return completedFuture(Samples.DOMAIN_RECORD);
    }

    @Override
    public CompletionStage<byte @Nullable []> extension(String domain, String extension) {
        return completedFuture(Samples.RECORD);
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        return completedFuture(Map.of());
    }

    @Override
    public CompletionStage<byte @Nullable []> group(String domain, String group) {
        return completedFuture(null);
    }

    @Override
    public CompletionStage<Boolean> hasExtensions(String domain) {
        return completedFuture(true);
    }

    @Override
    public CompletionStage<Set<String>> known(Collection<String> domains) {
        return completedFuture(Set.of());
    }

    @Override
    public Flux<Map<String, byte[]>> scanExtensions(String domain) {
        return Flux.empty();
    }

    @Override
    public Flux<Map<String, byte[]>> scanDomains() {
        return Flux.empty();
    }

    @Override
    public Flux<List<String>> scanDomainsWithExtensions() {
        return Flux.empty();
    }
}
