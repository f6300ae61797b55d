package dev.switchbook.recorder.esl.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Undoes switch_amp_encode and switch_url_encode; what they would not have written stays as it is. */
final class Entities {
    private static final Map<String, String> NAMED =
            Map.of("quot", "\"", "lt", "<", "gt", ">", "amp", "&", "apos", "'");
    private static final int LONGEST = 10;

    private Entities() {}

    static String decode(String text) {
        int at = text.indexOf('&');
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            int end = text.indexOf(';', at);
            String meant = end < 0 || end - at > LONGEST ? "" : meaning(text.substring(at + 1, end));
            if (meant.isEmpty()) {
                out.append(text, from, at + 1);
                from = at + 1;
            } else {
                out.append(text, from, at).append(meant);
                from = end + 1;
            }
            at = text.indexOf('&', from);
        }
        return out.append(text, from, text.length()).toString();
    }

    private static String meaning(String entity) {
        if (!entity.startsWith("#")) {
            return NAMED.getOrDefault(entity, "");
        }
        boolean hex = entity.startsWith("#x") || entity.startsWith("#X");
        int radix = hex ? 16 : 10;
        int code = 0;
        int from = hex ? 2 : 1;
        for (int i = from; i < entity.length(); i++) {
            int digit = Character.digit(entity.charAt(i), radix);
            if (digit < 0) {
                return "";
            }
            code = Math.min(code * radix + digit, Character.MAX_CODE_POINT + 1);
        }
        boolean character = entity.length() > from
                && Character.isValidCodePoint(code)
                && (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE);
        return character ? Character.toString(code) : "";
    }

    static String percentDecode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
            if (low < 0) {
                out.write(bytes[i]);
            } else {
                out.write((high << 4) | low);
                i += 2;
            }
        }
        return out.toString(UTF_8);
    }
}
