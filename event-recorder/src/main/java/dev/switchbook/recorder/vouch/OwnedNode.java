package dev.switchbook.recorder.vouch;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node, as its recorder sees it. All of it is asked and told on the node's executor.
 *
 * @param name the field in Redis
 * @param view what is to be said of it, asked before each write
 * @param claimDelayMillis how long a node that is free is left to others: 0 for who sees it well and has few nodes, more for others,
 *     negative to leave it alone
 */
public record OwnedNode(String name, Supplier<NodeView> view, LongSupplier claimDelayMillis, Listener listener) {

    /** Told of each change. */
    public interface Listener {
        /**
         * This process owns the node.
         *
         * @param epoch higher than that of any owner before
         * @param previous what stood there; null when nothing did
         */
        void claimed(long epoch, @Nullable Previous previous);

        /** No more: another one has it, it was removed, or this process lets go, in which case this comes before Redis is told. */
        void lost();
    }
}
