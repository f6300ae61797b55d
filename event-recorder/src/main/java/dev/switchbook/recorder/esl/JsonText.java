package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;

/** What strings of JSON mean, and that as valid UTF-8. */
final class JsonText {
    private JsonText() {}

    /** What a string means, from behind its opening quote to before its closing one; a bad escape means itself. */
    static String decode(byte[] bytes, int from, int to, int seen) {
        if ((seen & JsonStrings.ESCAPED) == 0) {
            return new String(bytes, from, to - from, UTF_8);
        }
        StringBuilder out = new StringBuilder(to - from);
        int run = from;
        for (int i = from; i < to; ) {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            out.append(new String(bytes, run, i - run, UTF_8));
            i += unescape(bytes, i, to, out);
            run = i;
        }
        return out.append(new String(bytes, run, to - run, UTF_8)).toString();
    }

    private static int unescape(byte[] bytes, int at, int to, StringBuilder out) {
        int unit = at + 1 < to && bytes[at + 1] == 'u' ? hex4(bytes, at + 2, to) : -1;
        if (unit >= 0) {
            out.append((char) unit);
            return 6;
        }
        int plain = at + 1 < to ? "\"\\/bfnrt".indexOf(bytes[at + 1]) : -1;
        out.append(plain < 0 ? '\\' : "\"\\/\b\f\n\r\t".charAt(plain));
        return plain < 0 ? 1 : 2;
    }

    /** The text with U+FFFD for each half of a surrogate pair. */
    static String mended(String text) {
        return new String(utf8(text), UTF_8);
    }

    /** UTF-8, with U+FFFD for each half of a surrogate pair ({@link String#getBytes} writes a question mark). */
    static byte[] utf8(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return replaced(text);
            }
        }
        return text.getBytes(UTF_8);
    }

    private static byte[] replaced(String text) {
        try {
            ByteBuffer utf8 = UTF_8.newEncoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith("\uFFFD".getBytes(UTF_8))
                    .encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a replacing encoder has not replaced", e);
        }
    }

    /** The number that the next four hex digits are; -1 when they are none. */
    static int hex4(byte[] bytes, int at, int end) {
        if (at + 4 > end) {
            return -1;
        }
        int value = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = (value << 4) | digit;
        }
        return value;
    }
}
