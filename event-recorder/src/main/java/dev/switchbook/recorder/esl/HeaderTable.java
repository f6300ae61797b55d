package dev.switchbook.recorder.esl;

import java.util.Arrays;

/**
 * Where the names and values of one event stand in a text of JSON, and an index of the names. Nothing is allocated for a header;
 * the arrays are used again for the next event.
 */
final class HeaderTable {
    /** An event of FreeSWITCH has 30 to 300. */
    static final int MAX = 4096;

    /** The value is an array, from its bracket to behind the closing one. */
    static final int ARRAY = 4;
    /** The value is a number or the like, without quotes. */
    static final int LITERAL = 8;
    /** The name stands in {@link #aside}, as it was escaped or dirty. */
    private static final int ASIDE = 16;

    private static final int INDEX_BITS = 13;
    private static final int INDEX_MASK = (1 << INDEX_BITS) - 1;
    private static final int LAST_ROUND = -1 >>> INDEX_BITS;
    private static final int NAME_AT = 0;
    private static final int NAME_END = 1;
    private static final int VALUE_AT = 2;
    private static final int VALUE_END = 3;
    private static final int FLAGS = 4;
    private static final int HASH = 5;
    private static final int WIDTH = 6;
    private static final int INITIAL = 256;

    private byte[] bytes = {};
    private byte[] aside = {};
    private int asideLength;
    private int count;
    private int[] rows = new int[INITIAL * WIDTH];
    /** The round in the upper bits, so that no slot needs to be cleared for the next event; the header in the lower. */
    private int[] slots = new int[INITIAL * 4];

    private int round;
    private boolean repeated;

    void clear(byte[] text) {
        bytes = text;
        asideLength = 0;
        count = 0;
        repeated = false;
        if (round == LAST_ROUND) {
            round = 0;
            Arrays.fill(slots, 0);
        }
        round++;
    }

    /** The text may have moved to another array while headers were added. */
    void text(byte[] text) {
        bytes = text;
    }

    /** Unless there is one of just that name; false when that makes too many. */
    boolean add(byte[] text, int nameAt, int nameEnd, int valueAt, int valueEnd, int flags) {
        bytes = text;
        int hash = Words.hash(text, nameAt, nameEnd);
        int slot = slot(hash, text, nameAt, nameEnd);
        return slot < 0 || put(slot, hash, nameAt, nameEnd, valueAt, valueEnd, flags);
    }

    /** The same, with a name that does not stand in the text as it is meant. */
    boolean addAside(byte[] text, byte[] name, int valueAt, int valueEnd, int flags) {
        bytes = text;
        int hash = Words.hash(name, 0, name.length);
        int slot = slot(hash, name, 0, name.length);
        if (slot < 0) {
            return true;
        }
        int at = asideLength;
        if (aside.length - at < name.length) {
            aside = Arrays.copyOf(aside, Math.max(aside.length * 2, at + name.length));
        }
        System.arraycopy(name, 0, aside, at, name.length);
        asideLength = at + name.length;
        return put(slot, hash, at, asideLength, valueAt, valueEnd, flags | ASIDE);
    }

    private boolean put(int slot, int hash, int nameAt, int nameEnd, int valueAt, int valueEnd, int flags) {
        if (count == MAX) {
            return false;
        }
        if ((count + 1) * WIDTH > rows.length) {
            rows = Arrays.copyOf(rows, rows.length * 2);
        }
        int row = count * WIDTH;
        rows[row + NAME_AT] = nameAt;
        rows[row + NAME_END] = nameEnd;
        rows[row + VALUE_AT] = valueAt;
        rows[row + VALUE_END] = valueEnd;
        rows[row + FLAGS] = flags;
        rows[row + HASH] = hash;
        slots[slot] = (round << INDEX_BITS) | count;
        count++;
        if (count * 2 > slots.length) {
            grow();
        }
        return true;
    }

    /** A free slot for the name; -1 when it is there already. */
    private int slot(int hash, byte[] name, int from, int to) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] >>> INDEX_BITS == round) {
            int other = slots[slot] & INDEX_MASK;
            if (rows[other * WIDTH + HASH] == hash
                    && Arrays.equals(names(other), nameAt(other), nameEnd(other), name, from, to)) {
                repeated = true;
                return -1;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        slots = new int[slots.length * 2];
        int mask = slots.length - 1;
        for (int header = 0; header < count; header++) {
            int slot = rows[header * WIDTH + HASH] & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = (round << INDEX_BITS) | header;
        }
    }

    /** The first of that name in any case, -1 if none: those of one hash stand in the order in which they came. */
    int find(HeaderName name) {
        int mask = slots.length - 1;
        int slot = name.hash() & mask;
        while (slots[slot] >>> INDEX_BITS == round) {
            int header = slots[slot] & INDEX_MASK;
            if (rows[header * WIDTH + HASH] == name.hash()
                    && name.matches(names(header), nameAt(header), nameEnd(header))) {
                return header;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** Whether a header was left out, as its name was there. */
    boolean repeated() {
        return repeated;
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] names(int header) {
        return isAside(header) ? aside : bytes;
    }

    boolean isAside(int header) {
        return (flags(header) & ASIDE) != 0;
    }

    int nameAt(int header) {
        return rows[header * WIDTH + NAME_AT];
    }

    int nameEnd(int header) {
        return rows[header * WIDTH + NAME_END];
    }

    int valueAt(int header) {
        return rows[header * WIDTH + VALUE_AT];
    }

    int valueEnd(int header) {
        return rows[header * WIDTH + VALUE_END];
    }

    int flags(int header) {
        return rows[header * WIDTH + FLAGS];
    }
}
