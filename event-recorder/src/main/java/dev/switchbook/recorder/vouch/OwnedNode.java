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

    private static final char LANE = '~';

    /**
     * The name of the lane of a recorder's host: what comes from a FreeSWITCH by its own connections. No node is called so, as
     * names of nodes are letters, digits and {@code . _ -}.
     */
    public static String lane(String switchname, String host) {
        return switchname + LANE + host;
    }

    /** Whether it is a name that {@link #lane} made. */
    public static boolean isLane(String name) {
        return name.indexOf(LANE) > 0;
    }

    /** The switchname that a lane's name begins with. */
    public static String switchname(String lane) {
        return lane.substring(0, lane.indexOf(LANE));
    }

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

        /**
         * What an owner that beats says of the node, or said when it let go: at each look of a process that does not own it.
         * Before {@link #claimed}, where the look leads to that.
         */
        default void seen(NodeView view) {}
    }
}
