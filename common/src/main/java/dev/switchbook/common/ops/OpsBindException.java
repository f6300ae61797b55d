package dev.switchbook.common.ops;

/** The ops listener's address cannot be had; the message names it and says why. */
public final class OpsBindException extends RuntimeException {
    OpsBindException(String message, Throwable cause) {
        super(message, cause);
    }
}
