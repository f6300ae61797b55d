package dev.switchbook.common.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code cti.json}, opened for one service. The blocks that the service does not use are not looked into, nor are their
 * placeholders resolved.
 */
public final class CtiConfig {
    private final Map<BlockName, Block> blocks = new EnumMap<>(BlockName.class);

    private CtiConfig(Node.Obj root, Scope scope, Set<BlockName> uses) {
        Block top = Block.open(root, scope, false);
        for (BlockName name : BlockName.values()) {
            top.expect(name.key());
            if (uses.contains(name)) {
                blocks.put(name, top.block(name.key(), name == BlockName.GUI));
            }
        }
    }

    /**
     * Reads the file, and the settings from it. A file that is missing, over 1 MiB or not JSON is one problem, and then
     * {@code settings} is not called; else all problems are collected.
     *
     * @param uses the blocks that {@code settings} may ask for
     * @param settings reads every key it knows, and makes its result also from a file with problems; then the result
     *     is dropped
     */
    public static <S> Reading<S> read(
            Path file, Environment environment, Set<BlockName> uses, Function<CtiConfig, S> settings) {
        Problems problems = new Problems(display(file));
        Node.Obj root = parse(file, problems);
        if (root == null) {
            return new Reading.Refused<>(problems.errors(), List.of());
        }
        Path parent = Objects.requireNonNullElse(file.toAbsolutePath().getParent(), file);
        Scope scope = new Scope(problems, new Placeholders(environment, parent, problems), parent);
        S read = settings.apply(new CtiConfig(root, scope, uses));
        scope.reportUnknownKeys();
        return problems.none()
                ? new Reading.Sound<>(read, problems.warnings())
                : new Reading.Refused<>(problems.errors(), problems.warnings());
    }

    /** The file's name as problems show it: {@code ./cti.json} is {@code cti.json}. */
    static String display(Path file) {
        String name = file.normalize().toString();
        return name.isEmpty() ? file.toString() : name;
    }

    private static Node.@Nullable Obj parse(Path file, Problems problems) {
        try {
            return TreeReader.read(TextFiles.read(file), problems);
        } catch (IOException e) {
            problems.wholeFile("cannot be read: " + TextFiles.reason(e));
            return null;
        }
    }

    /**
     * A top-level block; one without keys when it is absent.
     *
     * @throws IllegalArgumentException when the service did not say that it uses this block
     */
    public Block block(BlockName name) {
        Block block = blocks.get(name);
        if (block == null) {
            throw new IllegalArgumentException("not among the blocks in use: " + name);
        }
        return block;
    }

    /** What came of reading the file. */
    public sealed interface Reading<S> {
        /** In line order; they do not keep the service from starting. */
        List<Problem> warnings();

        /** The file is sound. */
        record Sound<S>(S settings, List<Problem> warnings) implements Reading<S> {}

        /** The service must not start: at least one problem, in line order. */
        record Refused<S>(List<Problem> problems, List<Problem> warnings) implements Reading<S> {}
    }
}
