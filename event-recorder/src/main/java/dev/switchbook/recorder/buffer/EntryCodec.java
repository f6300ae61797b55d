package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Entries as bytes: length, kind, number of the base, arrival, then what the kind has. */
final class EntryCodec {
    /** The length, kind, base and arrival of each entry. */
    static final int PREFIX = Integer.BYTES + 1 + Integer.BYTES + Long.BYTES;

    private static final byte CHANGE = 0;
    private static final byte GAP = 1;
    private static final byte CHANGE_YIELDING = 2;
    private static final int ABSENT = -1;

    private EntryCodec() {}

    /** The texts of a change, made once for measuring and writing. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Texts(byte[] key, byte[] source, byte[] core) {
        static Texts of(Change change) {
            return new Texts(
                    change.key().getBytes(StandardCharsets.UTF_8),
                    change.source().getBytes(StandardCharsets.UTF_8),
                    change.at().core().getBytes(StandardCharsets.UTF_8));
        }
    }

    static int size(Change change, Texts texts) {
        byte[] head = change.head();
        byte[] entry = change.entry();
        return PREFIX
                + 3 * Long.BYTES
                + 7 * Integer.BYTES
                + texts.key.length
                + texts.source.length
                + texts.core.length
                + change.part().length
                + (head == null ? 0 : head.length)
                + (entry == null ? 0 : entry.length)
                + change.entryEnded().length;
    }

    static int gapSize() {
        return PREFIX + 2 * Long.BYTES;
    }

    static void write(ByteBuffer out, int size, int base, long arrivalMillis, Change change, Texts texts) {
        out.putInt(size)
                .put(change.headYields() ? CHANGE_YIELDING : CHANGE)
                .putInt(base)
                .putLong(arrivalMillis);
        out.putLong(change.arrivalNanos())
                .putLong(change.at().sequence())
                .putLong(change.at().part());
        put(out, texts.core);
        put(out, texts.key);
        put(out, change.part());
        put(out, change.head());
        put(out, change.entry());
        put(out, change.entryEnded());
        put(out, texts.source);
    }

    static void writeGap(ByteBuffer out, int base, Logged.Gap gap) {
        out.putInt(gapSize()).put(GAP).putInt(base).putLong(gap.arrivalMillis());
        out.putLong(gap.fromMillis()).putLong(gap.toMillis());
    }

    /** Reads the entry at the buffer's position and moves behind it. */
    static Logged read(ByteBuffer in, BaseTable bases) {
        in.getInt();
        byte kind = in.get();
        Base base = bases.get(in.getInt());
        long arrivalMillis = in.getLong();
        if (kind == GAP) {
            return new Logged.Gap(base, in.getLong(), in.getLong(), arrivalMillis);
        }
        long arrivalNanos = in.getLong();
        long sequence = in.getLong();
        long part = in.getLong();
        String core = text(in);
        String key = text(in);
        byte[] fragment = bytes(in);
        byte[] head = get(in);
        byte[] entry = get(in);
        byte[] ended = bytes(in);
        String source = text(in);
        Position at = new Position(core, sequence, part);
        return new Logged.Kept(
                new Change(base, key, fragment, head, kind == CHANGE_YIELDING, entry, ended, source, at, arrivalNanos),
                arrivalMillis);
    }

    private static void put(ByteBuffer out, byte @Nullable [] bytes) {
        if (bytes == null) {
            out.putInt(ABSENT);
        } else {
            out.putInt(bytes.length).put(bytes);
        }
    }

    private static byte @Nullable [] get(ByteBuffer in) {
        int length = in.getInt();
        if (length == ABSENT) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = get(in);
        if (bytes == null) {
            throw new IllegalStateException("an entry lacks a text");
        }
        return bytes;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }
}
