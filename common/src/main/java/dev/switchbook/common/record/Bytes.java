package dev.switchbook.common.record;

/** Searching in bytes that are mostly not what is searched for. */
public final class Bytes {

    private Bytes() {}

    /** Whether ASCII text in lower case occurs, in any case. */
    public static boolean containsIgnoringCase(byte[] bytes, byte[] lowerCase) {
        for (int i = 0; i + lowerCase.length <= bytes.length; i++) {
            if (same(bytes[i], lowerCase[0]) && matches(bytes, i, lowerCase)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] bytes, int at, byte[] lowerCase) {
        for (int j = 1; j < lowerCase.length; j++) {
            if (!same(bytes[at + j], lowerCase[j])) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(byte b, byte lowerCase) {
        return b == lowerCase || (b >= 'A' && b <= 'Z' && b + ('a' - 'A') == lowerCase);
    }
}
