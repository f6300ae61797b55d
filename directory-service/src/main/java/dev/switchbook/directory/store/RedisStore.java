package dev.switchbook.directory.store;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.directory.lookup.Keys;
import dev.switchbook.directory.lookup.NoHashException;
import dev.switchbook.directory.lookup.Store;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Reads standalone, Sentinel and Cluster alike: no command has keys of two slots. */
public final class RedisStore implements Store {

    /** Small enough that a look-up behind a page of large records does not wait long. */
    private static final int PAGE = 200;

    private static final String ALL_EXTENSIONS = Keys.EXTENSIONS_PREFIX + "*";

    private final Redis redis;
    private final RedisClusterAsyncCommands<String, byte[]> commands;
    private final Duration pageTimeout;

    /**
     * A store on a link.
     *
     * @param pageTimeout how long one page of a scan may take
     */
    public RedisStore(Redis redis, Duration pageTimeout) {
        this.redis = redis;
        this.commands = redis.async();
        this.pageTimeout = pageTimeout;
    }

    @Override
    public CompletionStage<byte @Nullable []> domain(String domain) {
        return hget(Keys.DOMAINS, domain);
    }

    @Override
    public CompletionStage<byte @Nullable []> extension(String domain, String extension) {
        return hget(Keys.extensions(domain), extension);
    }

    /** Redis' own errors do not say of which key they speak. */
    private CompletionStage<byte @Nullable []> hget(String key, String field) {
        return commands.hget(key, field)
                .exceptionallyCompose(fault -> CompletableFuture.failedStage(named(key, fault)));
    }

    private static Throwable named(String key, Throwable fault) {
        if (!(fault instanceof RedisCommandExecutionException)) {
            return fault;
        }
        String error = String.valueOf(fault.getMessage());
        return error.startsWith("WRONGTYPE") ? new NoHashException(key) : new RedisException(key + ": " + error);
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        return hmget(Keys.extensions(domain), extensions).thenApply(found -> {
            Map<String, byte[]> records = new LinkedHashMap<>();
            for (KeyValue<String, byte[]> record : found) {
                record.ifHasValue(json -> records.put(record.getKey(), json));
            }
            return records;
        });
    }

    private CompletionStage<List<KeyValue<String, byte[]>>> hmget(String key, Collection<String> fields) {
        return commands.hmget(key, fields.toArray(new String[0]))
                .exceptionallyCompose(fault -> CompletableFuture.failedStage(named(key, fault)));
    }

    @Override
    public CompletionStage<byte @Nullable []> group(String domain, String group) {
        return hget(Keys.groups(domain), group);
    }

    @Override
    public CompletionStage<Boolean> hasExtensions(String domain) {
        return commands.exists(Keys.extensions(domain)).thenApply(count -> count > 0);
    }

    @Override
    public CompletionStage<Set<String>> known(Collection<String> domains) {
        Set<String> known = ConcurrentHashMap.newKeySet();
        List<CompletionStage<?>> reads = new ArrayList<>();
        reads.add(hmget(Keys.DOMAINS, domains)
                .thenAccept(found ->
                        found.stream().filter(KeyValue::hasValue).forEach(domain -> known.add(domain.getKey()))));
        for (String domain : domains) {
            reads.add(hasExtensions(domain).thenAccept(exists -> {
                if (exists) {
                    known.add(domain);
                }
            }));
        }
        return CompletableFuture.allOf(
                        reads.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> known);
    }

    @Override
    public Flux<Map<String, byte[]>> scanExtensions(String domain) {
        return pages(Keys.extensions(domain));
    }

    @Override
    public Flux<Map<String, byte[]>> scanDomains() {
        return pages(Keys.DOMAINS);
    }

    private Flux<Map<String, byte[]>> pages(String key) {
        return redis.hashPages(key, PAGE, pageTimeout).onErrorMap(fault -> named(key, fault));
    }

    @Override
    public Flux<List<String>> scanDomainsWithExtensions() {
        return redis.keyPages(ALL_EXTENSIONS, "hash", PAGE, pageTimeout)
                .map(keys -> keys.stream()
                        .map(key -> key.substring(Keys.EXTENSIONS_PREFIX.length()))
                        .toList());
    }
}
