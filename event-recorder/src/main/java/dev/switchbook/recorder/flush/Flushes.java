package dev.switchbook.recorder.flush;

/** Keeps nodes true to Redis. Safe for use by many threads. */
@FunctionalInterface
public interface Flushes {

    /** Leaves them alone. */
    Flushes NONE = (node, target) -> NodeFlush.NONE;

    /** A node whose link this process may have, now or later. */
    NodeFlush attach(String node, FlushTarget target);
}
