package dev.switchbook.common.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A typed cursor over one object of the file. Asking for a key makes it known; keys that nobody asked for are reported
 * when the file has been read. A value that is absent, or wrong and therefore a problem, reads as the fallback.
 * Placeholders are resolved here, thus only where a service looks. Booleans and whole numbers may be strings when a
 * placeholder is in them.
 *
 * <p>Not thread-safe: a file is read once, by one thread.
 */
public final class Block {
    private final Node.Obj node;
    private final Scope scope;
    private final boolean lenient;
    private final Set<String> known = new LinkedHashSet<>();

    private Block(Node.Obj node, Scope scope, boolean lenient) {
        this.node = node;
        this.scope = scope;
        this.lenient = lenient;
    }

    /** A cursor that the scope knows of; a lenient one, and all below it, warns of unknown keys. */
    static Block open(Node.Obj node, Scope scope, boolean lenient) {
        Block block = new Block(node, scope, lenient);
        scope.register(block);
        return block;
    }

    /** A string, which may be empty. */
    public String string(String key, String fallback) {
        return read(key, Shape.STRING, fallback);
    }

    /** A string that must be there and not be empty. */
    public String requiredString(String key) {
        return required(key, Shape.NON_EMPTY, "");
    }

    public boolean bool(String key, boolean fallback) {
        return read(key, Shape.BOOLEAN, fallback);
    }

    /** A whole number, both bounds included. */
    public int integer(String key, int fallback, int min, int max) {
        return read(key, Shape.integer(min, max), fallback);
    }

