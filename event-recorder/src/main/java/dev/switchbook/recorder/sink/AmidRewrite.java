package dev.switchbook.recorder.sink;

/**
 * A position at which Redis, having lost a base, does not have all of its records again: {@code !} stands behind it, and {@code ~} before
 * that unless there was one. Who takes the node over there knows that what it finds is not all.
 */
final class AmidRewrite {
    private static final String MARK = "!";
    private static final String ALONE = "~!";

    private AmidRewrite() {}

    static String mark(String position) {
        return position + (position.indexOf('~') < 0 ? ALONE : MARK);
    }

    static boolean isMarked(String position) {
        return position.endsWith(MARK);
    }

    static String unmarked(String position) {
        String end = position.endsWith(ALONE) ? ALONE : isMarked(position) ? MARK : "";
        return position.substring(0, position.length() - end.length());
    }
}
