package dev.switchbook.recorder.sink;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads back what a node's recorder has left beside a base, to go on from there. Completes on an event loop of Redis'. */
public final class PartsReader {
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(5);
    private static final int PAGE = 500;

    /** A value that is longer arrives cut, so nobody knows what it was. */
    private static final int MAX_VALUE = 64 * 1024;

    private final Redis redis;
    private final String node;

    public PartsReader(Redis redis, String node) {
        this.redis = redis;
        this.node = node;
    }

    /**
     * What the node has of one record.
     *
     * @param part as it was written, see {@code Change}
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Part(String key, byte[] part) {}

    /**
     * A base's parts of the node.
     *
     * @param unreadable keys whose part is over 64 KiB: it must be made from a snapshot
     */
    public record Parts(List<Part> parts, Set<String> unreadable) {}

    /**
     * Reads all parts of the node, page by page: a key may come twice.
     *
     * @return fails with {@link dev.switchbook.common.redis.RedisAwayException} or a time-out: try again; and with Lettuce's
     *     {@code RedisCommandExecutionException} when the key is no hash
     */
    public Flux<Parts> read(Base base) {
        return redis.hashPages(base.parts(), PAGE, PAGE_TIMEOUT).map(this::own);
    }

    /** The bases of a block that something stands beside, whichever node's, one for each domain. Fails like {@link #read}. */
    public Mono<List<Base>> bases(Bases bases, Block block) {
        String pattern = bases.partsPattern(block);
        if (pattern == null) {
            return Mono.just(List.of());
        }
        return redis.keyPages(pattern, "hash", PAGE, PAGE_TIMEOUT).collectList().map(pages -> {
            Set<Base> found = new HashSet<>();
            for (List<String> page : pages) {
                for (String key : page) {
                    Base base = bases.ofParts(block, key);
                    if (base != null) {
                        found.add(base);
                    }
                }
            }
            return List.copyOf(found);
        });
    }

    /** A field is {@code key|node}, or {@code key|} for a head; the key may hold bars too, a node's name does not. */
    private Parts own(Map<String, byte[]> page) {
        List<Part> parts = new ArrayList<>(page.size());
        Set<String> unreadable = new HashSet<>();
        page.forEach((field, value) -> {
            int bar = field.lastIndexOf('|');
            if (bar >= 0 && field.length() - bar - 1 == node.length() && field.endsWith(node)) {
                String key = field.substring(0, bar);
                if (value.length > MAX_VALUE) {
                    unreadable.add(key);
                } else {
                    parts.add(new Part(key, value));
                }
            }
        });
        return new Parts(parts, unreadable);
    }
}
