package dev.switchbook.recorder.change;

import dev.switchbook.recorder.event.Extension;
import org.jspecify.annotations.Nullable;

/** Says where the records of a node's extensions stand. */
@FunctionalInterface
public interface Places {
    /** Null when the block has no sink. */
    @Nullable Place of(Block block, Extension whose);
}
