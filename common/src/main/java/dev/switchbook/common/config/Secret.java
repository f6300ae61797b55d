package dev.switchbook.common.config;

/** A password or the like, which no log may show. */
public final class Secret {
    /** No secret given. */
    public static final Secret EMPTY = new Secret("");

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    public static Secret of(String text) {
        return new Secret(text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "***";
    }
}
