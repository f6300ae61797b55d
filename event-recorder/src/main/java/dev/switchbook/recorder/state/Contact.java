package dev.switchbook.recorder.state;

import dev.switchbook.recorder.change.JsonBuffer;
import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.Extension;
import java.util.Arrays;

/** One live contact of one address of record. */
final class Contact {
    /** From event to event a number may grow by a digit. */
    private static final int SLACK = 32;

    private static final int MAX_SLACK = 1024;

    final Extension aor;

    /** Its contact URI; empty when FreeSWITCH named none. */
    final String uri;

    final Extension whose;
    String callId;
    String profile;

    /**
     * The newest register event, the way it is recorded, in an array of its own that takes the next ones as well: an array that lives
     * until the phone's next refresh would be moved by each garbage collection until it is old.
     */
    private byte[] json = {};

    private int jsonLength;

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
    }

    /** The newest register event. */
    void keep(byte[] event) {
        if (json.length < event.length || json.length > event.length + MAX_SLACK) {
            json = new byte[event.length + SLACK];
        }
        System.arraycopy(event, 0, json, 0, event.length);
        jsonLength = event.length;
    }

    /** A copy of the newest register event. */
    byte[] json() {
        return Arrays.copyOf(json, jsonLength);
    }

    void addTo(JsonBuffer out) {
        out.add(json, jsonLength);
    }

    /** What makes a contact: the address of record and the URI. */
    record Id(Extension aor, String uri) {
        /**
         * The URI mostly begins with the user as well. Strings hash by powers of 31, so that with 31 as the factor here the two users would
         * cancel each other out, but for a few bits, wherever an odd number of characters follows in the URI.
         */
        @Override
        public int hashCode() {
            return aor.hashCode() * 0x9E3779B1 + uri.hashCode();
        }
    }

    Id id() {
        return new Id(aor, uri);
    }
}
