package dev.switchbook.directory.alias;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the aliases of one domain: what the last reading found, and what writers have told since. Read on any
 * thread, changed on the index's own.
 */
final class DomainAliases {

    private record Claim(String alias, String extension) {}

    /** What was read is never changed once it can be seen; what is told is added to it. */
    private record Snapshot(Claims read, Map<String, List<String>> told) {

        List<String> of(String alias) {
            List<String> swept = read.of(alias);
            List<String> more = told.get(alias);
            return more == null ? swept : merged(swept, more);
        }

        void add(Claim claim) {
            told.merge(claim.alias(), List.of(claim.extension()), DomainAliases::merged);
        }
    }

    /** So many claims are kept beside those of the last reading. */
    private static final int MAX_TOLD = 20_000;

    private final Set<Claim> toldSinceBegin = new LinkedHashSet<>();
    private volatile @Nullable Snapshot snapshot;
    private volatile CompletableFuture<Snapshot> firstReading = new CompletableFuture<>();

    boolean areKnown() {
        return snapshot != null;
    }

    /** The claimants of an alias; null before the first reading. */
    @Nullable List<String> extensionsOf(String alias) {
        Snapshot current = snapshot;
        return current == null ? null : current.of(alias);
    }

    /** The claimants of an alias, once the domain has been read; fails if the reading under way fails. */
    CompletionStage<List<String>> awaitFirst(String alias) {
        return firstReading.thenApply(found -> found.of(alias));
    }

    /** A reading begins: what is told from now on may be missing from it. */
    void begins() {
        toldSinceBegin.clear();
    }

    void swept(Claims read) {
        Snapshot found = new Snapshot(read, new ConcurrentHashMap<>());
        toldSinceBegin.forEach(found::add);
        snapshot = found;
        firstReading.complete(found);
    }

    /** Tells those who wait for the first reading, on any thread. */
    void failed(Throwable fault) {
        if (snapshot == null) {
            passedOn().completeExceptionally(fault);
        }
    }

    /** Each is passed on once, so nobody waits for one that will not be completed. */
    private synchronized CompletableFuture<Snapshot> passedOn() {
        CompletableFuture<Snapshot> waiting = firstReading;
        firstReading = new CompletableFuture<>();
        return waiting;
    }

    /** Takes up what a writer told, unless too much was told since the last reading. */
    void told(String alias, String extension) {
        Claim claim = new Claim(alias, extension);
        if (toldSinceBegin.size() < MAX_TOLD && toldSinceBegin.add(claim)) {
            Snapshot current = snapshot;
            if (current != null) {
                current.add(claim);
            }
        }
    }

    /** How many claims have been told since the last reading. */
    int told() {
        return toldSinceBegin.size();
    }

    private static List<String> merged(List<String> some, List<String> others) {
        return Stream.concat(some.stream(), others.stream())
                .distinct()
                .sorted(Claims.PRECEDENCE)
                .toList();
    }
}
