package dev.switchbook.recorder.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteOut} wrote. */
final class ByteIn {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private byte[] bytes = new byte[0];
    private int at;

    void from(byte[] array, int from) {
        bytes = array;
        at = from;
    }

    int at() {
        return at;
    }

    void skip(int count) {
        at += count;
    }

    int get() {
        return bytes[at++];
    }

    int getInt() {
        int value = (int) INTS.get(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    long getLong() {
        long value = (long) LONGS.get(bytes, at);
        at += Long.BYTES;
        return value;
    }

    int getCount() {
        int value = 0;
        int shift = 0;
        int next = bytes[at++];
        while (next < 0) {
            value |= (next & 0x7F) << shift;
            shift += 7;
            next = bytes[at++];
        }
        return value | (next << shift);
    }

    byte[] getBytes(int length) {
        byte[] value = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return value;
    }

    String getText() {
        int header = getCount();
        int length = header >>> 1;
        if ((header & 1) == 0) {
            String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
            at += length;
            return text;
        }
        char[] wide = new char[length]; // by hand: a decoder would mend halves of characters
        for (int i = 0; i < length; i++) {
            wide[i] = (char) ((get() & 0xFF) << 8 | (get() & 0xFF));
        }
        return new String(wide);
    }
}
