package dev.switchbook.recorder.flush;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.record.SeededHash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a {@link DigestTable}: columns of numbers, and one array for all text, because an object for each of 100 000 extensions
 * would cost four times as much. A row that is dead stays until {@link #tidy}.
 */
final class Rows {
    static final int NONE = -1;

    private static final byte SEEN = 1;

    private static final byte LIVE = 2;
    private static final byte FORBIDDEN = 4;
    private static final int FEW = 4;

    /** Twice as many as there can be rows: each holds a row, or {@link #NONE}. */
    private int[] slots = empty(2 * FEW);

    private int[] names = new int[FEW];
    private int[] aliases = new int[FEW];
    private long[] records = new long[FEW];
    private long[] secrets = {};
    private byte[] states = new byte[FEW];

    /** Each piece is its length in one byte and then its bytes. */
    private byte[] text = new byte[FEW * 8];

    private int textEnd;
    private int wasted;
    private int size;
    private int live;

    /** How many rows there are, dead ones too. */
    int size() {
        return size;
    }

    int live() {
        return live;
    }

    int find(byte[] name) {
        int slot = slot(name);
        while (slots[slot] != NONE) {
            if (is(names[slots[slot]], name)) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return NONE;
    }

    private int slot(byte[] name) {
        return (int) (SeededHash.of(name) >>> 20) & (slots.length - 1);
    }

    /** A new row, dead as yet, of a name that there is none of. */
    int add(byte[] name) {
        if (size == names.length) {
            grow();
        }
        int row = size++;
        names[row] = append(name);
        aliases[row] = NONE;
        link(row, name);
        return row;
    }

    private void link(int row, byte[] name) {
        int slot = slot(name);
        while (slots[slot] != NONE) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = row;
    }

    private void grow() {
        int more = 2 * names.length;
        names = Arrays.copyOf(names, more);
        aliases = Arrays.copyOf(aliases, more);
        records = Arrays.copyOf(records, more);
        states = Arrays.copyOf(states, more);
        if (secrets.length > 0) {
            secrets = Arrays.copyOf(secrets, more);
        }
        slots = empty(2 * more);
        for (int row = 0; row < size; row++) {
            link(row, bytes(names[row]));
        }
    }

    void put(int row, long record, @Nullable String alias, @Nullable RecordSecrets found) {
        records[row] = record;
        if (alias == null || !alias.equals(alias(row))) {
            wasted += aliases[row] == NONE ? 0 : 1 + length(aliases[row]);
            aliases[row] = alias == null ? NONE : append(alias.getBytes(UTF_8));
        }
        if (found != null) {
            if (secrets.length == 0) {
                secrets = new long[names.length];
            }
            secrets[row] = found.hash();
            states[row] = (byte) (found.forbidden() ? states[row] | FORBIDDEN : states[row] & ~FORBIDDEN);
        }
    }

    /** It was seen, dead or alive. */
    void mark(int row, boolean isLive) {
        live += (isLive ? 1 : 0) - (isLive(row) ? 1 : 0);
        states[row] = (byte) ((states[row] & FORBIDDEN) | SEEN | (isLive ? LIVE : 0));
    }

    /** None was seen. */
    void forgetSeen() {
        for (int row = 0; row < size; row++) {
            states[row] &= ~SEEN;
        }
    }

    void forgetSeen(int row) {
        states[row] &= ~SEEN;
    }

    boolean isSeen(int row) {
        return (states[row] & SEEN) != 0;
    }

    boolean isLive(int row) {
        return (states[row] & LIVE) != 0;
    }

    boolean isForbidden(int row) {
        return (states[row] & FORBIDDEN) != 0;
    }

    long record(int row) {
        return records[row];
    }

    /** 0 when they were not asked for. */
    long secrets(int row) {
        return secrets.length == 0 ? 0 : secrets[row];
    }

    String name(int row) {
        return new String(bytes(names[row]), UTF_8);
    }

    @Nullable String alias(int row) {
        return aliases[row] == NONE ? null : new String(bytes(aliases[row]), UTF_8);
    }

    /** Gives back the room of dead rows and of text that nobody has any more, once that is most of it. Rows get other numbers. */
    void tidy() {
        if (size - live <= live + FEW && wasted <= textEnd / 2) {
            return;
        }
        Rows kept = new Rows();
        for (int row = 0; row < size; row++) {
            if (isLive(row)) {
                int copy = kept.add(bytes(names[row]));
                RecordSecrets found = secrets.length == 0 ? null : new RecordSecrets(secrets[row], isForbidden(row));
                kept.put(copy, records[row], alias(row), found);
                kept.mark(copy, true);
            }
        }
        become(kept);
    }

    private void become(Rows other) {
        slots = other.slots;
        names = other.names;
        aliases = other.aliases;
        records = other.records;
        secrets = other.secrets;
        states = other.states;
        text = other.text;
        textEnd = other.textEnd;
        wasted = 0;
        size = other.size;
        live = other.live;
    }

    private int append(byte[] piece) {
        int at = textEnd;
        if (at + 1 + piece.length > text.length) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, at + 1 + piece.length));
        }
        text[at] = (byte) piece.length;
        System.arraycopy(piece, 0, text, at + 1, piece.length);
        textEnd = at + 1 + piece.length;
        return at;
    }

    private int length(int at) {
        return text[at] & 0xff;
    }

    private byte[] bytes(int at) {
        return Arrays.copyOfRange(text, at + 1, at + 1 + length(at));
    }

    private boolean is(int at, byte[] piece) {
        int length = length(at);
        return length == piece.length && Arrays.equals(text, at + 1, at + 1 + length, piece, 0, length);
    }

    private static int[] empty(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, NONE);
        return slots;
    }
}
