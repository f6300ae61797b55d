package dev.switchbook.loadtest.client;

import dev.switchbook.loadtest.extensions.Extensions;
import java.nio.charset.StandardCharsets;

/** Whether an answer is the one for an extension: its id and its password. Not for several threads. */
public final class AnswerCheck {

    private static final String ID = "<user id=\"";
    private static final String PASSWORD = "name=\"password\" value=\"";

    private final byte[] id = (ID + "0".repeat(Extensions.DIGITS) + '"').getBytes(StandardCharsets.US_ASCII);
    private final byte[] password =
            (PASSWORD + "0".repeat(Extensions.PASSWORD_BYTES) + '"').getBytes(StandardCharsets.US_ASCII);

    /** Looks at {@code bytes[from, to)}, an answer's body. */
    boolean isFor(int extension, byte[] bytes, int from, int to) {
        return isFor(extension, 0, bytes, from, to);
    }

    /** Likewise, with the password of one of the extension's versions. */
    public boolean isFor(int extension, int version, byte[] bytes, int from, int to) {
        Extensions.name(extension, id, ID.length());
        int user = Search.find(bytes, from, to, id);
        if (user < 0) {
            return false;
        }
        Extensions.password(extension, version, password, PASSWORD.length());
        return Search.find(bytes, user, to, password) >= 0;
    }
}
