package dev.switchbook.recorder.simulated;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The registrations of profile {@code internal}. The core's monitor guards it. */
final class Registrar {
    static final String AGENT = "LabPhone/1.0";

    /** {@code sip-expires-late-margin}. */
    static final int LATE_MARGIN = 60;

    private static final String STAR = "\"\" <sip:(null)@(null)>";

    /** A row of {@code sip_registrations}. */
    record Row(Phone phone, String callId, long expiresEpoch) {
        String contact() {
            return "\"\" <" + phone.uri() + ">";
        }

        String status() {
            return "Registered(" + phone.transport().toUpperCase(Locale.ROOT) + ")";
        }
    }

    private final Core core;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    /** {@code show registrations}: the newest of each user, and not always taken away. */
    private final Map<String, Row> shown = new LinkedHashMap<>();

    private long calls;

    Registrar(Core core) {
        this.core = core;
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }

    List<Row> shown() {
        return List.copyOf(shown.values());
    }

    void clear() {
        rows.clear();
        shown.clear();
    }

    /** A first registration or a refresh: three events. Returns the Call-ID. */
    String register(Phone phone, Duration expires, boolean newCallId) {
        Row known = rows.get(key(phone));
        boolean refresh = known != null && !newCallId;
        String callId = known != null && refresh ? known.callId() : nextCallId();
        long seconds = expires.toSeconds();
        Row row = new Row(phone, callId, core.micros() / 1_000_000 + seconds + LATE_MARGIN);
        if (!core.options().multiple()) {
            replaceOthers(phone);
        }
        rows.remove(key(phone));
        rows.put(key(phone), row);
        shown.put(phone.address(), row);
        attempt(row, phone.aor(), seconds, "RENEWED");
        Map<String, String> values = values(row, phone.aor(), seconds);
        values.put("username", phone.login());
        values.put("realm", phone.domain());
        long sequence = core.fire(
                Templates.get().of(refresh ? "refresh sofia::register" : "sofia::register"),
                Map.of(),
                values,
                directory(phone));
        core.truth().registered(truth(row), sequence);
        return callId;
    }

    /** As {@link #register}, but nobody is told: the events go another way. */
    void enter(Phone phone, String callId, Duration expires) {
        Row row = new Row(phone, callId, core.micros() / 1_000_000 + expires.toSeconds() + LATE_MARGIN);
        rows.put(key(phone), row);
        shown.put(phone.address(), row);
    }

    private void replaceOthers(Phone phone) {
        for (Row row : rows()) {
            if (row.phone().address().equals(phone.address())
                    && !key(row.phone()).equals(key(phone))) {
                rows.remove(key(row.phone()));
                core.truth().replaced(truth(row));
            }
        }
    }

    /**
     * The phone takes its contact back. With {@code Contact: *} FreeSWITCH does as if that were the contact's text: of several contacts
     * of a user it removes the one with this Call-ID (sofia_reg.c, {@code delete … where call_id}), else all of the user.
     */
    void unregister(Phone phone, boolean star) {
        Row row = rows.get(key(phone));
        Row own = row == null ? new Row(phone, nextCallId(), 0) : row;
        Map<String, String> values = values(own, phone.aor(), 0);
        if (star) {
            values.put("contact", STAR);
        }
        attempt(values, phone, "RENEWED");
        shown.remove(phone.address());
        rows.remove(key(phone));
        if (!core.options().multiple()) {
            replaceOthers(phone);
        }
        long sequence = core.fire(Templates.get().of("sofia::unregister"), Map.of(), values, directory(phone));
        core.truth().removed(Truth.Kind.UNREGISTER, truth(own), sequence);
    }

    /** The socket of a phone on TCP closes: an event with little in it, no contact. */
    void closeSocket(Phone phone) {
        Row row = rows.remove(key(phone));
        if (row == null) {
            return;
        }
        shown.remove(phone.address());
        Map<String, String> values = values(row, phone.aor(), 0);
        long sequence = core.fire(Templates.get().socketClosed(), Map.of(), values, List.of());
        core.truth().removed(Truth.Kind.UNREGISTER, truth(row), sequence);
    }

