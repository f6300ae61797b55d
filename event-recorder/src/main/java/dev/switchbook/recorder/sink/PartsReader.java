package dev.switchbook.recorder.sink;

import dev.switchbook.common.redis.Redis;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Bases;
import dev.switchbook.recorder.change.Block;
import io.lettuce.core.ScriptOutputType;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads back what a node's recorder has left beside a base, to go on from there. Completes on an event loop of Redis'. */
public final class PartsReader {
    private static final Duration PAGE_TIMEOUT = Duration.ofSeconds(5);
    private static final int PAGE = 500;
    private static final int AHEAD = 3;

    /** A value that is longer arrives cut, and is asked for again in pieces. */
    private static final int MAX_VALUE = 64 * 1024;

    /** Of a part with its record; some thousand legs. */
    private static final int MAX_LONG = 4 * 1024 * 1024;

    private static final byte[] PIECE = StepScript.utf8(Integer.toString(MAX_VALUE));
    private static final byte[] MOST = StepScript.utf8(Integer.toString(MAX_LONG));
    private static final byte[] NONE = {};

    private static final byte[] SCRIPT = StepScript.utf8(StepScript.source("registrations.lua"));
    private static final byte[] LONG = StepScript.utf8(StepScript.source("long.lua"));

    private final Redis redis;
    private final String node;

    /** What a head of the node begins with. */
    private final byte[] nodeLine;

    public PartsReader(Redis redis, String node) {
        this.redis = redis;
        this.node = node;
        this.nodeLine = StepScript.utf8(node + "\n");
    }

    /**
     * What the node has of one record.
     *
     * @param part as it was written, see {@code Change}; of a registration with its newest event in the second line, which is empty
     *     if that is lost
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Part(String key, byte[] part) {}

    /**
     * A base's parts of the node.
     *
     * @param heads of the calls' records whose last transition was this node's, as {@code Change} has them; a page may have the
     *     head of a record of which another one has the part
     * @param unreadable keys whose part is over 4 MiB: it must be made from a snapshot
     */
    public record Parts(List<Part> parts, List<Part> heads, Set<String> unreadable) {}

    /**
     * Reads all parts of the node, page by page: a key may come twice.
     *
     * @return fails with {@link dev.switchbook.common.redis.RedisAwayException} or a time-out: try again; and with Lettuce's
     *     {@code RedisCommandExecutionException} when the key is no hash
     */
    public Flux<Parts> read(Base base) {
        Flux<Parts> pages = redis.hashPages(base.parts(), PAGE, PAGE_TIMEOUT).map(this::own);
        if (base.block() == Block.CALL || base.hash() == null) {
            String[] partsAlone = {base.parts(), base.parts()};
            return pages.concatMap(page -> withLong(partsAlone, false, page), 1);
        }
        String[] keys = {base.hash(), base.parts()};
        // the next pages are under way while one is put together
        return pages.flatMapSequential(
                page -> whole(keys, page).flatMap(known -> withLong(keys, true, known)), AHEAD, 1);
    }

    /** With those, too, that did not come whole. */
    private Mono<Parts> withLong(String[] keys, boolean leavesOutNewest, Parts page) {
        if (page.unreadable.isEmpty()) {
            return Mono.just(page);
        }
        List<Part> parts = new ArrayList<>(page.parts);
        Set<String> unreadable = new HashSet<>();
        return Flux.fromIterable(page.unreadable)
                .concatMap(key -> pieces(keys, key).doOnNext(pieces -> {
                    byte[] part = joined(pieces, leavesOutNewest);
                    if (part == null) {
                        unreadable.add(key);
                    } else {
                        parts.add(new Part(key, part));
                    }
                }))
                .then(Mono.fromSupplier(() -> new Parts(parts, page.heads, unreadable)));
    }

    private Mono<List<@Nullable Object>> pieces(String[] keys, String key) {
        byte[][] arguments = {StepScript.utf8(key + "|" + node), StepScript.utf8(key), PIECE, MOST};
        return Mono.<List<@Nullable Object>>fromCompletionStage(
                        () -> redis.async().eval(LONG, ScriptOutputType.MULTI, keys, arguments))
                .timeout(PAGE_TIMEOUT);
    }

