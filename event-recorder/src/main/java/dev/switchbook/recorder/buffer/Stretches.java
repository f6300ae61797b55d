package dev.switchbook.recorder.buffer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From which entry on the events are of which core: always in memory, for who reads on must know, whatever the disk has lost. */
final class Stretches {
    private record Stretch(long first, Told.Begun begun) {}

    /** By their first entries, rising. */
    private final List<Stretch> stretches = new ArrayList<>();

    void add(long first, Told.Begun begun) {
        stretches.add(new Stretch(first, begun));
    }

    void replaceLast(Told.Begun begun) {
        Stretch last = stretches.remove(stretches.size() - 1);
        add(last.first, begun);
    }

    Told.@Nullable Begun last() {
        return stretches.isEmpty() ? null : stretches.get(stretches.size() - 1).begun;
    }

    /** Ordinal of the last one's beginning; -1 when there is none. */
    long lastFirst() {
        return stretches.isEmpty() ? -1 : stretches.get(stretches.size() - 1).first;
    }

    /**
     * The one that the entry is in.
     *
     * @throws IllegalStateException when it is in none
     */
    Told.Begun at(long ordinal) {
        for (int i = stretches.size() - 1; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            if (stretch.first <= ordinal) {
                return stretch.begun;
            }
        }
        throw new IllegalStateException("nothing had begun before entry " + ordinal);
    }

    /** Where the first of them begins that begins at the ordinal or behind it; {@link Long#MAX_VALUE} when none does. */
    long firstFrom(long ordinal) {
        long found = Long.MAX_VALUE;
        for (int i = stretches.size() - 1; i >= 0 && stretches.get(i).first >= ordinal; i--) {
            found = stretches.get(i).first;
        }
        return found;
    }

    /** Entries before this one are asked for no more. */
    void forgetBefore(long ordinal) {
        while (stretches.size() > 1 && stretches.get(1).first <= ordinal) {
            stretches.remove(0);
        }
    }
}
