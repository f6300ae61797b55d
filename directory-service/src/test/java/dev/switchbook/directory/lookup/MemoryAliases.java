package dev.switchbook.directory.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.RecordParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Claims as they stand in a {@link MemoryStore}, or others that a test sets, as an index that lags behind would. */
public final class MemoryAliases implements Aliases {

    public final Map<String, List<String>> lagging = new LinkedHashMap<>();
    private final MemoryStore store;

    public @Nullable RuntimeException failure;

    /** Claims as they stand in this store. */
    public MemoryAliases(MemoryStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<List<String>> extensionsOf(String domain, String alias) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        List<String> claims = new ArrayList<>(lagging.getOrDefault(alias + "@" + domain, List.of()));
        if (claims.isEmpty()) {
            store.hashes.getOrDefault(Keys.extensions(domain), Map.of()).forEach((extension, json) -> {
                if (RecordParser.extension(extension, json.getBytes(UTF_8)) instanceof Valid<ExtensionRecord> valid
                        && alias.equals(valid.value().alias())) {
                    claims.add(extension);
                }
            });
            claims.sort(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
        }
        return CompletableFuture.completedFuture(claims);
    }
}
