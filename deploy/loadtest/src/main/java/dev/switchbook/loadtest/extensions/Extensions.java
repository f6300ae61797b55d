package dev.switchbook.loadtest.extensions;

import java.nio.charset.StandardCharsets;

/**
 * The extensions of the load test: six digits from 100000 on, in one domain, each with a password that can be computed
 * from its number. All numbers and all passwords have the same length, so that a request is a template with a few bytes
 * changed.
 */
public final class Extensions {

    public static final String DOMAIN = "pbx.example";

    /** Digits of an extension. */
    public static final int DIGITS = 6;

    /** Bytes of a password. */
    public static final int PASSWORD_BYTES = 16;

    /** The most extensions that six digits leave room for. */
    public static final int MAX = 900_000;

    /** Every so many extensions have a number-alias. */
    public static final int ALIAS_EVERY = 20;

    /** No alias. */
    public static final int NO_ALIAS = 0;

    /** The digit before an extension's own ones that makes the alias of those which have one. */
    public static final int ALIAS = 8;

    private static final int VERSION_SHIFT = 20; // 2^20 is more than there are extensions

    private static final int FIRST = 100_000;
    private static final byte[] LETTERS = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII);

    private Extensions() {}

    /** The extension of an index from 0 on. */
    public static String name(int index) {
        return Integer.toString(FIRST + index);
    }

    /** Writes the extension's digits. */
    public static void name(int index, byte[] into, int at) {
        int rest = FIRST + index;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** The extension's password: nothing that XML or JSON would escape. */
    public static String password(int index) {
        return password(index, 0);
    }

    private static String password(int index, int version) {
        byte[] password = new byte[PASSWORD_BYTES];
        password(index, version, password, 0);
        return new String(password, StandardCharsets.US_ASCII);
    }

    /** Writes the extension's password of a version; the first one, 0, is {@link #password(int)}. */
    public static void password(int index, int version, byte[] into, int at) {
        long mixed = mix(index + version * (1L << VERSION_SHIFT));
        for (int i = 0; i < PASSWORD_BYTES; i++) {
            into[at + i] = LETTERS[(int) (mixed >>> (i * 4)) & 31];
        }
    }

    /** SplitMix64's finalizer: neighbours have nothing in common. */
    private static long mix(long index) {
        long z = (index + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The record of contract section 2: ten values, as a small company's PBX would have them. */
    public static String record(int index) {
        return record(index, 0, alias(index));
    }

    /** The digit of the alias that an extension has at first; {@link #NO_ALIAS} for none. */
    public static int alias(int index) {
        return index % ALIAS_EVERY == 0 ? ALIAS : NO_ALIAS;
    }

    /**
     * The record of a version.
     *
     * @param aliasDigit the alias' first digit; {@link #NO_ALIAS} for none
     */
    public static String record(int index, int version, int aliasDigit) {
        String name = name(index);
        String alias = aliasDigit == NO_ALIAS ? "" : "\"number-alias\":\"" + aliasDigit + name + "\"";
        return "{\"param\":{\"password\":\"" + password(index, version) + "\",\"vm-password\":\"" + name + "\"},"
                + "\"variable\":{\"toll_allow\":\"domestic,local\",\"accountcode\":\"" + name + "\","
                + "\"user_context\":\"default\",\"effective_caller_id_name\":\"Extension " + name + "\","
                + "\"effective_caller_id_number\":\"" + name + "\",\"outbound_caller_id_number\":\"+4930" + name
                + "\",\"callgroup\":\"sales\",\"hold_music\":\"local_stream://moh\"},\"attribute\":{" + alias + "}}";
    }

    /** The domain's defaults; a short dial-string, so that the user is most of the answer. */
    public static String domainRecord() {
        return "{\"param\":{\"dial-string\":\"${sofia_contact(*/${dialed_user}@${dialed_domain})}\"}}";
    }
}
