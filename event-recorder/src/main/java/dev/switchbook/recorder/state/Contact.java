package dev.switchbook.recorder.state;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;

/** One live contact of one address of record. */
final class Contact {
    final Extension aor;

    /** Its contact URI; empty when FreeSWITCH named none. */
    final String uri;

    final Extension whose;
    String callId;
    String profile;

    /** The newest register event, the way it is recorded. */
    byte[] json;

    long timestampMicros;

    /** When FreeSWITCH would let it go at the latest, by this process's clock. */
    long endsNanos;

    /** The state's count of events when it was last touched by one. */
    long touched;

    Contact(Extension aor, String uri, Extension whose, ContactEvent event) {
        this.aor = aor;
        this.uri = uri;
        this.whose = whose;
        this.callId = event.callId();
        this.profile = event.profile();
        this.json = event.json();
    }

    /** What makes a contact: the address of record and the URI. */
    record Id(Extension aor, String uri) {}

    Id id() {
        return new Id(aor, uri);
    }
}
