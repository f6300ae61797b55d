package dev.switchbook.recorder.change;

/** The two blocks of {@code gui}. */
public enum Block {
    CALL,
    REGISTRATION
}
