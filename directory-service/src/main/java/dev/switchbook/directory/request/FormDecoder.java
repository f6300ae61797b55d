package dev.switchbook.directory.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks {@code name=value&name=value…} as mod_xml_curl writes it.
 *
 * <p>The first part of such a body is written by FreeSWITCH without any encoding (mod_xml_curl.c, xml_url_fetch), so
 * nothing here may throw: {@code %} without two hexadecimal digits stands for itself, a pair without {@code =} has an
 * empty value, an empty pair is skipped, and bytes that are not UTF-8 become U+FFFD.
 */
final class FormDecoder {

    /** Receives each pair, in the order of the body. */
    interface Fields {

        /**
         * Says whether the value of this name is wanted; only then it is decoded.
         *
         * @return an index of the receiver's own, or a negative number
         */
        int indexOf(byte[] bytes, int from, int to);

        /** A wanted pair. */
        void field(int index, String value);
    }

    private FormDecoder() {}

    static void decode(byte[] form, int from, int to, Fields fields) {
        int start = from;
        while (start < to) {
            int end = find(form, start, to, (byte) '&');
            if (end > start) {
                pair(form, start, end, fields);
            }
            start = end + 1;
        }
    }

    private static void pair(byte[] form, int from, int to, Fields fields) {
        int equals = find(form, from, to, (byte) '=');
        int index = nameIndex(form, from, equals, fields);
        if (index >= 0) {
            fields.field(index, decoded(form, Math.min(equals + 1, to), to));
        }
    }

    /** Names come as they are from FreeSWITCH; one that is encoded all the same is decoded first. */
    private static int nameIndex(byte[] form, int from, int to, Fields fields) {
        if (!isEncoded(form, from, to)) {
            return fields.indexOf(form, from, to);
        }
        byte[] name = unescape(form, from, to);
        return fields.indexOf(name, 0, name.length);
    }

    static String decoded(byte[] form, int from, int to) {
        if (!isEncoded(form, from, to)) {
            return new String(form, from, to - from, StandardCharsets.UTF_8);
        }
        return new String(unescape(form, from, to), StandardCharsets.UTF_8);
    }

    private static boolean isEncoded(byte[] form, int from, int to) {
        for (int i = from; i < to; i++) {
            if (form[i] == '%' || form[i] == '+') {
                return true;
            }
        }
        return false;
    }

    private static byte[] unescape(byte[] form, int from, int to) {
        byte[] out = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = form[i];
            if (b == '%' && i + 2 < to && hex(form[i + 1]) >= 0 && hex(form[i + 2]) >= 0) {
                b = (byte) (hex(form[i + 1]) << 4 | hex(form[i + 2]));
                i += 2;
            } else if (b == '+') {
                b = ' ';
            }
            out[length++] = b;
        }
        return length == out.length ? out : Arrays.copyOf(out, length);
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static int find(byte[] form, int from, int to, byte wanted) {
        for (int i = from; i < to; i++) {
            if (form[i] == wanted) {
                return i;
            }
        }
        return to;
    }
}
