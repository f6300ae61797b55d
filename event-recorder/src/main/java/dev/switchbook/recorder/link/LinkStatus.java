package dev.switchbook.recorder.link;

/**
 * A link's state, and why.
 *
 * @param cause why it is {@link LinkState#AWAY}; {@link Cause#NONE} otherwise
 * @param detail one line for people, without secrets
 */
public record LinkStatus(LinkState state, Cause cause, String detail) {

    /** What ended a connection or kept it from being. */
    public enum Cause {
        NONE,
        /** Nobody listens, no route, connect timed out. */
        UNREACHABLE,
        /** {@code text/rude-rejection}: the ACL of mod_event_socket. */
        ACL,
        /** Wrong user or password. */
        PASSWORD,
        /** The user may not have an event or a command that the recorder needs. */
        PERMISSION,
        /** {@code text/disconnect-notice}: FreeSWITCH ended it. */
        DISCONNECT_NOTICE,
        /** The socket was closed without a word. */
        CLOSED_BY_PEER,
        /** The connection was reset, or the system says that it is no more. */
        BROKEN,
        /** No byte for 3 s: half-open, or FreeSWITCH stands still. */
        SILENT,
        /** What came is not the event socket protocol, or over its bounds. */
        PROTOCOL
    }
}
