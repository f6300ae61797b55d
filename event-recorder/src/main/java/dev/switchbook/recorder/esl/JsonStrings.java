package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Steps through JSON text, and notes of each string whether it can be copied as it is. Tolerant: FreeSWITCH passes on whatever bytes
 * a phone sent, so neither invalid UTF-8 nor raw control characters nor bad escapes are a fault; they make a string {@link #DIRTY}.
 */
final class JsonStrings {
    /** There is a backslash in it. */
    static final int ESCAPED = 1;
    /** No valid JSON string, or it holds half a surrogate pair: it must be mended before it is given out. */
    static final int DIRTY = 2;

    private static final byte[] NULL = "null".getBytes(UTF_8);

    private byte[] bytes = {};
    private int start;
    private int end;
    /** What was seen in the string last passed. */
    private int seen;

    JsonStrings over(byte[] text, int from, int to) {
        bytes = text;
        start = from;
        end = to;
        seen = 0;
        return this;
    }

    int seen() {
        return seen;
    }

    /** The first byte that is no white space. */
    int blank(int at) {
        int i = at;
        while (i < end && isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** What stands at {@code at}; -1 at the end. */
    int peek(int at) {
        return at < end ? bytes[at] & 0xff : -1;
    }

    /** From behind the opening quote to the closing one. */
    int string(int from) {
        seen = 0;
        int i = from;
        while (true) {
            i = Words.special(bytes, i, end);
            if (i >= end) {
                throw fault("a string without end", from);
            }
            byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            i = b == '\\' ? escape(i) : unusual(i);
        }
    }

    /** Past a number, {@code true}, {@code false} or {@code null}. */
    int literal(int from) {
        int i = from;
        while (i < end && isLiteral(bytes[i])) {
            i++;
        }
        if (i == from) {
            throw fault("no JSON value", from);
        }
        return i;
    }

    /** Past an object or array, whatever is in it. */
    int nested(int from) {
        int depth = 0;
        int i = from;
        while (i < end) {
            byte b = bytes[i++];
            switch (b) {
                case '"' -> i = string(i) + 1;
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return i;
            }
        }
        throw fault("a value without end", from);
    }

    EslFormatException fault(String what, int at) {
        return new EslFormatException("event: " + what + " at byte " + (at - start));
    }

    private int escape(int at) {
        seen |= ESCAPED;
        if (at + 1 >= end) {
            throw fault("a string without end", at);
        }
        switch (bytes[at + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                return at + 2;
            }
            case 'u' -> {
                return unicode(at);
            }
            default -> {
                seen |= DIRTY;
                return at + 1;
            }
        }
    }

    private int unicode(int at) {
        int unit = JsonText.hex4(bytes, at + 2, end);
        if (unit < 0) {
            seen |= DIRTY;
            return at + 1;
        }
        if (unit < Character.MIN_SURROGATE || unit > Character.MAX_SURROGATE) {
            return at + 6;
        }
        if (unit <= Character.MAX_HIGH_SURROGATE && isLowSurrogate(at + 6)) {
            return at + 12;
        }
        seen |= DIRTY;
        return at + 6;
    }

    private boolean isLowSurrogate(int at) {
        if (at + 6 > end || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return false;
        }
        int unit = JsonText.hex4(bytes, at + 2, end);
        return unit >= Character.MIN_LOW_SURROGATE && unit <= Character.MAX_LOW_SURROGATE;
    }

    private int unusual(int at) {
        int length = bytes[at] < 0 ? sequence(bytes, at, end) : 0;
        if (length == 0) {
            seen |= DIRTY;
            return at + 1;
        }
        return at + length;
    }

    /** How long the UTF-8 sequence of a character beyond ASCII is; 0 when it is none. */
    private static int sequence(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || end - at < length) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        // neither over-long forms, nor surrogates, nor beyond U+10FFFF
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /** The strings (and other plain values) of an array, from its bracket to behind the closing one. */
    static List<String> elements(byte[] bytes, int from, int to) {
        List<String> found = new ArrayList<>();
        JsonStrings in = new JsonStrings().over(bytes, from, to);
        int at = in.blank(from + 1);
        while (in.peek(at) != ']') {
            switch (in.peek(at)) {
                case '"' -> {
                    int close = in.string(at + 1);
                    found.add(JsonText.mended(JsonText.decode(bytes, at + 1, close, in.seen())));
                    at = close + 1;
                }
                case '{', '[' -> at = in.nested(at);
                case ',' -> at++;
                default -> {
                    int behind = in.literal(at);
                    if (!isNull(bytes, at, behind)) {
                        found.add(new String(bytes, at, behind - at, UTF_8));
                    }
                    at = behind;
                }
            }
            at = in.blank(at);
        }
        return found;
    }

    static boolean isNull(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, NULL, 0, NULL.length);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static boolean isLiteral(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z') || b == '-' || b == '+' || b == '.' || b == 'E';
    }
}
