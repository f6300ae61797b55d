package dev.switchbook.directory.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Redis' hashes in maps; fails when told to. */
public final class MemoryStore implements Store {

    public final Map<String, Map<String, String>> hashes = new LinkedHashMap<>();
    public final List<String> commands = new ArrayList<>();
    int page = 500;

    public @Nullable RuntimeException failure;

    /** How scans end, behind their last page. */
    @Nullable RuntimeException endsAs;

    /** While this is so, what was read is not answered yet. */
    public boolean holds;

    private final List<Runnable> held = new ArrayList<>();

    /** Writes a field; single quotes stand for double ones. */
    public MemoryStore put(String key, String field, String json) {
        hashes.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(field, json.replace('\'', '"'));
        return this;
    }

    @Override
    public CompletionStage<byte @Nullable []> domain(String domain) {
        return get(Keys.DOMAINS, domain);
    }

    @Override
    public CompletionStage<byte @Nullable []> extension(String domain, String extension) {
        return get(Keys.extensions(domain), extension);
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        return read("HMGET " + Keys.extensions(domain), () -> {
            Map<String, byte[]> found = new LinkedHashMap<>();
            for (String extension : extensions) {
                String json = hash(Keys.extensions(domain)).get(extension);
                if (json != null) {
                    found.put(extension, json.getBytes(UTF_8));
                }
            }
            return found;
        });
    }

    @Override
    public CompletionStage<byte @Nullable []> group(String domain, String group) {
        return get(Keys.groups(domain), group);
    }

    @Override
    public CompletionStage<Boolean> hasExtensions(String domain) {
        return read("EXISTS " + Keys.extensions(domain), () -> hashes.containsKey(Keys.extensions(domain)));
    }

    @Override
    public CompletionStage<Set<String>> known(Collection<String> domains) {
        return read(
                "KNOWN",
                () -> domains.stream()
                        .filter(domain ->
                                hash(Keys.DOMAINS).containsKey(domain) || hashes.containsKey(Keys.extensions(domain)))
                        .collect(Collectors.toSet()));
    }

    /** Each page begins with the last field of the one before: a field may come twice, says HSCAN. */
    @Override
    public Flux<Map<String, byte[]>> scanExtensions(String domain) {
        return scan(Keys.extensions(domain));
    }

    @Override
    public Flux<Map<String, byte[]>> scanDomains() {
        return scan(Keys.DOMAINS);
    }

    @Override
    public Flux<List<String>> scanDomainsWithExtensions() {
        return Flux.defer(() -> {
            if (failure != null) {
                return Flux.error(failure);
            }
            List<String> domains = hashes.keySet().stream()
                    .filter(key -> key.startsWith(Keys.EXTENSIONS_PREFIX))
                    .map(key -> key.substring(Keys.EXTENSIONS_PREFIX.length()))
                    .toList();
            return Flux.just(domains, domains);
        });
    }

    private Flux<Map<String, byte[]>> scan(String key) {
        return Flux.defer(() -> {
            if (failure != null) {
                return Flux.error(failure);
            }
            List<Map<String, byte[]>> pages = new ArrayList<>();
            Map<String, byte[]> current = new LinkedHashMap<>();
            for (Map.Entry<String, String> field : hash(key).entrySet()) {
                byte[] json = field.getValue().getBytes(UTF_8);
                current.put(field.getKey(), json);
                if (current.size() >= page) {
                    pages.add(current);
                    current = new LinkedHashMap<>(Map.of(field.getKey(), json));
                }
            }
            pages.add(current);
            Flux<Map<String, byte[]>> all = Flux.fromIterable(pages);
            return endsAs == null ? all : all.concatWith(Flux.error(endsAs));
        });
    }

    private CompletionStage<byte @Nullable []> get(String key, String field) {
        return read("HGET " + key + " " + field, () -> {
            String json = hash(key).get(field);
            return json == null ? null : json.getBytes(UTF_8);
        });
    }

    private <T extends @Nullable Object> CompletionStage<T> read(String command, Supplier<T> result) {
        commands.add(command);
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        T read = result.get();
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (holds) {
            held.add(() -> answer.complete(read));
        } else {
            answer.complete(read);
        }
        return answer;
    }

    /** Answers what was held so far, as it was read. */
    public void release() {
        List<Runnable> answers = List.copyOf(held);
        held.clear();
        answers.forEach(Runnable::run);
    }

    private Map<String, String> hash(String key) {
        return hashes.getOrDefault(key, Map.of());
    }
}
