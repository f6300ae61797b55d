package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.JsonBuffer;
import dev.switchbook.recorder.change.Place;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** This node's contacts of one record, the one registered or refreshed last at the end. */
final class ContactRecord {
    /** A part keeps so many: a phone may make up contacts without end. More are known, and found again by a snapshot. */
    private static final int KEPT = 16;

    static final int STAMP_DIGITS = 20;

    final Place place;

    /** Of the extension that it was made for. */
    final String domain;

    final List<Contact> contacts = new ArrayList<>(1);

    ContactRecord(Place place, String domain) {
        this.place = place;
        this.domain = domain;
    }

    void newest(Contact contact) {
        if (newest() != contact) {
            contacts.remove(contact);
            contacts.add(contact);
        }
    }

    void oldest(Contact contact) {
        contacts.remove(contact);
        contacts.add(0, contact);
    }

    /** The contact registered or refreshed last; null without a contact. */
    @Nullable Contact newest() {
        return contacts.isEmpty() ? null : contacts.get(contacts.size() - 1);
    }

    /** As {@link dev.switchbook.recorder.change.Change} says, without the newest event; empty without a contact. */
    byte[] part(JsonBuffer out) {
        if (contacts.isEmpty()) {
            return Emitter.NONE;
        }
        int last = contacts.size() - 1;
        String stamp = Long.toString(Math.max(0, contacts.get(last).timestampMicros));
        out.clear().add("0".repeat(STAMP_DIGITS - stamp.length())).add(stamp).add('\n');
        for (int i = last - 1; i >= 0 && i > last - KEPT; i--) {
            out.add('\n');
            contacts.get(i).addTo(out);
        }
        return out.toBytes();
    }
}
