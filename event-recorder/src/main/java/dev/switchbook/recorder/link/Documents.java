package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EventHeaders;
import dev.switchbook.recorder.esl.HeaderName;
import dev.switchbook.recorder.esl.api.BodyScanner;
import dev.switchbook.recorder.esl.api.JsonRows;
import dev.switchbook.recorder.esl.api.RegistrationScanner;
import dev.switchbook.recorder.link.SnapshotHandler.ChannelRow;
import dev.switchbook.recorder.link.SnapshotHandler.RegistrationRow;
import java.util.function.Consumer;

/** The documents that FreeSWITCH answers with, as rows. */
final class Documents {
    private static final HeaderName UUID = HeaderName.of("uuid");
    private static final HeaderName CALL_STATE = HeaderName.of("callstate");

    private Documents() {}

    /** A row of which a part was cut is better than none: it shows that the contact is there. */
    static BodyScanner registrations(String profile, Consumer<RegistrationRow> rows) {
        return new RegistrationScanner(contact -> rows.accept(new RegistrationRow(
                profile,
                contact.callId(),
                contact.user(),
                contact.contact(),
                contact.agent(),
                contact.status(),
                contact.host(),
                contact.networkIp(),
                contact.networkPort(),
                contact.authUser(),
                contact.authRealm())));
    }

    /** A row is a flat object, as an event is. */
    static BodyScanner channels(Consumer<ChannelRow> rows) {
        EventHeaders row = new EventHeaders();
        return new JsonRows((bytes, offset, length) -> {
            row.readJson(bytes, offset, length);
            rows.accept(new ChannelRow(text(row, UUID), text(row, CALL_STATE)));
        });
    }

    private static String text(EventHeaders row, HeaderName name) {
        String value = row.get(name);
        return value == null ? "" : value;
    }
}
