package dev.switchbook.directory.xml;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of XML, growing as they are written.
 *
 * <p>{@link #escaped} is the one rule that was seen to survive all that FreeSWITCH does to an answer (its pre-processor,
 * its parser, its writing a found user out and parsing it again): letters, digits and {@code " ._@:/+,"} as they are,
 * all other ASCII as decimal {@code &#N;}, the rest as UTF-8. It leaves no {@code $$}{x}, no {@code X-PRE-PROCESS} and
 * no {@code <?} to be found.
 */
final class XmlOut {

    private static final byte[][] ENTITIES = new byte[128][];

    static {
        String plain = " ._@:/+,";
        for (int c = 0; c < ENTITIES.length; c++) {
            boolean asItIs =
                    (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || plain.indexOf(c) >= 0;
            if (!asItIs) {
                ENTITIES[c] = ("&#" + c + ';').getBytes(StandardCharsets.US_ASCII);
            }
        }
    }

    private byte[] bytes;
    private int length;

    XmlOut(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Bytes that are XML already. */
    XmlOut raw(byte[] xml) {
        ensure(xml.length);
        System.arraycopy(xml, 0, bytes, length, xml.length);
        length += xml.length;
        return this;
    }

    /** ASCII that is XML already. */
    @SuppressWarnings("deprecation") // the deprecated copy takes the low bytes: right for ASCII, and without an array
    XmlOut ascii(String xml) {
        ensure(xml.length());
        xml.getBytes(0, xml.length(), bytes, length);
        length += xml.length();
        return this;
    }

    /** Text, escaped; half a surrogate pair becomes {@code ?}. */
    XmlOut escaped(String text) {
        ensure(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128) {
                i += beyondAscii(text, i);
            } else if (ENTITIES[c] == null) {
                ensure(1);
                bytes[length++] = (byte) c;
            } else {
                raw(ENTITIES[c]);
            }
        }
        return this;
    }

    /** Writes the character at {@code i}; how many further chars it took. */
    private int beyondAscii(String text, int i) {
        int codePoint = text.codePointAt(i);
        ensure(4);
        if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xC0 | (codePoint >> 6));
        } else if (Character.isSurrogate((char) codePoint) && codePoint < 0x10000) {
            bytes[length++] = '?';
            return 0;
        } else if (codePoint < 0x10000) {
            bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
            bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        } else {
            bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
            bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
            bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
        }
        bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
        return codePoint >= 0x10000 ? 1 : 0;
    }

    int length() {
        return length;
    }

    /** Forgets everything written behind {@code length} bytes. */
    void cutTo(int length) {
        this.length = Math.min(this.length, length);
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
