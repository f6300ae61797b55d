package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A header's name, made once and looked up often; names are compared without case (of ASCII letters), as FreeSWITCH does. */
public final class HeaderName {
    private final String name;
    private final byte[] lowerCase;
    private final int hash;

    private HeaderName(String name) {
        this.name = name;
        this.lowerCase = lowerCase(name.getBytes(UTF_8));
        this.hash = Words.hash(lowerCase, 0, lowerCase.length);
    }

    /** Any name, in any case. */
    public static HeaderName of(String name) {
        return new HeaderName(name);
    }

    int hash() {
        return hash;
    }

    boolean matches(byte[] bytes, int from, int to) {
        return Words.sameName(bytes, from, to, lowerCase);
    }

    private static byte[] lowerCase(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] |= 0x20;
            }
        }
        return bytes;
    }

    /** As it was given. */
    @Override
    public String toString() {
        return name;
    }
}
