package dev.switchbook.directory.request;

/** How FreeSWITCH compares names. */
public final class Names {

    /**
     * The longest user, domain or group name that is looked up, in characters. FreeSWITCH's cache cuts its keys at 1023
     * bytes (switch_xml_locate_user_cache), behind which two users would be one.
     */
    public static final int MAX_LENGTH = 250;

    private Names() {}

    /** Lower case for the ASCII letters alone, as {@code strcasecmp} sees them. */
    public static String lowerCase(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isUpper(name.charAt(i))) {
                return lowerCaseFrom(name, i);
            }
        }
        return name;
    }

    private static String lowerCaseFrom(String name, int first) {
        char[] chars = name.toCharArray();
        for (int i = first; i < chars.length; i++) {
            if (isUpper(chars[i])) {
                chars[i] = (char) (chars[i] + ('a' - 'A'));
            }
        }
        return new String(chars);
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    /** Whether a name is short enough to be asked for at all. */
    public static boolean canBeAsked(String name) {
        return !name.isEmpty() && name.length() <= MAX_LENGTH;
    }
}