    /** Its time is over: fires before the row goes. */
    void expire(Phone phone) {
        Row row = rows.get(key(phone));
        if (row != null) {
            shown.remove(phone.address());
            expire(row, core.micros() / 1_000_000 - 5);
        }
    }

    private void expire(Row row, long epoch) {
        Phone phone = row.phone();
        rows.remove(key(phone));
        Map<String, String> values = values(row, phone.aor(), epoch);
        values.put("user", phone.aor());
        values.put("username", phone.aor());
        values.put("host", phone.domain());
        values.put("realm", phone.domain());
        long sequence = core.fire(Templates.get().of("sofia::expire"), Map.of(), values, List.of());
        core.truth().removed(Truth.Kind.EXPIRE, truth(row), sequence);
    }

    /** {@code flush_inbound_reg}: {@code user@host}, {@code @host}, a Call-ID, or empty for all. */
    void flush(String which) {
        for (Row row : rows()) {
            boolean hit = which.isEmpty()
                    || row.callId().equals(which)
                    || row.phone().address().equals(which)
                    || (which.startsWith("@") && row.phone().domain().equals(which.substring(1)));
            if (hit) {
                expire(row, row.expiresEpoch());
            }
        }
    }

    /** A wrong password: attempt and failure, no change. */
    void failLogin(Phone phone) {
        Row row = new Row(phone, nextCallId(), 0);
        attempt(row, phone.aor(), 3600, "FORBIDDEN");
        core.fire(Templates.get().of("sofia::register_failure"), Map.of(), values(row, phone.aor(), 0), List.of());
    }

    /** An INVITE is authenticated like a REGISTER, and says nothing about registrations. */
    void inviteAuth(Phone phone, String called, String callId) {
        attempt(new Row(phone, callId, 0), called, 300, "RENEWED");
    }

    String nextCallId() {
        calls++;
        return String.format("%08x%04x@lab", core.random().nextInt(), calls & 0xffff);
    }

    private void attempt(Row row, String from, long expires, String result) {
        attempt(values(row, from, expires), row.phone(), result);
    }

    private void attempt(Map<String, String> values, Phone phone, String result) {
        core.fire(Templates.get().of("sofia::pre_register"), Map.of(), values, List.of());
        values.put("username", phone.login());
        values.put("realm", phone.domain());
        values.put("auth-result", result);
        core.fire(Templates.get().of("sofia::register_attempt"), Map.of(), values, List.of());
    }

    private static Map<String, String> values(Row row, String from, long expires) {
        Phone phone = row.phone();
        Map<String, String> values = new HashMap<>();
        values.put("from-user", from);
        values.put("from-host", phone.domain());
        values.put("to-user", phone.aor());
        values.put("to-host", phone.domain());
        values.put("contact", row.contact());
        values.put("call-id", row.callId());
        values.put("status", row.status());
        values.put("expires", Long.toString(expires));
        values.put("network-port", Integer.toString(phone.port()));
        values.put("sip_number_alias", phone.alias());
        values.put("sip_auth_username", phone.login());
        values.put("sip_auth_realm", phone.domain());
        values.put("number_alias", phone.alias());
        values.put("user_name", phone.login());
        values.put("domain_name", phone.domain());
        values.put("effective_caller_id_number", phone.extension());
        return values;
    }

    /** The directory's variables come at the end. */
    private List<EslHeader> directory(Phone phone) {
        return core.options().cti()
                ? List.of(EslHeader.of("cti_extension", phone.extension()), EslHeader.of("cti_domain", phone.domain()))
                : List.of();
    }

    private Truth.Contact truth(Row row) {
        Phone phone = row.phone();
        String line = core.options().cti() ? phone.line() : phone.address();
        return new Truth.Contact(line, phone.address(), phone.uri(), row.callId());
    }

    static String key(Phone phone) {
        return phone.address() + " " + phone.uri();
    }
}
