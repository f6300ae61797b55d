package dev.switchbook.common.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;

/** 64 bits that stand for a record or a secret: other ones in each process, and of no use outside it. */
public final class SeededHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    // Who writes records must not be able to choose two that look the same.
    private static final long SEED;
    private static final long FACTOR;

    static {
        SecureRandom random = new SecureRandom();
        SEED = random.nextLong();
        FACTOR = random.nextLong() | 0x1000_0000_0000_0001L;
    }

    private SeededHash() {}

    /** Of all of it. */
    public static long of(byte[] bytes) {
        return of(bytes, 0, bytes.length);
    }

    /** Of a part of it. */
    public static long of(byte[] bytes, int from, int to) {
        return more(SEED, bytes, from, to);
    }

    /** Of what was hashed before and this. */
    public static long more(long before, byte[] bytes, int from, int to) {
        long hash = mix(before, to - from);
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash, (long) LONG.get(bytes, i));
        }
        long rest = 0;
        for (; i < to; i++) {
            rest = (rest << 8) | (bytes[i] & 0xff);
        }
        return mix(hash, rest);
    }

    private static long mix(long hash, long word) {
        long mixed = (hash ^ word) * FACTOR;
        mixed ^= mixed >>> 32;
        mixed *= 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
