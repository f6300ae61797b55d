package dev.switchbook.recorder.simulated;

import dev.switchbook.recorder.simulated.Template.Slot;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One running FreeSWITCH: its identity, its clock, its channels. Everything that acts holds its monitor, so events have one order. */
final class Core {
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GMT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Options options;
    private final Delivery delivery;
    private final Truth truth = new Truth();
    private final Random random;
    private final Map<String, Leg> legs = new LinkedHashMap<>();

    private String uuid;
    private long sequence = 400;
    private long startedMicros;
    private long sessions;
    private int peak;
    private long dateOf = Long.MIN_VALUE;
    private String local = "";
    private String gmt = "";

    Core(Options options, Delivery delivery) {
        this.options = options;
        this.delivery = delivery;
        // nodes of one seed are different nodes
        this.random = new Random(options.seed() * 31 + options.switchname().hashCode());
        this.uuid = newUuid();
        truth.core(uuid);
        this.startedMicros = options.micros().getAsLong();
    }

    /** Another hand of the same FreeSWITCH, with numbers of its own. */
    Core(Core other, Delivery delivery, long firstSequence) {
        this(other.options, delivery);
        this.uuid = other.uuid();
        truth.core(uuid);
        this.sequence = firstSequence;
    }

    Options options() {
        return options;
    }

    Truth truth() {
        return truth;
    }

    Random random() {
        return random;
    }

    Delivery delivery() {
        return delivery;
    }

    synchronized String uuid() {
        return uuid;
    }

    /** It plays another core. */
    synchronized void uuid(String other) {
        uuid = other;
        truth.core(uuid);
    }

    /** Channels until their CHANNEL_DESTROY, the oldest first. */
    Map<String, Leg> legs() {
        return legs;
    }

    long micros() {
        return options.micros().getAsLong();
    }

    long startedMicros() {
        return startedMicros;
    }

    long sessions() {
        return sessions;
    }

    int peak() {
        return peak;
    }

    String newUuid() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }

    /** Another Core-UUID, no channels, the sequence from its start. */
    synchronized void restart(boolean keepRegistrations) {
        uuid = newUuid();
        truth.core(uuid);
        sequence = 400;
        startedMicros = micros();
        sessions = 0;
        peak = 0;
        legs.clear();
        truth.restarted(keepRegistrations);
    }

    synchronized void add(Leg leg) {
        legs.put(leg.uuid(), leg);
        sessions++;
        peak = Math.max(peak, legs.size());
    }

    /** Fires an event and returns its Event-Sequence. Other events that nobody subscribes to take numbers as well. */
    synchronized long fire(
            Template template, Map<Slot, String> slots, Map<String, String> overrides, List<EslHeader> extra) {
        long now = micros();
        long number = nextSequence();
        Map<Slot, String> filled = new EnumMap<>(Slot.class);
        filled.putAll(slots);
        filled.put(Slot.CORE, uuid);
        Map<String, String> all = new HashMap<>(overrides);
        stamp(now, number).forEach(header -> all.put(header.name(), header.value()));
        delivery.accept(template.render(filled, all, extra));
        return number;
    }

    /** Fires an event without a template. */
    synchronized long fire(String name, String caller, List<EslHeader> headers, @Nullable String body) {
        List<EslHeader> all = new ArrayList<>();
        all.add(EslHeader.of("Event-Name", name));
        long number = nextSequence();
        List<EslHeader> stamp = stamp(micros(), number);
        all.addAll(stamp.subList(0, stamp.size() - 1));
        all.add(EslHeader.of("Event-Calling-File", "mod_event_socket.c"));
        all.add(EslHeader.of("Event-Calling-Function", caller));
        all.add(EslHeader.of("Event-Calling-Line-Number", "1569"));
        all.add(stamp.get(stamp.size() - 1));
        all.addAll(headers);
        delivery.accept(new EslEvent(all, body));
        return number;
    }

    /** The headers that all events begin with, but for their name; Event-Sequence is the last. */
    synchronized List<EslHeader> stamp(long micros, long number) {
        if (micros / 1_000_000 != dateOf) {
            dateOf = micros / 1_000_000;
            local = LOCAL.format(Instant.ofEpochSecond(dateOf));
            gmt = GMT.format(Instant.ofEpochSecond(dateOf));
        }
        return List.of(
                EslHeader.of("Core-UUID", uuid),
                EslHeader.of("FreeSWITCH-Hostname", options.switchname()),
                EslHeader.of("FreeSWITCH-Switchname", options.switchname()),
                EslHeader.of("FreeSWITCH-IPv4", "127.0.0.1"),
                EslHeader.of("FreeSWITCH-IPv6", "::1"),
                EslHeader.of("Event-Date-Local", local),
                EslHeader.of("Event-Date-GMT", gmt),
                EslHeader.of("Event-Date-Timestamp", Long.toString(micros)),
                EslHeader.of("Event-Sequence", Long.toString(number)));
    }

    /** The first of so many ten-digit numbers that no other event has; those of all that is fired from now on are greater. */
    synchronized long reserve(long count) {
        long first = Math.max(sequence + 1, 1_000_000_000L);
        sequence = first + count - 1;
        return first;
    }

    synchronized long nextSequence() {
        sequence += 1 + random.nextInt(3);
        return sequence;
    }

    synchronized void heartbeat() {
        long up = (micros() - startedMicros) / 1000;
        Map<String, String> values = new HashMap<>();
        values.put("Up-Time", uptime(up));
        values.put("Uptime-msec", Long.toString(up));
        values.put("Session-Count", Integer.toString(legs.size()));
        values.put("Session-Since-Startup", Long.toString(sessions));
        values.put("Session-Peak-Max", Integer.toString(peak));
        values.put("Session-Peak-FiveMin", Integer.toString(peak));
        fire(Templates.get().of("HEARTBEAT"), Map.of(), values, List.of());
    }

    static String uptime(long millis) {
        long seconds = millis / 1000;
        return "0 years, " + seconds / 86400 + " days, " + seconds / 3600 % 24 + " hours, " + seconds / 60 % 60
                + " minutes, " + seconds % 60 + " seconds, " + millis % 1000 + " milliseconds, 0 microseconds";
    }

    static String date(long micros) {
        return LOCAL.format(Instant.ofEpochSecond(micros / 1_000_000));
    }
}
