package dev.switchbook.recorder.change;

import dev.switchbook.recorder.event.Extension;
import org.jspecify.annotations.Nullable;

/** Says where the records of a node's extensions stand. */
@FunctionalInterface
public interface Places {
    /** Null when the block has no sink. */
    @Nullable Place of(Block block, Extension whose);

    /** The same place, with the base of that extension if it is there: the stream may have a domain that the hash has not. */
    default Place same(Place place, Block block, Extension whose) {
        Place own = of(block, whose);
        return own != null && own.equals(place) ? own : place;
    }
}