    /** A duration such as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 2d}, both bounds included. */
    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return read(key, Shape.duration(min, max), fallback);
    }

    /** Bytes, both bounds included: a plain number, or {@code 16k}, {@code 64m}, {@code 1g} in powers of 1024. */
    public long size(String key, long fallback, long min, long max) {
        return read(key, Shape.size(min, max), fallback);
    }

    /** A constant of the fallback's enum by its name in lower case with dashes. */
    public <E extends Enum<E>> E oneOf(String key, E fallback) {
        return read(key, Shape.oneOf(fallback.getDeclaringClass()), fallback);
    }

    /** Where to listen; port 0 lets the system choose. */
    public HostPort listener(String key, HostPort fallback) {
        return read(key, Shape.LISTENER, fallback);
    }

    /** Where to connect to; port 0 is a problem. */
    public HostPort address(String key, HostPort fallback) {
        return read(key, Shape.ADDRESS, fallback);
    }

    /** As {@link #address}, and must be there. */
    public HostPort requiredAddress(String key) {
        return required(key, Shape.ADDRESS, new HostPort("localhost", 0));
    }

    /** A string that no problem shows; {@link Secret#EMPTY} when absent. */
    public Secret secret(String key) {
        return read(key, Shape.SECRET, Secret.EMPTY);
    }

    /** A string that no problem shows and that must be there and not be empty. */
    public Secret requiredSecret(String key) {
        return required(key, Shape.NON_EMPTY_SECRET, Secret.EMPTY);
    }

    /** As {@link #string}, for a value that follows the files in it. One that has become empty is not taken. */
    public Live<String> liveString(String key, String fallback) {
        return live(key, Shape.STRING, Live.fixed(fallback), value -> null);
    }

    /** As {@link #requiredString}, for a value that follows the files in it. */
    public Live<String> requiredLiveString(String key, Live.Rule<String> rule) {
        missing(key, Shape.NON_EMPTY);
        return live(key, Shape.NON_EMPTY, Live.fixed(""), rule);
    }

    /** As {@link #secret}, for a value that follows the files in it. One that has become empty is not taken. */
    public Live<Secret> liveSecret(String key) {
        return live(key, Shape.SECRET, Live.fixed(Secret.EMPTY), value -> null);
    }

    /** As {@link #requiredSecret}, for a value that follows the files in it. */
    public Live<Secret> requiredLiveSecret(String key, Live.Rule<Secret> rule) {
        missing(key, Shape.NON_EMPTY_SECRET);
        return live(key, Shape.NON_EMPTY_SECRET, Live.fixed(Secret.EMPTY), rule);
    }

    /** A path, relative ones taken from the file's directory; null when absent or empty. */
    public @Nullable Path path(String key) {
        String text = string(key, "");
        try {
            return text.isEmpty() ? null : scope.directory().resolve(text);
        } catch (InvalidPathException e) {
            problem(key, "must be a path");
            return null;
        }
    }

    /** As {@link #path}, and a problem unless a file that this process can read is there. */
    public @Nullable Path readableFile(String key) {
        Path file = path(key);
        if (file != null && !Files.isRegularFile(file)) {
            problem(key, "no such file: " + written(key));
        } else if (file != null && !Files.isReadable(file)) {
            problem(key, "permission denied: " + written(key));
        }
        return file;
    }

    /** A list of strings. */
    public List<String> strings(String key, List<String> fallback) {
        List<Node> items = items(key);
        return items == null ? fallback : readAll(items, Shape.STRING);
    }

    /** A list of strings that no problem shows; empty when absent. */
    public List<Secret> secrets(String key) {
        List<Node> items = items(key);
        return items == null ? List.of() : readAll(items, Shape.SECRET);
    }

    /** The object under the key; one without keys when absent. */
    public Block block(String key) {
        return block(key, lenient);
    }

    Block block(String key, boolean lenientFromHere) {
        Node value = value(key);
        Block block = value == null ? null : blockOf(value, lenientFromHere);
        return block != null ? block : open(Node.Obj.empty(node.pathOf(key), lineOf(key)), scope, lenientFromHere);
    }

    /** The object under the key; null when absent. */
    public @Nullable Block optionalBlock(String key) {
        Node value = value(key);
        return value == null ? null : blockOf(value, lenient);
    }

    /** A list of objects; empty when absent. */
    public List<Block> blocks(String key) {
        List<Node> items = items(key);
        List<Block> blocks = new ArrayList<>();
        for (Node item : items == null ? List.<Node>of() : items) {
            Block block = blockOf(item, lenient);
            if (block != null) {
                blocks.add(block);
            }
        }
        return List.copyOf(blocks);
    }

    /** Whether the key is there, whatever its value. */
    public boolean has(String key) {
        return value(key) != null;
    }

    /** Whether the key holds a list: some keys take a value or a list of them. */
    public boolean isList(String key) {
        return value(key) instanceof Node.Arr;
    }

    /**
     * Whether a problem was reported for the key's value or inside it, so that a rule over several keys can hold its
     * tongue.
     */
    public boolean hasProblem(String key) {
        return scope.problems().touch(node.pathOf(key));
    }

    /** Reports a problem with the key's value, or with its absence. The message must not hold a secret. */
    public void problem(String key, String message) {
        scope.problems().error(lineOf(key), node.pathOf(key), message);
    }

    /**
     * Reports a problem with one item, counted from 0, of the list under the key. The message must not hold a secret.
     */
    public void problem(String key, int index, String message) {
        Node item = value(key) instanceof Node.Arr list ? list.items().get(index) : node;
        scope.problems().error(item.line(), node.pathOf(key) + "[" + index + "]", message);
    }

    /** Makes a key known without looking at its value. */
    void expect(String key) {
        known.add(key);
    }

    void reportUnknownKeys() {
        node.members().forEach((key, member) -> {
            if (!known.contains(key)) {
                unknown(key, member.line());
            }
        });
    }

    private void unknown(String key, int line) {
        String message = "unknown key" + Hints.nearest(key, known);
        if (lenient) {
            scope.problems().warning(line, node.pathOf(key), message);
        } else {
            scope.problems().error(line, node.pathOf(key), message);
        }
    }

    private @Nullable Node value(String key) {
        known.add(key);
        Node.Member member = node.members().get(key);
        return member == null ? null : member.value();
    }

    private int lineOf(String key) {
        Node value = value(key);
        return value == null ? node.line() : value.line();
    }

    private String written(String key) {
        return value(key) instanceof Node.Scalar scalar ? Scope.shown(scalar) : "";
    }

    private <T> T read(String key, Shape<T> shape, T fallback) {
        Node value = value(key);
        T read = value == null ? null : scope.read(value, shape);
        return read == null ? fallback : read;
    }

    private <T> T required(String key, Shape<T> shape, T fallback) {
        missing(key, shape);
        return read(key, shape, fallback);
    }

    private void missing(String key, Shape<?> shape) {
        if (!has(key)) {
            problem(key, "is missing; must be " + shape.expected());
        }
    }

    private <T> Live<T> live(String key, Shape<T> shape, Live<T> fallback, Live.Rule<T> rule) {
        Node value = value(key);
        Live<T> read = value == null ? null : scope.live(value, shape, rule);
        return read == null ? fallback : read;
    }

    private @Nullable List<Node> items(String key) {
        Node value = value(key);
        if (value instanceof Node.Arr list) {
            return list.items();
        }
        if (value != null) {
            scope.mismatch(value, "a list", value.what());
        }
        return null;
    }

    private <T> List<T> readAll(List<Node> items, Shape<T> shape) {
        List<T> values = new ArrayList<>();
        for (Node item : items) {
            T value = scope.read(item, shape);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(values);
    }

    private @Nullable Block blockOf(Node value, boolean lenientFromHere) {
        if (value instanceof Node.Obj object) {
            return open(object, scope, lenientFromHere);
        }
        scope.mismatch(value, "an object", value.what());
        return null;
    }
}
