package dev.switchbook.recorder.chaos;

import java.util.ArrayList;
import java.util.List;

/** When something was so. Times are milliseconds; a span that has not ended reaches to {@link #FOREVER}. Safe for several threads. */
final class Spans {
    static final long FOREVER = Long.MAX_VALUE / 4;

    /** From the one moment to the other, the other not included. */
    record Span(long from, long to) {}

    private final List<Span> spans = new ArrayList<>();
    private long open = FOREVER;

    synchronized void begin(long at) {
        open = Math.min(open, at);
    }

    /** Does nothing where none has begun. */
    synchronized void end(long at) {
        if (open != FOREVER) {
            spans.add(new Span(open, at));
            open = FOREVER;
        }
    }

    synchronized List<Span> all() {
        List<Span> all = new ArrayList<>(spans);
        if (open != FOREVER) {
            all.add(new Span(open, FOREVER));
        }
        return all;
    }

    /** The first moment, not before {@code at}, from which on it is not so for that long; {@link #FOREVER} when there is none. */
    long freeFrom(long at, long length) {
        long from = at;
        boolean moved = true;
        while (moved) {
            moved = false;
            for (Span span : all()) {
                if (span.from() < from + length && span.to() > from) {
                    from = span.to();
                    moved = true;
                }
            }
        }
        return from;
    }

    /** For how long it was so within that time. */
    long within(long from, long to) {
        long sum = 0;
        for (Span span : all()) {
            sum += Math.max(0, Math.min(to, span.to()) - Math.max(from, span.from()));
        }
        return sum;
    }

    /** Whether it was so throughout that time. */
    boolean covers(long from, long to) {
        return cover(all(), from, to);
    }

    /** Whether these spans together leave no moment of that time out. */
    static boolean cover(List<Span> spans, long from, long to) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort((one, other) -> Long.compare(one.from(), other.from()));
        long reached = from;
        for (Span span : sorted) {
            if (span.from() > reached) {
                break;
            }
            reached = Math.max(reached, span.to());
        }
        return reached >= to;
    }
}
