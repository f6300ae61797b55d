package dev.switchbook.common.reload;

/** A file cannot be read, or is not what it should be. The message names it, and holds nothing of what is in it. */
public final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1;

    /** Says which file, and what is wrong with it. */
    public UnusableFileException(String message) {
        super(message);
    }
}
