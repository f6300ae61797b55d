package dev.switchbook.recorder.esl;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;

/** Eight bytes at a time: where a string of JSON stops being plain ASCII, and hashes of names. */
final class Words {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH = 0x8080_8080_8080_8080L;
    private static final long SPACES = 0x20 * ONES;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    // Other ones in each process: phones choose names (X- headers become variables) and must not choose collisions.
    private static final long SEED = ThreadLocalRandom.current().nextLong();
    private static final long FACTOR = ThreadLocalRandom.current().nextLong() | 0x1000_0000_0000_0001L;

    private Words() {}

    /** The first byte from {@code at} on that is a quote, a backslash, a control character or no ASCII; {@code end} if none. */
    static int special(byte[] bytes, int at, int end) {
        int i = at;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long found = specials((long) LONG.get(bytes, i));
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < end && !isSpecial(bytes[i])) {
            i++;
        }
        return i;
    }

    // A borrow can mark a byte wrongly only above one that is rightly marked, and the lowest alone is looked at.
    private static long specials(long word) {
        long quote = word ^ QUOTES;
        long backslash = word ^ BACKSLASHES;
        return (((word - SPACES) | (quote - ONES) | (backslash - ONES)) & ~word & HIGH) | (word & HIGH);
    }

    static boolean isSpecial(byte b) {
        return b < 0x20 || b == '"' || b == '\\';
    }

    /** Of a name, the same in any case of its ASCII letters. */
    static int hash(byte[] bytes, int from, int to) {
        long hash = SEED + (to - from);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash, (long) LONG.get(bytes, i));
        }
        if (i < to) {
            hash = mix(hash, to - from > Long.BYTES ? (long) LONG.get(bytes, to - Long.BYTES) : few(bytes, i, to));
        }
        return (int) (hash >>> 32);
    }

    private static long few(byte[] bytes, int from, int to) {
        long word = 0;
        for (int i = from; i < to; i++) {
            word = (word << 8) | (bytes[i] & 0xff);
        }
        return word;
    }

    private static long mix(long hash, long word) {
        // The bit of upper and lower case; what else it makes equal is told apart by comparing.
        long mixed = (hash ^ (word | SPACES)) * FACTOR;
        return mixed ^ (mixed >>> 29);
    }

    /** Whether the two are equal, ASCII letters in any case. */
    static boolean sameName(byte[] a, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = a[from + i];
            byte lower = b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
            if (lower != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
