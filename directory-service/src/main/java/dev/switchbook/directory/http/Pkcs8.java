package dev.switchbook.directory.http;

import java.io.ByteArrayOutputStream;
import java.security.PublicKey;
import java.util.Arrays;

/**
 * Private keys of the older forms, PKCS#1 for RSA (RFC 8017 A.1.2) and SEC 1 for elliptic curves (RFC 5915), in the one that Java
 * reads, PKCS#8 (RFC 5208). That puts the algorithm before the same bytes, and the algorithm stands in the public key.
 */
final class Pkcs8 {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final byte[] VERSION = {0x02, 0x01, 0x00};

    private Pkcs8() {}

    /**
     * The key in PKCS#8.
     *
     * @param key in its older form, DER; what it holds is not looked at
     * @param itsPublic what it belongs to
     */
    static byte[] of(byte[] key, PublicKey itsPublic) {
        byte[] algorithm = algorithm(itsPublic.getEncoded());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(VERSION);
        content.writeBytes(algorithm);
        content.writeBytes(element(OCTET_STRING, key));
        return element(SEQUENCE, content.toByteArray());
    }

    /** The first element in {@code SubjectPublicKeyInfo}, as Java encodes it (RFC 5280 4.1). */
    private static byte[] algorithm(byte[] publicKeyInfo) {
        int from = contentAt(publicKeyInfo, 0);
        int content = contentAt(publicKeyInfo, from);
        return Arrays.copyOfRange(publicKeyInfo, from, content + length(publicKeyInfo, from));
    }

    private static int contentAt(byte[] der, int element) {
        int first = der[element + 1] & 0xff;
        return element + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int element) {
        int first = der[element + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << 8) | (der[element + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            int bytes = content.length < 0x100 ? 1 : content.length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(content.length >> (8 * i));
            }
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
