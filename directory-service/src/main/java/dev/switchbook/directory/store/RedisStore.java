package dev.switchbook.directory.store;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.directory.lookup.Keys;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Reads standalone, Sentinel and Cluster alike: no command has keys of two slots. */
public final class RedisStore implements Store {

    private static final int PAGE = 500;
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

    /** Redis' own error does not say of which key it speaks. */
    private CompletionStage<byte @Nullable []> hget(String key, String field) {
        return commands.hget(key, field)
                .exceptionallyCompose(fault -> CompletableFuture.failedStage(
                        fault instanceof RedisCommandExecutionException
                                ? new RedisException(key + ": " + fault.getMessage())
                                : fault));
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        return commands.hmget(Keys.extensions(domain), extensions.toArray(new String[0]))
                .thenApply(found -> {
                    Map<String, byte[]> records = new LinkedHashMap<>();
                    for (KeyValue<String, byte[]> record : found) {
                        record.ifHasValue(json -> records.put(record.getKey(), json));
                    }
                    return records;
                });
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
    public CompletionStage<Boolean> anyKnown(Collection<String> domains) {
        CompletableFuture<Boolean> known = commands.hmget(Keys.DOMAINS, domains.toArray(new String[0]))
                .thenApply(found -> found.stream().anyMatch(KeyValue::hasValue))
                .toCompletableFuture();
        List<CompletableFuture<Boolean>> all = new ArrayList<>();
        all.add(known);
        domains.forEach(domain -> all.add(hasExtensions(domain).toCompletableFuture()));
        return CompletableFuture.allOf(all.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> all.stream().anyMatch(CompletableFuture::join));
    }

    @Override
    public Flux<Map<String, byte[]>> scanExtensions(String domain) {
        return redis.hashPages(Keys.extensions(domain), PAGE, pageTimeout);
    }

    @Override
    public Flux<Map<String, byte[]>> scanDomains() {
        return redis.hashPages(Keys.DOMAINS, PAGE, pageTimeout);
    }

    @Override
    public Flux<List<String>> scanDomainsWithExtensions() {
        return redis.keyPages(ALL_EXTENSIONS, "hash", PAGE, pageTimeout)
                .map(keys -> keys.stream()
                        .map(key -> key.substring(Keys.EXTENSIONS_PREFIX.length()))
                        .toList());
    }
}
