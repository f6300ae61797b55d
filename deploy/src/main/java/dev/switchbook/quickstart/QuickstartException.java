package dev.switchbook.quickstart;

/** Why the quickstart cannot go on; the message is for the terminal. */
final class QuickstartException extends Exception {

    QuickstartException(String message) {
        super(message);
    }

    QuickstartException(String message, Throwable cause) {
        super(message + ": " + cause, cause);
    }
}