    /** Null when it was too long for a reply; empty when it has gone meanwhile. */
    private static byte @Nullable [] joined(List<@Nullable Object> pieces, boolean leavesOutNewest) {
        int ofPart = pieces.get(0) instanceof Long count ? count.intValue() : -1;
        if (ofPart < 0) {
            return null;
        }
        byte[] part = joined(pieces.subList(1, 1 + ofPart));
        boolean bare = leavesOutNewest && isBare(part);
        return bare ? with(part, joined(pieces.subList(1 + ofPart, pieces.size()))) : part;
    }

    private static byte[] joined(List<@Nullable Object> pieces) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        pieces.forEach(piece -> whole.writeBytes(piece instanceof byte[] bytes ? bytes : NONE));
        return whole.toByteArray();
    }

    /** With the newest event of each, which may be the record alone: the step script says when. */
    private Mono<Parts> whole(String[] keys, Parts page) {
        List<Part> bare = page.parts.stream().filter(each -> isBare(each.part)).toList();
        if (bare.isEmpty()) {
            return Mono.just(page);
        }
        byte[][] arguments = new byte[bare.size() * 2][];
        for (int i = 0; i < bare.size(); i++) {
            String key = bare.get(i).key;
            arguments[2 * i] = StepScript.utf8(key + "|" + node);
            arguments[2 * i + 1] = StepScript.utf8(key);
        }
        return Mono.<List<@Nullable Object>>fromCompletionStage(
                        () -> redis.async().eval(SCRIPT, ScriptOutputType.MULTI, keys, arguments))
                .timeout(PAGE_TIMEOUT)
                .map(found -> joined(page, bare, found));
    }

    private static Parts joined(Parts page, List<Part> bare, List<@Nullable Object> found) {
        List<Part> parts = new ArrayList<>(page.parts);
        Set<String> unreadable = new HashSet<>(page.unreadable);
        parts.removeIf(each -> isBare(each.part));
        for (int i = 0; i < bare.size() && 2 * i + 1 < found.size(); i++) {
            if (found.get(2 * i) instanceof byte[] part) {
                byte[] record = found.get(2 * i + 1) instanceof byte[] text ? text : NONE;
                take(bare.get(i).key, isBare(part) ? with(part, record) : part, parts, unreadable);
            }
        }
        return new Parts(parts, page.heads, unreadable);
    }

    /** The part with this in its second line, which is empty. */
    private static byte[] with(byte[] part, byte[] record) {
        int second = 0;
        while (part[second++] != '\n') {}
        byte[] whole = new byte[part.length + record.length];
        System.arraycopy(part, 0, whole, 0, second);
        System.arraycopy(record, 0, whole, second, record.length);
        System.arraycopy(part, second, whole, second + record.length, part.length - second);
        return whole;
    }

    /** Whether the newest event was left out of the part, being the record. */
    private static boolean isBare(byte[] part) {
        for (int i = 0; i < part.length; i++) {
            if (part[i] == '\n') {
                return i == part.length - 1 || part[i + 1] == '\n';
            }
        }
        return false;
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
        List<Part> heads = new ArrayList<>();
        Set<String> unreadable = new HashSet<>();
        page.forEach((field, value) -> {
            int bar = field.lastIndexOf('|');
            if (bar >= 0 && field.length() - bar - 1 == node.length() && field.endsWith(node)) {
                take(field.substring(0, bar), value, parts, unreadable);
            } else if (bar >= 0 && bar == field.length() - 1 && isOwnHead(value)) {
                byte[] head = Arrays.copyOfRange(value, nodeLine.length, value.length);
                heads.add(new Part(field.substring(0, bar), head));
            }
        });
        return new Parts(parts, heads, unreadable);
    }

    private boolean isOwnHead(byte[] value) {
        return value.length <= MAX_VALUE
                && value.length > nodeLine.length
                && Arrays.equals(value, 0, nodeLine.length, nodeLine, 0, nodeLine.length);
    }

    private static void take(String key, byte[] value, List<Part> parts, Set<String> unreadable) {
        if (value.length > MAX_VALUE) {
            unreadable.add(key);
        } else {
            parts.add(new Part(key, value));
        }
    }
}
