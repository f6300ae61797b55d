package dev.switchbook.recorder.esl;

/** A header's name, made once and looked up often; names are compared without case, as FreeSWITCH does. */
public final class HeaderName {
    private final String name;

    private HeaderName(String name) {
        this.name = name;
    }

    /** Any name, in any case. */
    public static HeaderName of(String name) {
        return new HeaderName(name);
    }

    /** As it was given. */
    @Override
    public String toString() {
        return name;
    }
}
