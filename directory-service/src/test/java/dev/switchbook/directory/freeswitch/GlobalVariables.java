package dev.switchbook.directory.freeswitch;

import java.util.Map;

/** Expansion of {@code $${name}} in a line before it is parsed (expand_vars(), switch_xml.c:1307-1350). */
final class GlobalVariables {

    /**
     * A line after expansion.
     *
     * @param text the line with values in place
     * @param remainsOfLine what is left of the line as read: FreeSWITCH ends it at the closing brace of the first
     *     variable, and looks for {@code <?} and {@code <include>} in what remains
     */
    record Expanded(String text, String remainsOfLine) {}

    private GlobalVariables() {}

    /** Unknown variables become nothing; one without a closing brace stays as it is; values are not expanded again. */
    static Expanded expand(String line, Map<String, String> globals) {
        StringBuilder text = new StringBuilder();
        int copied = 0;
        int firstEnd = line.length();
        int at = line.indexOf("$${");
        while (at >= 0) {
            int end = closingBrace(line, at + 2);
            if (end < 0) {
                at = line.indexOf("$${", at + 1);
                continue;
            }
            firstEnd = Math.min(firstEnd, end);
            text.append(line, copied, at).append(globals.getOrDefault(line.substring(at + 3, end), ""));
            copied = end + 1;
            at = line.indexOf("$${", copied);
        }
        return new Expanded(text.append(line, copied, line.length()).toString(), line.substring(0, firstEnd));
    }

    /** The brace that closes the one at {@code open}, nested pairs skipped (switch_utils.c:794). */
    private static int closingBrace(String line, int open) {
        int depth = 0;
        for (int i = open; i < line.length(); i++) {
            if (line.charAt(i) == '{') {
                depth++;
            } else if (line.charAt(i) == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }
}
