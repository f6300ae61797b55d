package dev.switchbook.common.http;

/** A connection that {@link Connections} looks after; all calls come on its event loop. */
public interface Watched {

    /** Ends the connection if its time is over, as {@link ConnectionTimes} tells; called once a second. */
    void look(long now, ConnectionLimits limits);

    /** The listener ends: end at once if no request is under way, otherwise behind its answer. */
    default void drain() {
        // who is not asked to: Reactor Netty does it for its own
    }
}
