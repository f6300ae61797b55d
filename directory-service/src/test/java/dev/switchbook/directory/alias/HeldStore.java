package dev.switchbook.directory.alias;

import dev.switchbook.common.testing.HeldPages;
import dev.switchbook.directory.lookup.Store;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A store whose readings of domains begin when they are asked for and go on when a test says so. */
final class HeldStore implements Store {

    private final HeldPages pages = new HeldPages();
    final List<HeldPages.Scan> scans = pages.scans;
    final Map<String, byte[]> records = new ConcurrentHashMap<>();

    /** What was asked for by name, each time. */
    final List<List<String>> questions = new CopyOnWriteArrayList<>();

    /** Holds the answers to them back while it is not completed. */
    volatile CompletableFuture<Boolean> answers = CompletableFuture.completedFuture(true);

    final List<String> listed = new CopyOnWriteArrayList<>();

    @Override
    public Flux<Map<String, byte[]>> scanExtensions(String domain) {
        return pages.of(domain);
    }

    @Override
    public CompletionStage<byte @Nullable []> extension(String domain, String extension) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<byte @Nullable []> domain(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        questions.add(extensions);
        Map<String, byte[]> found = new LinkedHashMap<>();
        for (String extension : extensions) {
            byte[] json = records.get(extension + "@" + domain);
            if (json != null) {
                found.put(extension, json);
            }
        }
        return answers.thenApply(go -> found);
    }

    @Override
    public CompletionStage<byte @Nullable []> group(String domain, String group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Boolean> hasExtensions(String domain) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Set<String>> known(Collection<String> domains) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Flux<Map<String, byte[]>> scanDomains() {
        return Flux.fromIterable(listed).map(domain -> Map.of(domain, new byte[0]));
    }

    @Override
    public Flux<List<String>> scanDomainsWithExtensions() {
        throw new UnsupportedOperationException();
    }
}
