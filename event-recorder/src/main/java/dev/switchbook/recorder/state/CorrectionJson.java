package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.JsonBuffer;
import dev.switchbook.recorder.event.Extension;
import dev.switchbook.recorder.event.Source;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import org.jspecify.annotations.Nullable;

/** Writes what FreeSWITCH sent no event of, in the shape of its events. */
final class CorrectionJson {
    private final JsonBuffer out = new JsonBuffer();
    private final String switchname;

    CorrectionJson(String switchname) {
        this.switchname = switchname;
    }

    /** A register event from a snapshot's row. */
    byte[] register(
            String core,
            RegistrationRow row,
            Extension aor,
            @Nullable Extension whose,
            long expiresSeconds,
            long timestampMicros) {
        open("sofia::register", core, timestampMicros);
        field("profile-name", row.profile());
        field("from-user", aor.user());
        field(
                "from-host",
                row.user().substring(row.user().lastIndexOf('@') + 1)); // in the case of FreeSWITCH's own row
        field("contact", row.contact());
        field("call-id", row.callId());
        field("status", row.status());
        field("expires", Long.toString(expiresSeconds));
        field("network-ip", row.networkIp());
        field("network-port", row.networkPort());
        field("username", row.authUser());
        field("realm", row.authRealm());
        field("user-agent", row.agent());
        if (whose != null) {
            whose(whose);
        }
        return close(Source.SNAPSHOT);
    }

    /** An unregister event of a contact that is no more. */
    byte[] unregister(String core, Contact contact, Source source, long timestampMicros) {
        open("sofia::unregister", core, timestampMicros);
        field("profile-name", contact.profile);
        field("from-user", contact.aor.user());
        field("from-host", contact.aor.domain());
        field("contact", "<" + contact.uri + ">");
        field("call-id", contact.callId);
        field("expires", "0");
        whose(contact.whose);
        return close(source);
    }

    /** An expire event of a contact whose time is over, with the names that such events have. */
    byte[] expire(String core, Contact contact, Source source, long timestampMicros) {
        open("sofia::expire", core, timestampMicros);
        field("profile-name", contact.profile);
        field("call-id", contact.callId);
        field("user", contact.aor.user());
        field("username", contact.aor.user());
        field("host", contact.aor.domain());
        field("contact", "<" + contact.uri + ">");
        whose(contact.whose);
        return close(source);
    }

    private void whose(Extension whose) {
        field("cti_extension", whose.user());
        field("cti_domain", whose.domain());
    }

    private void open(String subclass, String core, long timestampMicros) {
        out.clear().add("{\"Event-Subclass\":").quoted(subclass).add(",\"Event-Name\":\"CUSTOM\"");
        field("Core-UUID", core);
        field("FreeSWITCH-Switchname", switchname);
        field("Event-Date-Timestamp", Long.toString(timestampMicros));
    }

    private void field(String name, String value) {
        out.add(',').quoted(name).add(':').quoted(value);
    }

    private byte[] close(Source source) {
        field("cti_source", source.text());
        return out.add('}').toBytes();
    }
}
