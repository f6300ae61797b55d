package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** JSON text being written into an array that grows, and shrinks again after a giant. */
final class JsonOut {
    private static final int INITIAL = 16 * 1024;
    private static final int RETAINED = 256 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(UTF_8);

    private byte[] bytes = new byte[INITIAL];
    private int length;

    void clear() {
        length = 0;
        if (bytes.length > RETAINED) {
            bytes = new byte[INITIAL];
        }
    }

    /** Valid until more is written. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Takes back what was written behind it. */
    void back(int toLength) {
        length = toLength;
    }

    boolean hasBackslash(int from) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    JsonOut put(char ascii) {
        ensure(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    JsonOut put(byte[] from, int at, int end) {
        ensure(end - at);
        System.arraycopy(from, at, bytes, length, end - at);
        length += end - at;
        return this;
    }

    /** The text in quotes; a lone surrogate becomes U+FFFD. */
    JsonOut quoted(String text) {
        return quoted(JsonText.utf8(text));
    }

    /** The valid UTF-8 in quotes. */
    private JsonOut quoted(byte[] utf8) {
        put('"');
        escaped(utf8);
        return put('"');
    }

    private void escaped(byte[] utf8) {
        int at = 0;
        while (at < utf8.length) {
            int special = Words.special(utf8, at, utf8.length);
            put(utf8, at, special);
            at = special;
            if (at < utf8.length) {
                one(utf8[at++]);
            }
        }
    }

    private void one(byte b) {
        ensure(6);
        switch (b) {
            case '"', '\\' -> pair((char) b);
            case '\n' -> pair('n');
            case '\r' -> pair('r');
            case '\t' -> pair('t');
            default -> {
                if (b < 0) {
                    bytes[length++] = b;
                } else {
                    put('\\').put('u').put('0').put('0');
                    put((char) HEX[b >> 4]).put((char) HEX[b & 0xf]);
                }
            }
        }
    }

    private void pair(char letter) {
        put('\\').put(letter);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            // an event is 16 MiB at most and grows sixfold at most: no overflow
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
