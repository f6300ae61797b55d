package dev.switchbook.recorder.event;

import org.jspecify.annotations.Nullable;

/**
 * What the recorder needs of a channel event. One leg is one channel.
 *
 * @param uuid {@code Unique-ID}, sound by {@link Uuids}
 * @param oldUuid {@code Old-Unique-ID} of a {@link Type#RENAME}
 * @param whose by the rules of the contract; null when the leg is nobody's. Counts at first sight of the uuid
 * @param inbound whether the far end called FreeSWITCH: the extension calls
 * @param answered {@code Answer-State} is {@code answered}
 * @param fields the JSON text (quoted string or array of them) of each configured field, null where the event lacks it
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared; a copy for each event would be waste
public record LegEvent(
        Type type,
        Source source,
        Stamp stamp,
        String uuid,
        @Nullable String oldUuid,
        @Nullable Extension whose,
        boolean inbound,
        boolean answered,
        byte[] @Nullable [] fields) {

    /** What happened. */
    public enum Type {
        CREATE,
        ANSWER,
        /** CHANNEL_UUID: the channel has another uuid from now on. */
        RENAME,
        HANGUP,
        HANGUP_COMPLETE,
        /** The last word on a channel. */
        DESTROY,
        /** Any other event of the channel: fields may be new. */
        REFRESH
    }
}
