package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.Base;
import dev.switchbook.recorder.change.Block;
import dev.switchbook.recorder.change.Place;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.LegEvent;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.event.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state with its record book, and events in a few words. */
final class StateFixture {
    static final List<String> FIELDS = List.of("Caller-Destination-Number", "variable_billsec");
    static final String CORE = "core-1";

    final RecordBook book = new RecordBook();
    final List<String> doubts = new ArrayList<>();
    final NodeState state;
    int startsMissed;
    long nanos = 1_000_000_000L;
    private long sequence = 100;

    StateFixture() {
        this(false, "<user>");
    }

    StateFixture(boolean removeHangup, String key) {
        Base calls = RecordBook.base(Block.CALL, removeHangup);
        Base registrations = RecordBook.base(Block.REGISTRATION, false);
        this.state = new NodeState(new NodeState.Parts(
                "fs1",
                (block, whose) -> new Place(
                        block == Block.CALL ? calls : registrations,
                        key.contains("domain") ? whose.toString() : whose.user()),
                FIELDS,
                book,
                "fs2"::equals,
                new NodeState.Doubt() {
                    @Override
                    public void contactsOf(String profile, Extension aor, Extension whose) {
                        doubts.add(aor.toString());
                    }

                    @Override
                    public void startMissed() {
                        startsMissed++;
                    }
                },
                () -> nanos,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)));
        state.core(CORE);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    Stamp stamp() {
        return new Stamp(CORE, ++sequence, sequence * 1000, nanos);
    }

    /** Sequence numbers of the events to come, for some that come out of order. */
    Stamp stampAt(long at) {
        return new Stamp(CORE, at, at * 1000, nanos);
    }

    long sequence() {
        return sequence;
    }

    void out(LegEvent.Type type, String uuid, String user) {
        leg(type, stamp(), uuid, user, true, type == LegEvent.Type.ANSWER, null, "122", null);
    }

    void in(LegEvent.Type type, String uuid, String user) {
        leg(type, stamp(), uuid, user, false, type == LegEvent.Type.ANSWER, null, "122", null);
    }

    void leg(
            LegEvent.Type type,
            Stamp stamp,
            String uuid,
            @Nullable String user,
            boolean inbound,
            boolean answered,
            @Nullable String oldUuid,
            @Nullable String destination,
            @Nullable String billsec) {
        byte[][] fields = {json(destination), json(billsec)};
        Extension whose = user == null ? null : new Extension(user, "d.test");
        state.apply(new LegEvent(type, Source.EVENT, stamp, uuid, oldUuid, whose, inbound, answered, fields));
    }

    private static byte @Nullable [] json(@Nullable String text) {
        return text == null ? null : ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
    }

    /** A contact {@code user@d.test}, its URI {@code sip:user@host}. */
    void contact(ContactEvent.Type type, String user, @Nullable String host, String callId) {
        contact(type, user, host, callId, null, 3600);
    }

    void contact(
            ContactEvent.Type type,
            String user,
            @Nullable String host,
            String callId,
            @Nullable Extension whose,
            long expires) {
        Stamp stamp = stamp();
        String subclass = "sofia::" + type.name().toLowerCase(java.util.Locale.ROOT);
        String json = "{\"Event-Subclass\":\"" + subclass + "\",\"Event-Name\":\"CUSTOM\",\"call-id\":\"" + callId
                + "\",\"from-user\":\"" + user + "\",\"from-host\":\"d.test\",\"Event-Sequence\":\""
                + stamp.sequence() + "\",\"Event-Date-Timestamp\":\"" + stamp.timestampMicros()
                + "\",\"contact\":\"<sip:" + user + "@" + host + ">\""
                + (whose == null
                        ? ""
                        : ",\"cti_extension\":\"" + whose.user() + "\",\"cti_domain\":\"" + whose.domain() + "\"")
                + "}";
        state.apply(new ContactEvent(
                type,
                Source.EVENT,
                stamp,
                new Extension(user, "d.test"),
                host == null ? null : "sip:" + user + "@" + host,
                callId,
                "internal",
                whose,
                expires,
                json.getBytes(StandardCharsets.UTF_8)));
    }
}
