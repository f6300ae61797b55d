package dev.switchbook.recorder.esl;

/** What came is not in the form of the event socket protocol. The message says where, and shows no value. */
public final class EslFormatException extends RuntimeException {
    public EslFormatException(String message) {
        super(message);
    }
}
