package dev.switchbook.recorder.esl;

/**
 * What came is not in the form of the event socket protocol. The message says where, and shows no value. Has no stack trace: it is
 * about bytes, and a peer can cause many a second.
 */
public final class EslFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EslFormatException(String message) {
        super(message, null, false, false);
    }
}
