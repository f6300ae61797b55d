package dev.switchbook.recorder.simulated;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Load: frames rendered once, in which only uuids, Event-Sequence and Event-Date-Timestamp change. {@link Truth} stays out of it. */
public final class Blast {
    private static final int BEHIND = 1_000;
    private static final long FIRST_SEQUENCE = 1_000_000_000L;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What is sent. */
    public enum Kind {
        /** Whole calls of two extensions, answered: 16 or 18 events and 6 transitions each, uuids of their own. */
        CALLS,
        /** One phone's refreshes: one event and one transition each. */
        REFRESHES,
        /** A HEARTBEAT: nothing to record. */
        NOTHING
    }

    /**
     * What went out.
     *
     * @param events to each listener
     * @param transitions entries that must be written
     */
    public record Sent(long events, long transitions) {}

    @SuppressWarnings("ArrayRecordComponent") // patched in place, by one thread
    private record Frame(byte[] bytes, int[] uuids, int sequence, int timestamp) {}

    private final SimulatedFreeSwitch fs;
    private final Map<EslFormat, List<Frame>> frames = new EnumMap<>(EslFormat.class);
    private final List<EslEvent> events = new ArrayList<>();

    Blast(SimulatedFreeSwitch fs) {
        this.fs = fs;
    }

    Sent send(long atLeast, Kind kind) {
        record(kind);
        int transitions = kind == Kind.CALLS ? 6 : kind == Kind.REFRESHES ? 1 : 0;
        long first = fs.core().reserve(atLeast + events.size());
        long sequence = first;
        long sent = 0;
        long rounds = 0;
        while (sent < atLeast) {
            long now = fs.core().micros();
            for (int i = 0; i < events.size(); i++) {
                sendOne(i, first + rounds, sequence++, now);
            }
            sent += events.size();
            rounds++;
        }
        return new Sent(sent, rounds * transitions);
    }

    /** Lets the simulation act once and keeps the events. */
    private void record(Kind kind) {
        Delivery aside = new Delivery(fs.group().next(), 1);
        Core hand = new Core(fs.core(), aside, FIRST_SEQUENCE);
        Faults none = new Faults(aside);
        Registrar registrar = new Registrar(hand);
        Phone one = fs.phone("121");
        Phone two = fs.phone("122");
        if (kind == Kind.REFRESHES) {
            aside.dropWhen(event -> true);
            registrar.register(one, Duration.ofHours(1), false);
            aside.dropWhen(event -> event.subclass().equals("sofia::register") ? events.add(event) : true);
            registrar.register(one, Duration.ofHours(1), false);
        } else {
            aside.dropWhen(event -> event.subclass().isEmpty() ? events.add(event) : true);
            if (kind == Kind.CALLS) {
                new Calls(hand, none, registrar).talk(one, two).hangup();
            } else {
                hand.heartbeat();
            }
        }
        aside.dropNext(0);
    }

    private void sendOne(int index, long round, long sequence, long now) {
        for (Listener listener : fs.delivery().listeners()) {
            EslFormat format = listener.authed() ? listener.subscription().wants(events.get(index)) : null;
            if (format != null) {
                Frame frame = frame(format, index);
                byte[] bytes = frame.bytes().clone();
                for (int at : frame.uuids()) {
                    hex(bytes, at + 24, round);
                }
                digits(bytes, frame.sequence(), 10, sequence);
                digits(bytes, frame.timestamp(), 16, now);
                while (listener.waiting() > BEHIND && listener.isConnected()) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
                }
                listener.offerFrame(bytes);
            }
        }
    }

    private Frame frame(EslFormat format, int index) {
        List<Frame> rendered = frames.get(format);
        if (rendered == null) {
            rendered = new ArrayList<>();
            for (EslEvent event : events) {
                rendered.add(prepare(event, event.frame(format)));
            }
            frames.put(format, rendered);
        }
        return rendered.get(index);
    }

    private static Frame prepare(EslEvent event, byte[] frame) {
        String text = new String(frame, StandardCharsets.ISO_8859_1);
        List<Integer> uuids = new ArrayList<>();
        find(text, event.get("Unique-ID"), uuids);
        find(text, event.get("Other-Leg-Unique-ID"), uuids);
        find(text, event.get("variable_signal_bond"), uuids);
        int[] places = uuids.stream().distinct().mapToInt(Integer::intValue).toArray();
        int sequence = after(text, "Event-Sequence", String.valueOf(event.get("Event-Sequence")));
        int timestamp = after(text, "Event-Date-Timestamp", String.valueOf(event.get("Event-Date-Timestamp")));
        return new Frame(frame, places, sequence, timestamp);
    }

    private static void find(String text, @Nullable String word, List<Integer> places) {
        if (word != null) {
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
                places.add(at);
            }
        }
    }

    private static int after(String text, String name, String value) {
        return text.indexOf(value, text.indexOf(name));
    }

    private static void hex(byte[] bytes, int at, long value) {
        long rest = value;
        for (int i = at + 11; i >= at; i--) {
            bytes[i] = HEX[(int) (rest & 15)];
            rest >>>= 4;
        }
    }

    private static void digits(byte[] bytes, int at, int count, long value) {
        long rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
