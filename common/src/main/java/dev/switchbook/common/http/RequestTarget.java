package dev.switchbook.common.http;

/**
 * What a request line asks for, as it came, nothing decoded.
 *
 * @param path begins with a slash, unless the target is nothing that a server has
 * @param query behind the first question mark; empty without one
 */
public record RequestTarget(String path, String query) {

    /** Takes the origin-form and, as RFC 9112 §3.2.2 asks of every server, the absolute-form. Never throws. */
    public static RequestTarget of(String target) {
        int begin = target.startsWith("/") ? 0 : afterAuthority(target);
        int question = target.indexOf('?', begin);
        String path = target.substring(begin, question < 0 ? target.length() : question);
        boolean emptyPath = begin > 0 && path.isEmpty();
        return new RequestTarget(emptyPath ? "/" : path, question < 0 ? "" : target.substring(question + 1));
    }

    private static int afterAuthority(String target) {
        int authority = startsWith(target, "http://") ? 7 : startsWith(target, "https://") ? 8 : 0;
        if (authority == 0) {
            return 0;
        }
        for (int i = authority; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
    }

    private static boolean startsWith(String target, String scheme) {
        return target.regionMatches(true, 0, scheme, 0, scheme.length());
    }
}
