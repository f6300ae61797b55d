package dev.switchbook.loadtest.client;

import java.util.Arrays;

/** Searching in bytes. */
public final class Search {

    private Search() {}

    /** Where {@code wanted} begins in {@code bytes[from, to)}; -1 if it does not occur. */
    public static int find(byte[] bytes, int from, int to, byte[] wanted) {
        byte first = wanted[0];
        int last = to - wanted.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == first && Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }
}
