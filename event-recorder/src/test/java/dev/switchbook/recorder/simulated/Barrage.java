package dev.switchbook.recorder.simulated;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Heavier load than {@link Blast}, for measuring: the events of many phones, brought to the size of the biggest that were captured,
 * several in one write, as fast as they are taken or so many a second. {@link Truth} stays out of it.
 */
public final class Barrage {
    /** So many calls go on at a time: their events take turns. */
    private static final int AT_ONCE = 64;

    private static final int BLOCK = 96 * 1024;
    private static final int BLOCKS_BEHIND = 16;
    private static final long FIRST_SEQUENCE = 1_000_000_000L;
    private static final int MAX_PHONES = 100_000;
    private static final String CALLER = "700000";
    private static final String CALLEE = "800000";
    private static final EslEvent BEAT = new EslEvent(List.of(EslHeader.of("Event-Name", "HEARTBEAT")), null);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What is sent. */
    public enum Kind {
        /** Each phone in turn registers, or refreshes: one event. */
        REGISTERS,
        /** Each pair of phones in turn makes a whole answered call: six transitions. */
        CALLS
    }

    @SuppressWarnings("ArrayRecordComponent") // read only, by one thread
    private record Frame(byte[] bytes, int[] marks, int[] callers, int[] callees, int sequence, int timestamp) {}

    private final SimulatedFreeSwitch fs;
    private final Kind kind;
    private final int phones;
    private final List<Frame> frames = new ArrayList<>();
    private final int group;
    private final List<Listener> listeners;
    private volatile AtomicLongArray sentMicros = new AtomicLongArray(0);
    private long rounds;
    private String callId = "";
    private volatile long first;
    private String lastMark = "";

    /**
     * Renders the frames, for the connections that have subscribed, all to the same.
     *
     * @param phones of each side, at most 100 000
     * @param bytes of a frame's body at least: headers are added up to that
     */
    public Barrage(SimulatedFreeSwitch fs, Kind kind, int phones, int bytes) {
        if (phones < AT_ONCE || phones > MAX_PHONES) {
            throw new IllegalArgumentException("phones: not " + AT_ONCE + " to " + MAX_PHONES);
        }
        this.fs = fs;
        this.kind = kind;
        this.phones = phones;
        this.group = kind == Kind.CALLS ? AT_ONCE : 1;
        this.listeners = subscribed(fs);
        for (EslEvent event : record()) {
            if (listeners.get(0).subscription().wants(event) != null) {
                frames.add(prepare(padded(event, bytes)));
            }
        }
    }

    /** The connections that want events. */
    private static List<Listener> subscribed(SimulatedFreeSwitch fs) {
        List<Listener> all = fs.listeners().stream()
                .filter(each -> each.subscription().wants(BEAT) != null)
                .toList();
        if (all.isEmpty()) {
            throw new IllegalStateException("nobody has subscribed");
        }
        return all;
    }

    /** Whether there is somebody to send to. */
    public static boolean hasListener(SimulatedFreeSwitch fs) {
        return fs.listeners().stream().anyMatch(each -> each.subscription().wants(BEAT) != null);
    }

    private List<EslEvent> record() {
        List<EslEvent> events = new ArrayList<>();
        Delivery aside = new Delivery(fs.group().next(), 1);
        Core hand = new Core(fs.core(), aside, FIRST_SEQUENCE);
        Registrar registrar = new Registrar(hand);
        Phone caller = fs.phone(CALLER);
        if (kind == Kind.REGISTERS) {
            aside.dropWhen(event -> true);
            callId = registrar.register(caller, Duration.ofHours(1), false);
            aside.dropWhen(event -> event.subclass().equals("sofia::register") ? events.add(event) : true);
            registrar.register(caller, Duration.ofHours(1), false);
        } else {
            aside.dropWhen(event -> event.subclass().isEmpty() ? events.add(event) : true);
            new Calls(hand, new Faults(aside), registrar)
                    .talk(caller, fs.phone(CALLEE))
                    .hangup();
        }
        aside.dropNext(0);
        return events;
    }

    private static EslEvent padded(EslEvent event, int bytes) {
        EslEvent grown = event;
        for (int i = 0; EslWriter.json(grown).length() < bytes; i++) {
            List<EslHeader> headers = new ArrayList<>(grown.headers());
            headers.add(EslHeader.of("variable_load_test_" + i, "sip:load-test-" + i + "@10.0.0.7:5060;transport=tcp"));
            grown = new EslEvent(headers, event.body());
        }
        return grown;
    }

    private Frame prepare(EslEvent event) {
        byte[] bytes = event.frame(EslFormat.JSON);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<Integer> marks = new ArrayList<>();
        find(text, event.get("Unique-ID"), 24, marks);
        find(text, event.get("Other-Leg-Unique-ID"), 24, marks);
        find(text, event.get("variable_signal_bond"), 24, marks);
        find(text, event.get("variable_sip_call_id"), 0, marks);
        // a phone keeps its call-id
        List<Integer> callers = new ArrayList<>();
        find(text, CALLER, 0, callers);
        String callId = event.get("call-id");
        if (callId != null) {
            find(text, callId, 0, callers);
        }
        List<Integer> callees = new ArrayList<>();
        find(text, CALLEE, 0, callees);
        return new Frame(
                bytes,
                distinct(marks),
                distinct(callers),
                distinct(callees),
                after(text, "Event-Sequence", event),
                after(text, "Event-Date-Timestamp", event));
    }

