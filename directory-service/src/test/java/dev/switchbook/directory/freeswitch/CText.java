package dev.switchbook.directory.freeswitch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/**
 * C strings and the rules FreeSWITCH reads them by. Inside the model a string holds one byte a char (ISO-8859-1), so
 * that nothing is lost on bytes that are not UTF-8; {@link #bytes} and {@link #text} are the way in and out.
 */
final class CText {

    private CText() {}

    /** From ordinary text to one char a byte of its UTF-8 form. */
    static String bytes(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** From one char a byte to ordinary text. */
    static String text(String bytes) {
        return new String(bytes.getBytes(ISO_8859_1), UTF_8);
    }

    /** isspace() of the C locale. */
    static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** strcasecmp() of the C locale: ASCII letters alone have a case. */
    static boolean equalsIgnoreCase(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (lower(a.charAt(i)) != lower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    static int indexOfIgnoreCase(String text, String word, int from) {
        for (int i = from; i + word.length() <= text.length(); i++) {
            if (equalsIgnoreCase(text.substring(i, i + word.length()), word)) {
                return i;
            }
        }
        return -1;
    }

    /** Reads digits up to the first other character and saturates, as atol() does; cast to int for atoi(). */
    static long atol(String text) {
        int i = 0;
        while (i < text.length() && isSpace(text.charAt(i))) {
            i++;
        }
        boolean negative = i < text.length() && text.charAt(i) == '-';
        if (negative || (i < text.length() && text.charAt(i) == '+')) {
            i++;
        }
        long value = 0;
        for (; i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9'; i++) {
            int digit = text.charAt(i) - '0';
            if (value > (Long.MAX_VALUE - digit) / 10) {
                return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    static int atoi(String text) {
        return (int) atol(text);
    }

    /** An optional sign, then digits and full stops in any order, or nothing (switch_utils.c:1636). */
    static boolean isNumber(String text) {
        int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        return text.substring(start).chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** What FreeSWITCH takes for yes (switch_utils.h:518). */
    static boolean isTrue(String text) {
        return List.of("yes", "on", "true", "t", "enabled", "active", "allow").stream()
                        .anyMatch(word -> equalsIgnoreCase(word, text))
                || (isNumber(text) && atoi(text) != 0);
    }

    /**
     * Cuts a list at its commas and trims the spaces of each element; the last of {@code max} keeps the rest of the
     * line (switch_utils.c:2705, 2771). Quotes and backslashes are not modelled.
     */
    static List<String> separate(String list, int max) {
        List<String> elements = new ArrayList<>();
        int from = 0;
        while (from < list.length() && elements.size() < max) {
            int comma = list.indexOf(',', from);
            boolean rest = comma < 0 || elements.size() == max - 1;
            elements.add(trim(rest ? list.substring(from) : list.substring(from, comma)));
            from = rest ? list.length() : comma + 1;
        }
        return elements;
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) == ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(start, end);
    }
}
