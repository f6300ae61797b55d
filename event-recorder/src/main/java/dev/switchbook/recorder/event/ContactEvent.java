package dev.switchbook.recorder.event;

import org.jspecify.annotations.Nullable;

/**
 * What the recorder needs of {@code sofia::register}, {@code sofia::unregister} and {@code sofia::expire}.
 *
 * @param aor the address of record, {@code from-user@from-host} (of an expire {@code user@host})
 * @param contact the URI in the contact header, parameters included; null when the event has none, or FreeSWITCH's {@code (null)}
 * @param callId empty when the event has none
 * @param profile {@code profile-name}; empty when unknown
 * @param whose from {@code cti_extension} and {@code cti_domain}; null when the event lacks them
 * @param expiresSeconds of a register: seconds until it expires, by FreeSWITCH's word
 * @param json the whole event as one JSON object in one line of valid UTF-8, no name twice
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared; a copy for each event would be waste
public record ContactEvent(
        Type type,
        Source source,
        Stamp stamp,
        Extension aor,
        @Nullable String contact,
        String callId,
        String profile,
        @Nullable Extension whose,
        long expiresSeconds,
        byte[] json) {

    /** What happened. */
    public enum Type {
        REGISTER,
        UNREGISTER,
        EXPIRE
    }
}
