package dev.switchbook.recorder.simulated;

import dev.switchbook.recorder.simulated.Template.Slot;
import dev.switchbook.recorder.simulated.Templates.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One channel: what it is and the events it fires. */
public final class Leg {

    /**
     * What a leg is from its creation on.
     *
     * @param phone whose it is; null for external callers and loopbacks
     * @param caller the caller's number
     * @param callee the number dialled, or called
     */
    record Origin(Role role, @Nullable Phone phone, String caller, String callee, String domain, String sipCallId) {}

    private final Core core;
    private final Faults faults;
    private final Origin origin;
    private final Map<String, Long> times = new HashMap<>();
    private String uuid;
    private @Nullable Leg other;
    private String callState = "DOWN";
    private String answerState = "ringing";
    private String cause = "";
    private boolean answered;
    private boolean hungUp;
    private boolean destroyed;

    Leg(Core core, Faults faults, Origin origin) {
        this.core = core;
        this.faults = faults;
        this.origin = origin;
        this.uuid = core.newUuid();
    }

    /** {@code Unique-ID}. */
    public String uuid() {
        return uuid;
    }

    /** Whose it is, {@code extension@domain}; null when nobody's. */
    public @Nullable String line() {
        Phone phone = origin.phone();
        return phone == null ? null : phone.line();
    }

    public boolean answered() {
        return answered;
    }

    /** Whether the far end called FreeSWITCH. */
    public boolean inbound() {
        return switch (origin.role()) {
            case CALLER, EXTERNAL, SINGLE, LOOPBACK_B -> true;
            case CALLED, ORIGINATED, LOOPBACK_A -> false;
        };
    }

    /** Whether CHANNEL_HANGUP was fired. */
    public boolean hungUp() {
        return hungUp;
    }

    Origin origin() {
        return origin;
    }

    String callState() {
        return callState;
    }

    long createdMicros() {
        return times.getOrDefault("created", 0L);
    }

    @Nullable Leg other() {
        return other;
    }

    void other(@Nullable Leg leg) {
        other = leg;
    }

    void create() {
        times.put("created", core.micros());
        core.add(this);
        long sequence = fire("CHANNEL_CREATE");
        callState = "RINGING";
        String line = line();
        if (line != null) {
            core.truth().created(new Truth.Call(line, uuid, inbound(), false), sequence);
        }
    }

    void progress(boolean media) {
        times.put(media ? "media" : "progress", core.micros());
        if (!inbound()) {
            callState = "DOWN";
        }
        answerState = media ? "early" : "ringing";
        fire(media ? "CHANNEL_PROGRESS_MEDIA" : "CHANNEL_PROGRESS");
        callState = media ? "EARLY" : "RINGING";
    }

    void answer() {
        times.put("answered", core.micros());
        answered = true;
        answerState = "answered";
        long sequence = fire("CHANNEL_ANSWER");
        callState = "ACTIVE";
        String line = line();
        if (line != null) {
            core.truth().answered(line, uuid, sequence);
        }
    }

    void bridge() {
        times.put("bridged", core.micros());
        fire("CHANNEL_BRIDGE");
    }

    void hold() {
        callState = "HELD";
        times.put("hold", core.micros());
        fire("CHANNEL_HOLD");
    }

    void unhold() {
        callState = "UNHELD";
        fire("CHANNEL_UNHOLD");
        callState = "ACTIVE";
    }

    void hangup(String why) {
        if (hungUp) {
            return;
        }
        hungUp = true;
        cause = why;
        times.put("hangup", core.micros());
        answerState = "hangup";
        fire("CHANNEL_HANGUP");
        if (faults.repeatsHangup()) {
            fire("CHANNEL_HANGUP");
        }
        callState = "HANGUP";
        core.truth().ended(uuid);
    }

    void complete() {
        long sequence = fire("CHANNEL_HANGUP_COMPLETE");
        String line = line();
        if (line != null) {
            core.truth().completed(line, uuid, sequence);
        }
    }

