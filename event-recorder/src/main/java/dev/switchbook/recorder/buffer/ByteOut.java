package dev.switchbook.recorder.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes to an array that has room: {@link #boundOf} and the array's owner have seen to it. Reused: it makes no objects. */
final class ByteOut {
    /** What a count takes at most. */
    static final int COUNT = 5;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int MAX_NARROW = 0xFF;

    private byte[] bytes = new byte[0];
    private int at;

    void to(byte[] array, int from) {
        bytes = array;
        at = from;
    }

    int at() {
        return at;
    }

    void put(int value) {
        bytes[at++] = (byte) value;
    }

    void putInt(int value) {
        INTS.set(bytes, at, value);
        at += Integer.BYTES;
    }

    void putInt(int where, int value) {
        INTS.set(bytes, where, value);
    }

    void putLong(long value) {
        LONGS.set(bytes, at, value);
        at += Long.BYTES;
    }

    /** Not below zero: seven bits in each byte, the lowest first. */
    void putCount(int value) {
        int left = value;
        while (left > 0x7F) {
            bytes[at++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[at++] = (byte) left;
    }

    void put(byte[] value) {
        System.arraycopy(value, 0, bytes, at, value.length);
        at += value.length;
    }

    static int boundOf(String text) {
        return COUNT + 2 * text.length();
    }

    /** A byte for each character, nearly always; two for each where one of them does not fit in one. */
    void putText(String text) {
        int length = text.length();
        int start = at;
        putCount(length << 1);
        int body = at;
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            bytes[body + i] = (byte) c;
        }
        at = body + length;
        if (seen > MAX_NARROW) {
            bytes[start] |= 1;
            putWide(text, body);
        }
    }

    private void putWide(String text, int body) {
        at = body;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            put(c >>> 8);
            put(c);
        }
    }
}
