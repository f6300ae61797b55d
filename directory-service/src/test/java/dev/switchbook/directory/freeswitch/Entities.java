package dev.switchbook.directory.freeswitch;

import java.util.Map;

/** Decoding of character content and attribute values (switch_xml_decode(), switch_xml.c:605-697). */
final class Entities {

    private static final Map<String, Character> NAMED =
            Map.of("lt;", '<', "gt;", '>', "quot;", '"', "apos;", '\'', "amp;", '&');
    private static final long UTF8_LIMIT = 0x7FFFFFFFL;

    private final String in;
    private final boolean attribute;
    private final StringBuilder out;
    private int at;

    private Entities(String in, boolean attribute) {
        this.in = in;
        this.attribute = attribute;
        this.out = new StringBuilder(in.length());
    }

    /** CR and CRLF become LF; references are decoded once, unknown ones stay as they are. */
    static String text(String raw) {
        return new Entities(lineEnds(raw), false).decode();
    }

    /** As {@link #text}, and white space that is not a reference becomes a space each. */
    static String attribute(String raw) {
        return new Entities(lineEnds(raw), true).decode();
    }

    static String lineEnds(String raw) {
        return raw.replace("\r\n", "\n").replace('\r', '\n');
    }

    private String decode() {
        while (at < in.length()) {
            char c = in.charAt(at);
            if (c == '&' && (reference() || named())) {
                continue;
            }
            out.append(attribute && CText.isSpace(c) ? ' ' : c);
            at++;
        }
        return out.toString();
    }

    /**
     * {@code &#N;} or {@code &#xH;}, strtoul()'s own {@code 0x} included. NUL, numbers above 31 bits and anything but
     * digits up to the semicolon are no reference; surrogates and what Unicode lacks are (switch_xml.c:624-656).
     */
    private boolean reference() {
        if (!in.startsWith("&#", at)) {
            return false;
        }
        boolean hex = in.startsWith("x", at + 2);
        int start = at + (hex ? 3 : 2);
        if (hex && in.regionMatches(true, start, "0x", 0, 2) && digit(start + 2, 16) >= 0) {
            start += 2;
        }
        int base = hex ? 16 : 10;
        long code = 0;
        int i = start;
        for (; digit(i, base) >= 0; i++) {
            code = Math.min(code * base + digit(i, base), UTF8_LIMIT + 1);
        }
        if (code == 0 || code > UTF8_LIMIT || i >= in.length() || in.charAt(i) != ';') {
            return false;
        }
        appendUtf8(out, (int) code);
        at = i + 1;
        return true;
    }

    private int digit(int index, int base) {
        return index < in.length() && in.charAt(index) < 0x80 ? Character.digit(in.charAt(index), base) : -1;
    }

    private boolean named() {
        for (Map.Entry<String, Character> entity : NAMED.entrySet()) {
            if (in.startsWith(entity.getKey(), at + 1)) {
                out.append(entity.getValue().charValue());
                at += 1 + entity.getKey().length();
                return true;
            }
        }
        return false;
    }

    /** UTF-8 in its first form, up to six bytes for 31 bits; one char a byte. */
    private static void appendUtf8(StringBuilder to, int code) {
        if (code < 0x80) {
            to.append((char) code);
            return;
        }
        int bits = 32 - Integer.numberOfLeadingZeros(code);
        int following = (bits - 2) / 5;
        to.append((char) (((0xFF << (7 - following)) | (code >> (6 * following))) & 0xFF));
        for (int i = following - 1; i >= 0; i--) {
            to.append((char) (0x80 | ((code >> (6 * i)) & 0x3F)));
        }
    }
}
