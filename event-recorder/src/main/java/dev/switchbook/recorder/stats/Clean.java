package dev.switchbook.recorder.stats;

import org.jspecify.annotations.Nullable;

/** Makes short, plain text of what a stranger sent. */
final class Clean {
    static final int MAX_BYTES = 256;

    private Clean() {}

    /** At most 256 bytes of UTF-8, cut between characters; control characters, line separators and half characters are {@code ?}. */
    static String text(@Nullable String raw) {
        if (raw == null) {
            return "";
        }
        StringBuilder out = new StringBuilder(Math.min(raw.length(), MAX_BYTES));
        int bytes = 0;
        for (int i = 0; i < raw.length(); ) {
            int c = raw.codePointAt(i);
            i += Character.charCount(c);
            int plain = isUnsafe(c) ? '?' : c;
            bytes += length(plain);
            if (bytes > MAX_BYTES) {
                break;
            }
            out.appendCodePoint(plain);
        }
        return out.toString();
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            // FORMAT has the overrides of direction
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static int length(int c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
