package dev.switchbook.recorder.event;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose a leg or a registration is.
 *
 * @param user the extension, as the directory names it
 * @param domain in lower case
 */
public record Extension(String user, String domain) {

    /** No name of either kind is longer, in characters: longer ones come from no directory. */
    public static final int MAX_LENGTH = 250;

    public Extension {
        domain = domain.toLowerCase(Locale.ROOT);
    }

    /** Both parts; null when one is absent, empty or too long. */
    public static @Nullable Extension of(@Nullable String user, @Nullable String domain) {
        return user == null || domain == null || !sound(user) || !sound(domain) ? null : new Extension(user, domain);
    }

    /** From {@code user@domain}, as in {@code Channel-Presence-ID}; the last at sign counts. Null when it is none. */
    public static @Nullable Extension parse(@Nullable String text) {
        int at = text == null ? -1 : text.lastIndexOf('@');
        return text == null || at < 0 ? null : of(text.substring(0, at), text.substring(at + 1));
    }

    private static boolean sound(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH;
    }

    @Override
    public String toString() {
        return user + "@" + domain;
    }
}
