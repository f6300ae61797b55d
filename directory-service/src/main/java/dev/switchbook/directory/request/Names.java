package dev.switchbook.directory.request;

import java.nio.charset.StandardCharsets;

/** How FreeSWITCH compares names. */
public final class Names {

    /**
     * The longest user, domain or group name that is looked up, in bytes of UTF-8. FreeSWITCH's cache cuts its keys at
     * 1023 bytes (switch_xml_locate_user_cache), behind which two users would be one.
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

    /**
     * Whether anything can have this name: not the empty one, none that is too long, and none with {@code <!} or NUL,
     * which FreeSWITCH cannot carry, not even in the {@code domain-name} that it adds to a user.
     */
    public static boolean canBeAsked(String name) {
        return !name.isEmpty() && isShort(name) && !name.contains("<!") && name.indexOf('\0') < 0;
    }

    private static boolean isShort(String name) {
        return name.length() <= MAX_LENGTH / 3
                || (name.length() <= MAX_LENGTH && name.getBytes(StandardCharsets.UTF_8).length <= MAX_LENGTH);
    }
}
