package dev.switchbook.recorder.simulated;

/** The formats of the {@code event} command that the simulation offers. */
public enum EslFormat {
    PLAIN("plain"),
    JSON("json"),
    XML("xml");

    private final String text;

    EslFormat(String text) {
        this.text = text;
    }

    /** As in commands and content types. */
    public String text() {
        return text;
    }
}
