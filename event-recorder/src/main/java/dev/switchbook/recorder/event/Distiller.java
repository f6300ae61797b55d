package dev.switchbook.recorder.event;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes from an event what the recorder needs. Which header says what is known from captures and FreeSWITCH's source, not
 * from its manual.
 *
 * <p>Not thread-safe: it is its node's.
 */
public final class Distiller {
    private static final HeaderName SEQUENCE = HeaderName.of("Event-Sequence");
    private static final HeaderName TIMESTAMP = HeaderName.of("Event-Date-Timestamp");
    private static final HeaderName UNIQUE_ID = HeaderName.of("Unique-ID");
    private static final HeaderName OLD_UNIQUE_ID = HeaderName.of("Old-Unique-ID");
    private static final HeaderName DIRECTION = HeaderName.of("Call-Direction");
    private static final HeaderName ANSWER_STATE = HeaderName.of("Answer-State");
    private static final HeaderName PRESENCE_ID = HeaderName.of("Channel-Presence-ID");
    private static final HeaderName VARIABLE_EXTENSION = HeaderName.of("variable_cti_extension");
    private static final HeaderName VARIABLE_DOMAIN = HeaderName.of("variable_cti_domain");
    private static final HeaderName USER_NAME = HeaderName.of("variable_user_name");
    private static final HeaderName DOMAIN_NAME = HeaderName.of("variable_domain_name");
    private static final HeaderName EXTENSION = HeaderName.of("cti_extension");
    private static final HeaderName DOMAIN = HeaderName.of("cti_domain");
    private static final HeaderName FROM_USER = HeaderName.of("from-user");
    private static final HeaderName FROM_HOST = HeaderName.of("from-host");
    private static final HeaderName USER = HeaderName.of("user");
    private static final HeaderName HOST = HeaderName.of("host");
    private static final HeaderName CONTACT = HeaderName.of("contact");
    private static final HeaderName CALL_ID = HeaderName.of("call-id");
    private static final HeaderName PROFILE = HeaderName.of("profile-name");
    private static final HeaderName EXPIRES = HeaderName.of("expires");

    private static final Map<String, LegEvent.Type> LEG_EVENTS = Map.ofEntries(
            Map.entry("CHANNEL_CREATE", LegEvent.Type.CREATE),
            Map.entry("CHANNEL_ANSWER", LegEvent.Type.ANSWER),
            Map.entry("CHANNEL_UUID", LegEvent.Type.RENAME),
            Map.entry("CHANNEL_HANGUP", LegEvent.Type.HANGUP),
            Map.entry("CHANNEL_HANGUP_COMPLETE", LegEvent.Type.HANGUP_COMPLETE),
            Map.entry("CHANNEL_DESTROY", LegEvent.Type.DESTROY),
            Map.entry("CHANNEL_PROGRESS", LegEvent.Type.REFRESH),
            Map.entry("CHANNEL_PROGRESS_MEDIA", LegEvent.Type.REFRESH),
            Map.entry("CHANNEL_BRIDGE", LegEvent.Type.REFRESH),
            Map.entry("CHANNEL_UNBRIDGE", LegEvent.Type.REFRESH),
            Map.entry("CHANNEL_HOLD", LegEvent.Type.REFRESH),
            Map.entry("CHANNEL_UNHOLD", LegEvent.Type.REFRESH),
            Map.entry("CALL_UPDATE", LegEvent.Type.REFRESH));

    private static final Map<String, ContactEvent.Type> CONTACT_EVENTS = Map.of(
            "sofia::register", ContactEvent.Type.REGISTER,
            "sofia::unregister", ContactEvent.Type.UNREGISTER,
            "sofia::expire", ContactEvent.Type.EXPIRE);

    private final HeaderName[] fields;

    /** The headers that a call record has of each leg, in their order. */
    public Distiller(List<String> fields) {
        this.fields = fields.stream().map(HeaderName::of).toArray(HeaderName[]::new);
    }

    /** What a channel event of this name says of its leg; null when no leg event has this name. */
    public static LegEvent.@Nullable Type legEvent(String eventName) {
        return LEG_EVENTS.get(eventName);
    }

    /** What a custom event of this subclass says of a registration; null when it says nothing. */
    public static ContactEvent.@Nullable Type contactEvent(String subclass) {
        return CONTACT_EVENTS.get(subclass);
    }

    /** {@code Event-Sequence} and {@code Event-Date-Timestamp}; zero where absent. */
    public static Stamp stamp(EventHeaders headers, String core, long arrivalNanos) {
        return new Stamp(core, headers.number(SEQUENCE, 0), headers.number(TIMESTAMP, 0), arrivalNanos);
    }

    /**
     * A channel event, or {@code uuid_dump}'s answer.
     *
     * @throws UnusableEventException when it names no channel, or one that cannot be recorded
     */
    public LegEvent leg(LegEvent.Type type, Source source, Stamp stamp, EventHeaders headers) {
        String uuid = uuid(headers, UNIQUE_ID);
        String oldUuid = type == LegEvent.Type.RENAME ? uuid(headers, OLD_UNIQUE_ID) : null;
        boolean inbound = headers.is(DIRECTION, "inbound");
        byte[] @Nullable [] values = new byte[fields.length][];
        for (int i = 0; i < fields.length; i++) {
            values[i] = headers.json(fields[i]);
        }
        boolean answered = headers.is(ANSWER_STATE, "answered");
        return new LegEvent(type, source, stamp, uuid, oldUuid, owner(headers, inbound), inbound, answered, values);
    }

    /**
     * An event of a registration.
     *
     * @throws UnusableEventException when it names no address of record
     */
    public ContactEvent contact(ContactEvent.Type type, Source source, Stamp stamp, EventHeaders headers) {
        boolean expire = type == ContactEvent.Type.EXPIRE; // it alone says user and host, and an absolute time
        Extension aor = expire
                ? Extension.of(headers.get(USER), headers.get(HOST))
                : Extension.of(headers.get(FROM_USER), headers.get(FROM_HOST));
        if (aor == null) {
            throw new UnusableEventException(expire ? "user or host is missing" : "from-user or from-host is missing");
        }
        return new ContactEvent(
                type,
                source,
                stamp,
                aor,
                Contacts.uri(headers.get(CONTACT)),
                orEmpty(headers.get(CALL_ID)),
                orEmpty(headers.get(PROFILE)),
                Extension.of(headers.get(EXTENSION), headers.get(DOMAIN)),
                headers.number(EXPIRES, 0),
                headers.toJson());
    }

    private static String uuid(EventHeaders headers, HeaderName name) {
        String uuid = headers.get(name);
        if (uuid == null || !Uuids.sound(uuid)) {
            throw new UnusableEventException(name + (uuid == null ? " is missing" : " cannot be a record's field"));
        }
        return uuid;
    }

    /** contract.md §3, "Whose". */
    private static @Nullable Extension owner(EventHeaders headers, boolean inbound) {
        Extension named = Extension.of(headers.get(VARIABLE_EXTENSION), headers.get(VARIABLE_DOMAIN));
        if (named != null) {
            return named;
        }
        return inbound
                ? Extension.of(headers.get(USER_NAME), headers.get(DOMAIN_NAME))
                : Extension.parse(headers.get(PRESENCE_ID));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