    private static int[] distinct(List<Integer> places) {
        return places.stream().distinct().mapToInt(Integer::intValue).toArray();
    }

    private static void find(String text, @Nullable String word, int offset, List<Integer> places) {
        if (word != null) {
            for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
                places.add(at + offset);
            }
        }
    }

    private static int after(String text, String name, EslEvent event) {
        return text.indexOf(String.valueOf(event.get(name)), text.indexOf(name));
    }

    /** Events of one registration, or of one call. */
    public int eventsEach() {
        return frames.size();
    }

    /** Bytes of all frames of one registration or call. */
    public long bytesEach() {
        return frames.stream().mapToLong(frame -> frame.bytes().length).sum();
    }

    /**
     * Sends whole registrations or calls, and returns when the last one has gone to the listeners' connections.
     *
     * @param count how many; of calls rounded up to a multiple of those that go on at a time
     * @param perSecond events; 0: as fast as they are taken
     * @return how many
     */
    public long send(long count, double perSecond) {
        long rounded = (count + group - 1) / group * group;
        long events = rounded * frames.size();
        first = fs.core().reserve(events);
        rounds = rounded;
        sentMicros = new AtomicLongArray(Math.toIntExact(events));
        long started = System.nanoTime();
        long at = 0;
        while (at < events && isConnected()) {
            long due = perSecond == 0 ? events : (long) ((System.nanoTime() - started) * perSecond / 1e9);
            if (at >= due || isBehind()) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
            } else {
                at = block(at, Math.min(due, events));
            }
        }
        if (kind == Kind.REGISTERS) {
            enter(Math.min(rounded, phones));
        }
        return rounded;
    }

    /** Who has registered is there, for whoever asks. */
    private void enter(long count) {
        Phone caller = fs.phone(CALLER);
        for (int phone = 0; phone < count; phone++) {
            String digits = String.format("%05d", phone);
            fs.enter(
                    Phone.of(CALLER.charAt(0) + digits, caller.domain(), caller.port()),
                    callId.charAt(0) + digits + callId.substring(1 + digits.length()));
        }
    }

    private boolean isConnected() {
        for (Listener listener : listeners) {
            if (listener.isConnected()) {
                return true;
            }
        }
        return false;
    }

    private boolean isBehind() {
        for (Listener listener : listeners) {
            if (listener.isConnected() && listener.waiting() > BLOCKS_BEHIND) {
                return true;
            }
        }
        return false;
    }

    /** One write of some events; returns the one that comes next. */
    private long block(long from, long to) {
        int length = 0;
        long end = from;
        while (end < to && (length == 0 || length + frame(end).bytes().length <= BLOCK)) {
            length += frame(end++).bytes().length;
        }
        byte[] out = new byte[length];
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        int at = 0;
        for (long event = from; event < end; event++) {
            Frame frame = frame(event);
            System.arraycopy(frame.bytes(), 0, out, at, frame.bytes().length);
            patch(out, at, frame, event, micros);
            at += frame.bytes().length;
        }
        listeners.forEach(listener -> listener.offerFrame(out));
        return end;
    }

    private Frame frame(long event) {
        return frames.get((int) (event / group % frames.size()));
    }

    private void patch(byte[] out, int base, Frame frame, long event, long micros) {
        int round = (int) (event / ((long) group * frames.size()) * group + event % group);
        sentMicros.setRelease((int) event, micros);
        for (int place : frame.marks()) {
            hex(out, base + place, first + round);
        }
        int phone = round % phones;
        for (int place : frame.callers()) {
            digits(out, base + place + 1, 5, phone);
        }
        for (int place : frame.callees()) {
            digits(out, base + place + 1, 5, phone);
        }
        digits(out, base + frame.sequence(), 10, first + event);
        digits(out, base + frame.timestamp(), 16, micros);
        lastMark = Long.toHexString(first + round);
    }

    /**
     * When the event of the last {@link #send} with this {@code Event-Sequence} went out, microseconds since the epoch; 0 when it has
     * not.
     */
    public long sentMicros(long sequence) {
        AtomicLongArray sent = sentMicros;
        long index = sequence - first;
        return index < 0 || index >= sent.length() ? 0 : sent.getAcquire((int) index);
    }

    /** {@code Event-Sequence} of the first event of the last {@link #send}; the others count on from there. */
    public long firstSequence() {
        return first;
    }

    /** The extension of the last registration, or the caller of the last call. */
    public String lastExtension() {
        return CALLER.charAt(0) + String.format("%05d", (rounds - 1) % phones);
    }

    /** What a record has when the last event sent is in it: its {@code Event-Sequence}, or the end of the last call's uuid. */
    public String lastMark() {
        return kind == Kind.CALLS ? lastMark : Long.toString(first + sentMicros.length() - 1);
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
