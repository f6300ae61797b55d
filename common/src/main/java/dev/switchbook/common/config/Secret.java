package dev.switchbook.common.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A password or the like, which neither a log nor a problem may show: {@code toString} is {@code ***}. */
public final class Secret {
    /** No secret given. */
    public static final Secret EMPTY = new Secret("");

    private final byte[] utf8;

    private Secret(String text) {
        this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    }

    public static Secret of(String text) {
        return text.isEmpty() ? EMPTY : new Secret(text);
    }

    public boolean isEmpty() {
        return utf8.length == 0;
    }

    /**
     * Whether these are the secret's UTF-8 bytes. The time that it takes depends on the length of {@code given} alone.
     * An empty secret matches nothing.
     */
    public boolean matches(byte[] given) {
        // MessageDigest.isEqual takes its time from the first argument.
        return !isEmpty() && MessageDigest.isEqual(given, utf8);
    }

    /** The secret itself, for the one place that sends it. */
    public String reveal() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return "***";
    }
}
