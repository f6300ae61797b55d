package dev.switchbook.recorder.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who has received what: which event's bytes were in which recorder's socket, and when; kept by the proxies. */
final class Hearings {
    /** What is not read that long before a connection is reset may be thrown away by the kernel. */
    private static final long UNREAD = 200;

    /** A link is held to be one only this long after it was made: its recorder has a snapshot then. */
    private static final long SETTLING = 1000;

    /** Who is not heard for 3 s counts as dead, and was heard up to a second before. */
    private static final long SILENT = 2000;

    /** An event: its number is unique with the core. */
    record EventId(String core, long sequence) {}

    /** An event socket of one recorder to one node. */
    static final class Link {
        private final String node;
        private final Incarnation who;
        private volatile long from = Spans.FOREVER;
        private volatile long to = Spans.FOREVER;

        Link(String node, Incarnation who) {
            this.node = node;
            this.who = who;
        }

        @Override
        public String toString() {
            return who + " over the link of " + from + " to " + to;
        }
    }

    /** Bytes of an event reached a recorder over this link. */
    record Receipt(Link link, long at) {}

    private final Map<EventId, List<Receipt>> receipts = new ConcurrentHashMap<>();
    private final List<Link> links = new CopyOnWriteArrayList<>();

    /** For a new connection of this recorder to this node. */
    FaultProxy.Tap tap(String node, Incarnation who) {
        Link link = new Link(node, who);
        FrameScanner scanner = new FrameScanner(new FrameScanner.Found() {
            @Override
            public void subscribed() {
                link.from = System.currentTimeMillis();
                links.add(link);
            }

            @Override
            public void event(String core, long sequence) {
                receipts.computeIfAbsent(new EventId(core, sequence), id -> new CopyOnWriteArrayList<>())
                        .add(new Receipt(link, System.currentTimeMillis()));
            }
        });
        return new FaultProxy.Tap() {
            @Override
            public void delivered(byte[] bytes, int length) {
                scanner.add(bytes, length);
            }

            @Override
            public void ended(long at) {
                link.to = Math.min(link.to, at);
            }
        };
    }

    List<Receipt> of(String core, long sequence) {
        return receipts.getOrDefault(new EventId(core, sequence), List.of());
    }

    /** Whether the process has read it for sure: it ran a while after, the connection being there. */
    static boolean isRead(Receipt receipt) {
        Incarnation who = receipt.link().who;
        long read = who.stopped().freeFrom(receipt.at(), UNREAD) + UNREAD;
        return read <= who.endedAt() && read <= receipt.link().to;
    }

    /**
     * Whether somebody who received it must have written it: read it and lived on, able to write, for that long, without having been
     * silent for so long soon after that the others had to take it for dead.
     *
     * @param redisDown when nobody could write
     */
    boolean mustBeWritten(List<Receipt> heard, Spans redisDown, long hold) {
        for (Receipt receipt : heard) {
            if (isRead(receipt) && couldWrite(receipt, redisDown, hold) && !fellSilent(receipt, hold)) {
                return true;
            }
        }
        return false;
    }

    private static boolean fellSilent(Receipt receipt, long within) {
        return receipt.link().who.hindered().all().stream()
                .anyMatch(span -> span.to() - span.from() >= SILENT
                        && span.to() > receipt.at()
                        && span.from() < receipt.at() + within);
    }

    private static boolean couldWrite(Receipt receipt, Spans redisDown, long hold) {
        Incarnation who = receipt.link().who;
        long from = receipt.at();
        for (long before = -1; before != from && from < Spans.FOREVER; ) {
            before = from;
            from = redisDown.freeFrom(who.hindered().freeFrom(from, hold), hold);
        }
        return from < Spans.FOREVER && from + hold <= who.endedAt();
    }

    /** Whether this recorder has had a whole link to the node for so long, and runs. */
    boolean listens(String node, Incarnation who, long millis) {
        long now = System.currentTimeMillis();
        return who.endedAt() > now
                && who.stopped().freeFrom(now, 1) == now
                && links.stream()
                        .anyMatch(link -> link.who == who
                                && link.node.equals(node)
                                && link.from + millis <= now
                                && link.to > now);
    }

    /** Whether no connection of anybody to the node was there at any moment of that time. */
    boolean nobodyListened(String node, long from, long to) {
        return links.stream()
                .noneMatch(link ->
                        link.node.equals(node) && link.from <= to && Math.min(link.to, link.who.endedAt()) >= from);
    }

    /** When, from that moment on, somebody had a connection to the node for the first time; that moment when nobody had. */
    long firstLink(String node, long after) {
        return links.stream()
                .filter(link -> link.node.equals(node)
                        && link.from != Spans.FOREVER
                        && Math.min(link.to, link.who.endedAt()) > after)
                .mapToLong(link -> Math.max(link.from, after))
                .min()
                .orElse(after);
    }

    /** Until when some recorder lived that did at that moment, and had for so long: it had read what Redis had then; that moment when none did. */
    long knownUntil(long at, long forMillis) {
        return links.stream()
                .filter(link -> link.from + forMillis <= at && link.who.endedAt() > at)
                .mapToLong(link -> link.who.endedAt())
                .max()
                .orElse(at);
    }

    /** Whether at each moment of that time some recorder that ran had a whole link to the node. */
    boolean somebodyListened(String node, long from, long to) {
        List<Spans.Span> whole = new ArrayList<>();
        for (Link link : links) {
            if (link.node.equals(node)) {
                addRunning(link, whole);
            }
        }
        return Spans.cover(whole, from, to);
    }

    private static void addRunning(Link link, List<Spans.Span> whole) {
        long from = link.from + SETTLING;
        long end = Math.min(link.to, link.who.endedAt());
        for (Spans.Span stop : link.who.stopped().all()) {
            if (stop.from() > from) {
                whole.add(new Spans.Span(from, Math.min(stop.from(), end)));
            }
            from = Math.max(from, stop.to());
        }
        if (from < end) {
            whole.add(new Spans.Span(from, end));
        }
    }
}
