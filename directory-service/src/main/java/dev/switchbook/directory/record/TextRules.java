package dev.switchbook.directory.record;

import java.util.Locale;

/** What FreeSWITCH can carry in a name or a value. */
final class TextRules {

    private static final int MAX_PRINTED = 64;

    private TextRules() {}

    /**
     * Checks a value, or a name that is written as a value.
     *
     * @throws InvalidRecordException for {@code <!}, behind which FreeSWITCH stops escaping when it writes a found user
     *     out again (switch_xml_ampencode; seen to inject a variable), for NUL, which ends the text, and for half a
     *     surrogate pair, which has no UTF-8 form
     */
    static void checkText(String text) throws InvalidRecordException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || (c == '<' && i + 1 < text.length() && text.charAt(i + 1) == '!')) {
                throw new InvalidRecordException(
                        Reason.MARKUP, "", c == 0 ? "holds NUL" : "holds \"<!\", which FreeSWITCH cannot carry");
            }
            if (Character.isSurrogate(c)) {
                i += checkPair(text, i);
            }
        }
    }

    private static int checkPair(String text, int i) throws InvalidRecordException {
        if (Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1))) {
            return 1;
        }
        throw new InvalidRecordException(Reason.ENCODING, "", "holds half a character");
    }

    /** Checks the name of a param or a variable. */
    static void checkName(String name) throws InvalidRecordException {
        if (name.isEmpty()) {
            throw new InvalidRecordException(Reason.NAME, "", "has no name");
        }
        checkText(name);
    }

    /** Attribute names stand in the answer as they are: nothing can escape them. */
    static void checkAttributeName(String name) throws InvalidRecordException {
        boolean plain =
                !name.isEmpty() && isLetter(name.charAt(0)) && name.chars().allMatch(TextRules::isNamePart);
        if (!plain || isReserved(name)) {
            throw new InvalidRecordException(Reason.NAME, "", "cannot be the name of an attribute");
        }
    }

    /** A line that holds {@code X-PRE-PROCESS} is taken out by FreeSWITCH's pre-processor; {@code xml…} is XML's own. */
    private static boolean isReserved(String name) {
        return name.regionMatches(true, 0, "xml", 0, 3)
                || name.toUpperCase(Locale.ROOT).contains("X-PRE-PROCESS");
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isNamePart(int c) {
        return isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
    }

    /** A name from a record, fit for a line of a log. */
    static String printable(String name) {
        String start = name.length() > MAX_PRINTED ? name.substring(0, MAX_PRINTED) + '…' : name;
        return start.codePoints()
                .map(c -> isPrintable(c) ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isPrintable(int c) {
        return Character.isDefined(c) && !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
    }
}
