package dev.switchbook.common.log;

/**
 * Makes text that came from the network safe to show on one line of a log or a status page.
 *
 * <p>A SIP user agent or a record in Redis may hold a line break that fakes a second log line, an escape sequence that
 * rewrites the reader's terminal, or a direction override that shows the text in another order.
 */
public final class OneLine {
    private OneLine() {}

    /**
     * Returns {@code text} with each line feed, carriage return and tab spelled {@code \n}, {@code \r}, {@code \t}, and each
     * further control character, line separator and direction override as a backslash, {@code u} and four hex digits; the
     * same instance when there is none of them.
     */
    public static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnsafe(text.charAt(i))) {
                return encodeFrom(text, i);
            }
        }
        return text;
    }

    private static String encodeFrom(String text, int first) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c)) {
                appendEscape(out, c);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isUnsafe(char c) {
        // C0, DEL and C1: a terminal takes U+009B for ESC [, and U+0085 for a line break.
        if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) {
            return true;
        }
        return (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    private static void appendEscape(StringBuilder out, char c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(Character.forDigit((c >> shift) & 0xf, 16));
                }
            }
        }
    }
}
