package dev.switchbook.recorder.event;

/** An event lacks what it takes to record it. The message names the header and shows no value. */
public final class UnusableEventException extends RuntimeException {
    public UnusableEventException(String message) {
        super(message);
    }
}
