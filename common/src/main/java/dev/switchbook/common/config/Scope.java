package dev.switchbook.common.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all cursors over one file share; it remembers them, so that no unknown key goes unreported. */
final class Scope {
    private static final int MAX_SHOWN = 80;

    private final Problems problems;
    private final Placeholders placeholders;
    private final Path directory;
    private final List<Block> blocks = new ArrayList<>();

    Scope(Problems problems, Placeholders placeholders, Path directory) {
        this.problems = problems;
        this.placeholders = placeholders;
        this.directory = directory;
    }

    Problems problems() {
        return problems;
    }

    Path directory() {
        return directory;
    }

    void register(Block block) {
        blocks.add(block);
    }

    void reportUnknownKeys() {
        blocks.forEach(Block::reportUnknownKeys);
    }

    /** The node's value; null when it does not have that shape or a placeholder is unset, which is then a problem. */
    <T> @Nullable T read(Node node, Shape<T> shape) {
        if (!(node instanceof Node.Scalar scalar) || !mayHave(shape, scalar)) {
            mismatch(node, shape.expected(), node.what());
            return null;
        }
        String text = scalar.kind() == Node.Kind.STRING ? placeholders.resolve(scalar) : scalar.text();
        if (text == null) {
            return null;
        }
        T value = shape.parse().parse(text);
        if (value == null) {
            mismatch(node, shape.expected(), shape.secret() ? null : shown(scalar));
        }
        return value;
    }

    private static boolean mayHave(Shape<?> shape, Node.Scalar scalar) {
        return shape.kinds().contains(scalar.kind()) || scalar.hasPlaceholder();
    }

    void mismatch(Node node, String expected, @Nullable String actual) {
        problems.error(node.line(), node.path(), "must be " + expected + (actual == null ? "" : ", is " + actual));
    }

    /** As written in the file: what a placeholder stands for is not shown. */
    static String shown(Node.Scalar scalar) {
        String text = scalar.text();
        String head = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return scalar.kind() == Node.Kind.STRING ? '"' + head + '"' : head;
    }
}
