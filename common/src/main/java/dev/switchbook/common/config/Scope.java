package dev.switchbook.common.config;

import dev.switchbook.common.reload.UnusableFileException;
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

    /** As {@link #read}, for a value that follows the files in it. */
    <T> @Nullable Live<T> live(Node node, Shape<T> shape, Live.Rule<T> rule) {
        T value = read(node, shape);
        if (value == null || !(node instanceof Node.Scalar scalar)) {
            return null;
        }
        String fault = rule.fault(value);
        if (fault != null) {
            problems.error(node.line(), node.path(), fault);
        }
        return Placeholders.files(scalar).isEmpty()
                ? Live.fixed(value)
                : Live.following(value, inUse -> again(scalar, shape, rule, inUse));
    }

    /** An empty file may be one that is being written: it stands for a value only if that was empty before. */
    private <T> T again(Node.Scalar scalar, Shape<T> shape, Live.Rule<T> rule, T inUse) throws UnusableFileException {
        Problems found = new Problems("");
        String text = placeholders.reportingTo(found).resolve(scalar);
        if (text == null) {
            throw new UnusableFileException(
                    scalar.path() + ": " + found.errors().get(0).message());
        }
        T parsed = shape.parse().parse(text);
        T value = text.isEmpty() && !inUse.equals(parsed) ? null : parsed;
        String fault = value == null ? "must be a non-empty string" : rule.fault(value);
        if (value == null || fault != null) {
            throw new UnusableFileException(
                    scalar.path() + ", file " + String.join(", ", Placeholders.files(scalar)) + ": " + fault);
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
