package dev.switchbook.recorder.simulated;

import dev.switchbook.recorder.simulated.Template.Slot;
import dev.switchbook.recorder.simulated.Template.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The captured events that the simulation writes anew, by what a leg is and what happens to it. */
final class Templates {

    /** What a leg is. */
    enum Role {
        /** An authenticated phone calls. */
        CALLER,
        /** A phone is called. */
        CALLED,
        /** A phone is called by nobody's leg: click to call. */
        ORIGINATED,
        /** Somebody calls in through the profile {@code external}. */
        EXTERNAL,
        /** A phone in a conference, in an echo, parked. */
        SINGLE,
        /** The ends of a loopback channel. */
        LOOPBACK_A,
        LOOPBACK_B
    }

    private static final Templates INSTANCE = new Templates();

    private final Map<String, Template> legs = new HashMap<>();
    private final Map<String, Template> plain = new HashMap<>();

    private Templates() {
        scenario("C1", "", Role.CALLER, Role.CALLED);
        scenario("C2", "", Role.CALLER, Role.CALLED);
        scenario("C6", "", Role.CALLER, Role.CALLED);
        scenario("C9", "", Role.ORIGINATED, Role.CALLED);
        scenario("C12", "", Role.EXTERNAL, Role.CALLED);
        scenario("C5", "", Role.SINGLE);
        scenario("C14", "", Role.CALLER, Role.LOOPBACK_A, Role.LOOPBACK_B, Role.CALLED);
        scenario("C3", "failed ", Role.CALLER, Role.CALLED);
        contacts("R1", "sofia::pre_register", "sofia::register_attempt", "sofia::register", "sofia::unregister");
        contacts("R3", "sofia::expire");
        contacts("R4", "sofia::register_failure");
        contacts("R5", "sofia::unregister");
        contacts("R3", "HEARTBEAT");
    }

    static Templates get() {
        return INSTANCE;
    }

    /** The event of a leg; one of a leg that was never answered differs. The likest there is when none was captured. */
    Template leg(Role role, String event, boolean answered) {
        if (!answered) {
            Template failed = legs.get("failed " + role + " " + event);
            if (failed != null) {
                return failed;
            }
        }
        for (String likely : List.of(event, "CALL_UPDATE", "CHANNEL_ANSWER", "CHANNEL_CREATE")) {
            Template template = legs.get(role + " " + likely);
            if (template != null) {
                return template;
            }
        }
        throw new IllegalStateException("no template for " + role + " " + event);
    }

    /** The event of a contact, or HEARTBEAT. */
    Template of(String name) {
        Template template = plain.get(name);
        if (template == null) {
            throw new IllegalStateException("no template for " + name);
        }
        return template;
    }

    /** {@code sofia::unregister} of a closed socket has other headers. */
    Template socketClosed() {
        return of("R5 sofia::unregister");
    }

    private void scenario(String name, String prefix, Role... roles) {
        List<EslEvent> events = Capture.events(name);
        List<String> uuids = new ArrayList<>();
        Map<String, EslEvent> created = new HashMap<>();
        for (EslEvent event : events) {
            String uuid = event.get("Unique-ID");
            if (uuid != null && !created.containsKey(uuid) && created.size() < roles.length) {
                created.put(uuid, event);
                uuids.add(uuid);
            }
        }
        for (EslEvent event : events) {
            int leg = uuids.indexOf(event.get("Unique-ID"));
            if (leg >= 0) {
                String key = prefix + roles[leg] + " " + event.name();
                legs.computeIfAbsent(key, k -> new Template(event, words(event, uuids, leg, created)));
            }
        }
    }

    private static Words words(EslEvent event, List<String> uuids, int leg, Map<String, EslEvent> created) {
        Map<String, Slot> words = new LinkedHashMap<>();
        words.put(uuids.get(leg), Slot.SELF);
        for (String uuid : uuids) {
            words.putIfAbsent(uuid, Slot.OTHER);
        }
        put(words, event.get("Core-UUID"), Slot.CORE);
        EslEvent first = created.getOrDefault(uuids.get(0), event);
        EslEvent own = created.getOrDefault(uuids.get(leg), event);
        put(words, first.get("variable_sip_call_id"), Slot.SIP_CALL_ID);
        put(words, event.get("variable_sip_call_id"), Slot.SIP_CALL_ID);
        put(words, first.get("variable_sip_network_port"), Slot.CALLER_PORT);
        for (EslEvent any : created.values()) {
            put(words, portOf(any.get("variable_sip_destination_url")), Slot.CALLEE_PORT);
        }
        put(words, own.get("Caller-Destination-Number"), Slot.CALLEE);
        // click to call: the originated leg's number is the called one, its caller id the other extension
        put(words, own.get("Caller-Caller-ID-Number"), Slot.CALLER);
        String domain = "127.0.0.1";
        for (EslEvent any : created.values()) {
            String presence = any.get("Channel-Presence-ID");
            if (presence != null) {
                domain = presence.substring(presence.indexOf('@') + 1);
            }
        }
        return new Words(words, domain);
    }

    private static @Nullable String portOf(@Nullable String url) {
        return url == null ? null : url.substring(url.lastIndexOf(':') + 1);
    }

    private static void put(Map<String, Slot> words, @Nullable String word, Slot slot) {
        if (word != null && !word.isEmpty()) {
            words.putIfAbsent(word, slot);
        }
    }

    private void contacts(String scenario, String... names) {
        for (EslEvent event : Capture.events(scenario)) {
            String name = event.subclass().isEmpty() ? event.name() : event.subclass();
            if (List.of(names).contains(name)) {
                Map<String, Slot> words = new LinkedHashMap<>();
                put(words, event.get("Core-UUID"), Slot.CORE);
                Template template = new Template(event, new Words(words, "no.domain"));
                plain.putIfAbsent(event.get("update-reg") == null ? name : "refresh " + name, template);
                plain.putIfAbsent(scenario + " " + name, template);
            }
        }
    }
}
