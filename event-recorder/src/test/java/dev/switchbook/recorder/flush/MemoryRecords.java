package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisCommandExecutionException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Redis, as far as it is read, in a map of maps. */
final class MemoryRecords implements Records {
    final Map<String, Map<String, byte[]>> keys = new TreeMap<>();
    final Set<String> noHashes = new HashSet<>();

    /** How often each key was read. */
    final Map<String, Integer> readings = new HashMap<>();

    /** Every question fails with it while it is not null. */
    @Nullable RuntimeException fault;

    /** A reading breaks off after its page with this. */
    @Nullable RuntimeException faultBehindPage;

    /** Records that are asked for by name are as they are now, and come when this is done. */
    CompletableFuture<Boolean> namedComeWith = CompletableFuture.completedFuture(true);

    void put(String key, String field, String json) {
        keys.computeIfAbsent(key, name -> new LinkedHashMap<>())
                .put(field, json.replace('\'', '"').getBytes(UTF_8));
    }

    void remove(String key, String field) {
        Map<String, byte[]> hash = keys.get(key);
        if (hash != null && hash.remove(field) != null && hash.isEmpty()) {
            keys.remove(key);
        }
    }

    @Override
    public Flux<Map<String, byte[]>> pages(String key) {
        return Flux.defer(() -> {
            readings.merge(key, 1, Integer::sum);
            if (fault != null) {
                return Flux.error(fault);
            }
            if (noHashes.contains(key)) {
                return Flux.error(noHash());
            }
            Flux<Map<String, byte[]>> page = Flux.just(Map.copyOf(keys.getOrDefault(key, Map.of())));
            return faultBehindPage == null ? page : page.concatWith(Flux.error(faultBehindPage));
        });
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        Map<String, byte[]> all = keys.getOrDefault(Keys.extensions(domain), Map.of());
        Map<String, byte[]> found = new LinkedHashMap<>();
        extensions.forEach(extension -> {
            byte[] json = all.get(extension);
            if (json != null) {
                found.put(extension, json);
            }
        });
        return answer(domain, found).thenCombine(namedComeWith, (records, come) -> records);
    }

    @Override
    public CompletionStage<Long> count(String domain) {
        return answer(domain, (long)
                keys.getOrDefault(Keys.extensions(domain), Map.of()).size());
    }

    private <T> CompletionStage<T> answer(String domain, T value) {
        if (fault != null) {
            return CompletableFuture.failedFuture(fault);
        }
        return noHashes.contains(Keys.extensions(domain))
                ? CompletableFuture.failedFuture(noHash())
                : CompletableFuture.completedFuture(value);
    }

    @Override
    public Flux<List<String>> extensionKeys() {
        return Flux.defer(() -> fault != null
                ? Flux.error(fault)
                : Flux.just(keys.keySet().stream().filter(Keys::isExtensions).toList()));
    }

    private static RedisCommandExecutionException noHash() {
        return new RedisCommandExecutionException("WRONGTYPE Operation against a key holding the wrong kind of value");
    }
}
