package dev.switchbook.recorder.change;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of JSON text in the making. Not thread-safe. */
public final class JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int START = 1024;

    private byte[] bytes = new byte[START];
    private int length;

    /** As it is. */
    public JsonBuffer add(byte[] text) {
        return add(text, text.length);
    }

    /** So many bytes from its beginning, as they are. */
    public JsonBuffer add(byte[] text, int count) {
        room(count);
        System.arraycopy(text, 0, bytes, length, count);
        length += count;
        return this;
    }

    /** ASCII, as it is. */
    public JsonBuffer add(String ascii) {
        int count = ascii.length();
        room(count);
        for (int i = 0; i < count; i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    public JsonBuffer add(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** A quoted JSON string of any text: valid UTF-8 comes of it, and neither a line feed nor another control character. */
    public JsonBuffer quoted(String text) {
        add('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                add(c);
            } else if (c == '"' || c == '\\') {
                add('\\').add(c);
            } else if (c < 0x20 || c == 0x7f) {
                add("\\u00").add((char) HEX[c >> 4]).add((char) HEX[c & 15]);
            } else {
                i = wide(text, i);
            }
        }
        return add('"');
    }

    /** Adds the character that begins at the index; returns the index of its last char. */
    private int wide(String text, int index) {
        int point = text.codePointAt(index);
        boolean lone = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        add((lone ? "\uFFFD" : Character.toString(point)).getBytes(StandardCharsets.UTF_8));
        return index + Character.charCount(point) - 1;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public JsonBuffer clear() {
        length = 0;
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
