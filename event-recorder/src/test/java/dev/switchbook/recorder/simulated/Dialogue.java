package dev.switchbook.recorder.simulated;

/** What FreeSWITCH says on a connection. Called on the connection's event loop. */
interface Dialogue {
    /** The connection is there; false when it is refused. */
    boolean opened(Listener listener);

    void closed(Listener listener);

    /** A whole command, without its blank line. */
    void run(Listener listener, String command);
}