    void destroy() {
        if (destroyed) {
            return;
        }
        destroyed = true;
        fire("CHANNEL_DESTROY");
        core.legs().remove(uuid);
    }

    /** CHANNEL_UUID: another uuid from now on. */
    void rename(String newUuid) {
        String old = uuid;
        core.legs().remove(old);
        uuid = newUuid;
        core.legs().put(newUuid, this);
        fire("CHANNEL_UUID", EslHeader.of("Old-Unique-ID", old));
        core.truth().renamed(old, newUuid);
    }

    /** Any event that only refreshes. */
    long fire(String event, EslHeader... more) {
        List<EslHeader> extra = new ArrayList<>(List.of(more));
        Phone phone = origin.phone();
        if (phone != null && core.options().cti()) {
            extra.add(EslHeader.of("variable_cti_extension", phone.extension()));
            extra.add(EslHeader.of("variable_cti_domain", phone.domain()));
        }
        if (faults.breaksText()) {
            extra.add(EslHeader.of("variable_sip_from_display", "M" + EslWriter.BROKEN_UTF8 + "ller"));
        }
        return core.fire(Templates.get().leg(origin.role(), event, answered), slots(), values(event), extra);
    }

    /** The answer of {@code uuid_dump … json}, or to {@code connect} of an outbound socket. */
    EslEvent dump() {
        Template template = Templates.get().leg(origin.role(), answered ? "CALL_UPDATE" : "CHANNEL_CREATE", answered);
        Map<String, String> values = values("CHANNEL_DATA");
        core.stamp(core.micros(), core.nextSequence()).forEach(h -> values.put(h.name(), h.value()));
        Map<Slot, String> slots = slots();
        slots.put(Slot.CORE, core.uuid());
        Phone phone = origin.phone();
        List<EslHeader> extra = phone != null && core.options().cti()
                ? List.of(
                        EslHeader.of("variable_cti_extension", phone.extension()),
                        EslHeader.of("variable_cti_domain", phone.domain()))
                : List.of();
        return template.render(slots, values, extra);
    }

    private Map<Slot, String> slots() {
        Map<Slot, String> slots = new EnumMap<>(Slot.class);
        slots.put(Slot.SELF, uuid);
        slots.put(Slot.CALLER, origin.caller());
        slots.put(Slot.CALLEE, origin.callee());
        slots.put(Slot.DOMAIN, origin.domain());
        slots.put(Slot.SIP_CALL_ID, origin.sipCallId());
        slots.put(inbound() ? Slot.CALLER_PORT : Slot.CALLEE_PORT, port(origin.phone()));
        Leg far = other;
        if (far != null) {
            slots.put(Slot.OTHER, far.uuid);
            slots.put(inbound() ? Slot.CALLEE_PORT : Slot.CALLER_PORT, port(far.origin.phone()));
        }
        return slots;
    }

    private static String port(@Nullable Phone phone) {
        return phone == null ? "5080" : Integer.toString(phone.port());
    }

    private Map<String, String> values(String event) {
        Map<String, String> values = new HashMap<>();
        values.put("Event-Name", event);
        values.put("Channel-Call-State", callState);
        values.put("Answer-State", answerState);
        LegTimes.put(values, times, core.micros());
        if (hungUp) {
            values.put("Hangup-Cause", cause);
            values.put("variable_hangup_cause", cause);
            values.put("variable_bridge_hangup_cause", cause);
        }
        Phone phone = origin.phone();
        if (phone != null && inbound()) {
            values.put("variable_user_name", phone.extension());
            values.put("variable_domain_name", phone.domain());
            values.put("variable_requested_user_name", phone.login());
            values.put("variable_sip_auth_username", phone.login());
            values.put("variable_number_alias", phone.alias());
            values.put("variable_sip_number_alias", phone.alias());
            values.put("Channel-Presence-ID", phone.address());
            values.put("Caller-Username", phone.login());
        } else if (phone != null) {
            values.put("Channel-Presence-ID", phone.line());
        }
        return values;
    }

    @Override
    public String toString() {
        return (inbound() ? "inbound " : "outbound ") + uuid + " of " + line();
    }
}
