package dev.switchbook.recorder.sink;

import dev.switchbook.recorder.buffer.Logged;
import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Change;
import dev.switchbook.recorder.change.Position;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes of one base that are written in one step: all of them or none. Sent again it is the same. */
final class Batch {
    static final int MAX_CHANGES = 128;
    static final int MAX_BYTES = 256 * 1024;

    final Base base;
    private List<byte[]> arguments = new ArrayList<>();

    /** The arguments, each behind its length, while the batch is remembered alone. */
    private byte @Nullable [] packed;

    private int count;
    private final String node;
    private long[] arrivals = new long[4];
    private int changes;
    private int entries;
    private int gaps;
    private int bytes;
    private long firstMillis = Long.MAX_VALUE;
    private @Nullable Change last;

    /** Of the first change; null when a gap stands before it. */
    private @Nullable Position first;

    /** The position after it; empty until it is sealed. */
    String to = "";

    /** Whether it was ever sent: only then may its position stand in Redis. */
    boolean sent;

    /** Whether, with it, Redis has all records of a base again. */
    boolean renews;

    /** When Redis said OK, {@link System#nanoTime()}. */
    long ackedNanos;

    Batch(String node, Base base) {
        this.node = node;
        this.base = base;
    }

    /** Whether the base has the same keys: two of one name may have lists of different names. */
    @SuppressWarnings("ReferenceEquality") // the usual case, and equals says nothing of lists
    boolean takes(Base other) {
        return other == base
                || (Objects.equals(other.list(), base.list())
                        && Objects.equals(other.stream(), base.stream())
                        && Objects.equals(other.channel(), base.channel()));
    }

    /** Returns how many bytes it has grown by. */
    int add(Logged.Kept kept) {
        Change change = kept.change();
        if (changes == arrivals.length) {
            arrivals = java.util.Arrays.copyOf(arrivals, changes * 2);
        }
        arrivals[changes++] = change.arrivalNanos();
        if (change.entry() != null) {
            entries++;
        }
        last = change;
        if (changes == 1 && gaps == 0) {
            first = change.at();
        }
        return grown(StepArgs.add(change, arguments), kept.arrivalMillis());
    }

    int add(Logged.Gap gap) {
        gaps++;
        last = null;
        return grown(StepArgs.addGap(node, gap.fromMillis(), gap.toMillis(), arguments), gap.arrivalMillis());
    }

    /** As {@link StepArgs} spells them. */
    List<byte[]> arguments() {
        return arguments;
    }

    /** It is written, and only remembered in case that Redis loses it. */
    void pack(Blocks blocks) {
        int size = 0;
        for (byte[] argument : arguments) {
            size += Integer.BYTES + argument.length;
        }
        byte[] block = blocks.take(size);
        ByteBuffer out = ByteBuffer.wrap(block);
        for (byte[] argument : arguments) {
            out.putInt(argument.length).put(argument);
        }
        count = arguments.size();
        packed = block;
        arguments = List.of();
        last = null; // its texts are in the block; the position it had is this batch's
    }

    /** It is to be sent again. */
    void unpack(Blocks blocks) {
        byte[] block = packed;
        if (block == null) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(block);
        arguments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] argument = new byte[in.getInt()];
            in.get(argument);
            arguments.add(argument);
        }
        forget(blocks);
    }

    /** Nobody will ask for it any more. */
    void forget(Blocks blocks) {
        byte[] block = packed;
        packed = null;
        if (block != null) {
            blocks.give(block);
        }
    }

    private int grown(int by, long arrivalMillis) {
        firstMillis = Math.min(firstMillis, arrivalMillis);
        bytes += by;
        return by;
    }

    boolean isFull() {
        return changes + gaps >= MAX_CHANGES || bytes >= MAX_BYTES;
    }

    /** Whether the change is one more of the event that the batch ends with: Redis must not have half an event. */
    boolean endsAmid(Change next) {
        Change before = last;
        return before != null
                && next.at().goesOn()
                && before.at().sequence() == next.at().sequence()
                && before.at().core().equals(next.at().core());
    }

    /** The position of its first change; null when it begins with a gap. */
    @Nullable Position firstPosition() {
        return first;
    }

    /** The position of the change that it ends with; null when it ends with a gap. */
    @Nullable String lastPosition() {
        return last == null ? null : last.at().text();
    }

    int changes() {
        return changes;
    }

    int entries() {
        return entries;
    }

    int gaps() {
        return gaps;
    }

    int bytes() {
        return bytes;
    }

    long arrivalNanos(int change) {
        return arrivals[change];
    }

    /** Arrival of the oldest, milliseconds since the epoch. */
    long firstMillis() {
        return firstMillis;
    }
}
