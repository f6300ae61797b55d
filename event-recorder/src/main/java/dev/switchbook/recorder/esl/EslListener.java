package dev.switchbook.recorder.esl;

/**
 * Told of what comes on one event socket connection, in order, on the connection's event loop. Nothing given out is valid
 * after the call.
 */
public interface EslListener {

    /** {@code auth/request}: FreeSWITCH wants the password. */
    void authRequested();

    /**
     * The answer to an outbound {@code connect}, which is the event {@code CHANNEL_DATA} of the channel; {@link #reply} of the same
     * frame comes next. It counts as an event only to who asked for it.
     */
    default void channel(EventHeaders headers) {}

    /** {@code command/reply}. */
    void reply(EslReply reply);

    /** A piece of the body of {@code api/response}; a body of no bytes has one piece. */
    void apiBody(byte[] bytes, int offset, int length, boolean last);

    /** An event, in either form. */
    void event(EventHeaders headers);

    /** An event's body is not what it should be, or a frame is of no known type: counted, and the connection goes on. */
    void unreadableEvent(EslFormatException fault);

    /**
     * {@code text/disconnect-notice}.
     *
     * @param disposition {@code Content-Disposition}, empty without one; {@code linger}: the socket stays for now
     */
    void disconnectNotice(String disposition, String text);

    /** {@code text/rude-rejection}: the ACL does not let this address in. */
    void rejected(String text);

    /** All that was read at once has been told: a good moment to write. */
    void readComplete();
}
