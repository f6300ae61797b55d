package dev.switchbook.recorder.flush;

import dev.switchbook.common.redis.Redis;
import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import reactor.core.publisher.Flux;

/** Reads standalone, Sentinel and Cluster alike: no command has keys of two slots. */
final class RedisRecords implements Records {
    /** Small enough that what is written to Redis behind a page of large records does not wait long. */
    private static final int PAGE = 200;

    private static final Duration PAGE_DUE = Duration.ofSeconds(2);

    private final Redis redis;

    RedisRecords(Redis redis) {
        this.redis = redis;
    }

    @Override
    public Flux<Map<String, byte[]>> pages(String key) {
        return redis.hashPages(key, PAGE, PAGE_DUE);
    }

    @Override
    public CompletionStage<Map<String, byte[]>> extensions(String domain, List<String> extensions) {
        return redis.async()
                .hmget(Keys.extensions(domain), extensions.toArray(new String[0]))
                .thenApply(found -> {
                    Map<String, byte[]> records = new LinkedHashMap<>();
                    for (KeyValue<String, byte[]> record : found) {
                        record.ifHasValue(json -> records.put(record.getKey(), json));
                    }
                    return records;
                });
    }

    @Override
    public CompletionStage<Long> count(String domain) {
        return redis.async().hlen(Keys.extensions(domain));
    }

    @Override
    public Flux<List<String>> extensionKeys() {
        return redis.keyPages(Keys.EXTENSIONS_PREFIX + "*", "hash", PAGE, PAGE_DUE);
    }
}
