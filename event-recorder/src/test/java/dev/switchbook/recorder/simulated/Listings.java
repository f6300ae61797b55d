package dev.switchbook.recorder.simulated;

import java.util.List;

/** The long replies: {@code show … as json}, {@code sofia xmlstatus …}. */
@SuppressWarnings("StringConcatToTextBlock") // lines as they stand on the wire
final class Listings {
    private static final String EMPTY = "{\"row_count\": 0}\n";
    private static final String XML = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n";

    private Listings() {}

    static String channels(Core core, List<Leg> legs, List<String> ghosts) {
        int count = legs.size() + ghosts.size();
        if (count == 0) {
            return EMPTY;
        }
        StringBuilder out = new StringBuilder("{\"row_count\":" + count + ",\"rows\":[");
        for (Leg leg : legs) {
            channel(out, core, leg);
            out.append(',');
        }
        for (String ghost : ghosts) {
            row(out, "uuid", ghost, "direction", "inbound", "created", Core.date(core.startedMicros()));
            out.setLength(out.length() - 1);
            out.append(",\"created_epoch\":\"").append(core.startedMicros() / 1_000_000);
            out.append("\",\"name\":\"sofia/internal/ghost\",\"state\":\"CS_EXECUTE\",\"callstate\":\"ACTIVE\"},");
        }
        out.setLength(out.length() - 1);
        return out.append("]}").toString();
    }

    private static void channel(StringBuilder out, Core core, Leg leg) {
        EslEvent dump = leg.dump();
        Leg other = leg.other();
        String dest = leg.origin().callee();
        String caller = leg.origin().caller();
        row(
                out,
                "uuid",
                leg.uuid(),
                "direction",
                leg.inbound() ? "inbound" : "outbound",
                "created",
                Core.date(leg.createdMicros()),
                "created_epoch",
                Long.toString(leg.createdMicros() / 1_000_000),
                "name",
                text(dump, "Channel-Name"),
                "state",
                leg.inbound() ? "CS_EXECUTE" : "CS_EXCHANGE_MEDIA",
                "cid_name",
                caller,
                "cid_num",
                caller,
                "ip_addr",
                "127.0.0.1",
                "dest",
                dest,
                "application",
                leg.inbound() ? "bridge" : "",
                "application_data",
                leg.inbound() ? "user/" + dest + "@" + leg.origin().domain() : "",
                "dialplan",
                "XML",
                "context",
                "default",
                "read_codec",
                "PCMU",
                "read_rate",
                "8000",
                "read_bit_rate",
                "64000",
                "write_codec",
                "PCMU",
                "write_rate",
                "8000",
                "write_bit_rate",
                "64000",
                "secure",
                "",
                "hostname",
                core.options().switchname(),
                "presence_id",
                text(dump, "Channel-Presence-ID"),
                "presence_data",
                "",
                "accountcode",
                "",
                "callstate",
                leg.callState(),
                "callee_name",
                "Outbound Call",
                "callee_num",
                dest,
                "callee_direction",
                "SEND",
                "call_uuid",
                leg.inbound() || other == null ? leg.uuid() : other.uuid(),
                "sent_callee_name",
                "Outbound Call",
                "sent_callee_num",
                dest,
                "initial_cid_name",
                caller,
                "initial_cid_num",
                caller,
                "initial_ip_addr",
                "127.0.0.1",
                "initial_dest",
                dest,
                "initial_dialplan",
                "XML",
                "initial_context",
                "default");
    }

    private static String text(EslEvent event, String name) {
        String value = event.get(name);
        return value == null ? "" : value;
    }

    static String shown(String hostname, List<Registrar.Row> rows) {
        if (rows.isEmpty()) {
            return EMPTY;
        }
        StringBuilder out = new StringBuilder("{\"row_count\":" + rows.size() + ",\"rows\":[");
        for (Registrar.Row row : rows) {
            row(
                    out,
                    "reg_user",
                    row.phone().aor(),
                    "realm",
                    row.phone().domain(),
                    "token",
                    row.callId(),
                    "url",
                    "sofia/internal/" + row.phone().uri(),
                    "expires",
                    Long.toString(row.expiresEpoch()),
                    "network_ip",
                    "127.0.0.1",
                    "network_port",
                    Integer.toString(row.phone().port()),
                    "network_proto",
                    row.phone().transport(),
                    "hostname",
                    hostname,
                    "metadata",
                    "");
            out.append(',');
        }
        out.setLength(out.length() - 1);
        return out.append("]}").toString();
    }

    private static void row(StringBuilder out, String... namesAndValues) {
        out.append('{');
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.append(i == 0 ? "" : ",");
            EslWriter.quote(out, namesAndValues[i]);
            out.append(':');
            EslWriter.quote(out, namesAndValues[i + 1]);
        }
        out.append('}');
    }

    static String registrations(Core core, List<Registrar.Row> rows) {
        long now = core.micros() / 1_000_000;
        StringBuilder out = new StringBuilder(XML + "<profile>\n  <registrations>\n");
        for (Registrar.Row row : rows) {
            Phone phone = row.phone();
            out.append("    <registration>\n");
            element(out, "call-id", row.callId());
            element(out, "user", phone.address());
            element(out, "contact", row.contact());
            element(out, "agent", Registrar.AGENT);
            element(
                    out,
                    "status",
                    row.status() + "(unknown) exp(" + Core.date(row.expiresEpoch() * 1_000_000) + ") expsecs("
                            + (row.expiresEpoch() - now) + ")");
            element(out, "ping-status", "Reachable");
            element(out, "ping-time", "0.00");
            element(out, "host", core.options().switchname());
            element(out, "network-ip", "127.0.0.1");
            element(out, "network-port", Integer.toString(phone.port()));
            element(out, "sip-auth-user", phone.login());
            element(out, "sip-auth-realm", phone.domain());
            element(out, "mwi-account", phone.address());
            out.append("    </registration>\n");
        }
        return out.append("  </registrations>\n</profile>\n").toString();
    }

    private static void element(StringBuilder out, String name, String value) {
        out.append("        <").append(name).append('>');
        EslWriter.escapeXml(out, value);
        out.append("</").append(name).append(">\n");
    }

    static String profiles(int registrations) {
        return XML + "<profiles>\n"
                + "<profile>\n<name>external</name>\n<type>profile</type>\n<data>sip:mod_sofia@127.0.0.1:5080</data>\n"
                + "<state>RUNNING (0)</state>\n</profile>\n"
                + "<profile>\n<name>internal</name>\n<type>profile</type>\n<data>sip:mod_sofia@127.0.0.1:5060</data>\n"
                + "<state>RUNNING (" + registrations + ")</state>\n</profile>\n</profiles>\n";
    }

    static String profile(String name, int registrations) {
        return XML + "<profile>\n  <profile-info>\n    <name>" + name + "</name>\n    <registrations>" + registrations
                + "</registrations>\n  </profile-info>\n</profile>\n";
    }
}
