package dev.switchbook.recorder.flush;

/** Keeps one node true to Redis while this process has its link. To be told on the node's executor. */
public interface NodeFlush {

    /** Does nothing. */
    NodeFlush NONE = new NodeFlush() {
        @Override
        public void up() {}

        @Override
        public void known() {}

        @Override
        public void down() {}

        @Override
        public void elsewhere() {}

        @Override
        public void close() {}
    };

    /** Commands can be sent from here on; nothing when they could already. What the node missed meanwhile is made good. */
    void up();

    /** The node's contacts are known, too: registrations can be dropped from here on. */
    void known();

    /** Commands cannot be sent any more; what is to be done is done when they can. */
    void down();

    /** Commands are no business of this process: another one owns the node, sees it, and sends them. */
    void elsewhere();

    /** The node is no more. */
    void close();
}
