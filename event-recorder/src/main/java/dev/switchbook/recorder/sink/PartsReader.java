package dev.switchbook.recorder.sink;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads back what a node's recorder has left beside a base, to go on from there. Completes on an event loop of Redis'. */
public final class PartsReader {
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(5);
    private static final int PAGE = 500;

    /** A value that is longer arrives cut, so nobody knows what it was. */
    private static final int MAX_VALUE = 64 * 1024;

    private static final byte LF = '\n';

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
     * @param head of a call's record, whoever wrote it; null when there is none, or it cannot be read
     * @param headNode the node that wrote the head; empty without one
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Part(String key, byte[] part, byte @Nullable [] head, String headNode) {}

    /**
     * A base's parts of the node.
     *
     * @param unreadable keys whose part is over 64 KiB: it must be made from a snapshot
     */
    public record Parts(List<Part> parts, Set<String> unreadable) {}

    /**
     * Reads all parts of the node.
     *
     * @return fails with {@link dev.switchbook.common.redis.RedisAwayException} or a time-out: try again; and with Lettuce's
     *     {@code RedisCommandExecutionException} when the key is no hash
     */
    public Mono<Parts> read(Base base) {
        return redis.hashPages(base.parts(), PAGE, PAGE_TIMEOUT)
                .reduceWith(() -> new Collected(node), Collected::add)
                .map(Collected::parts);
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

    /** Pages come in any order, and a field may come twice. */
    private static final class Collected {
        private final String node;
        private final Map<String, byte[]> own = new HashMap<>();
        private final Map<String, byte[]> heads = new HashMap<>();

        Collected(String node) {
            this.node = node;
        }

        /** A field is {@code key|node} or {@code key|}; the key may hold bars too, a node's name does not. */
        Collected add(Map<String, byte[]> page) {
            page.forEach((field, value) -> {
                int bar = field.lastIndexOf('|');
                if (bar == field.length() - 1 && bar >= 0) {
                    heads.put(field.substring(0, bar), value);
                } else if (bar >= 0 && field.length() - bar - 1 == node.length() && field.endsWith(node)) {
                    own.put(field.substring(0, bar), value);
                }
            });
            return this;
        }

        Parts parts() {
            List<Part> parts = new ArrayList<>(own.size());
            Set<String> unreadable = new HashSet<>();
            own.forEach((key, part) -> {
                if (part.length > MAX_VALUE) {
                    unreadable.add(key);
                } else {
                    parts.add(part(key, part, heads.get(key)));
                }
            });
            return new Parts(parts, unreadable);
        }

        private static Part part(String key, byte[] part, byte @Nullable [] head) {
            int lf = head == null || head.length > MAX_VALUE ? -1 : indexOfLf(head);
            if (head == null || lf < 0) {
                return new Part(key, part, null, "");
            }
            return new Part(
                    key,
                    part,
                    Arrays.copyOfRange(head, lf + 1, head.length),
                    new String(head, 0, lf, StandardCharsets.UTF_8));
        }

        private static int indexOfLf(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == LF) {
                    return i;
                }
            }
            return -1;
        }
    }
}
