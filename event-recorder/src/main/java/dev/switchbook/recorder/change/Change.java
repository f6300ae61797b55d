package dev.switchbook.recorder.change;

import org.jspecify.annotations.Nullable;

/**
 * What one event does to one record: a step of the script {@code step}. All texts are UTF-8 without a raw line feed but where said.
 *
 * <p>A <b>call</b>'s part is five lines joined by line feeds: the live legs' fields ({@code "uuid":{…},"uuid":{…}}), their uuids
 * ({@code "uuid","uuid"}), the fields of the leg that ended last, and two lines that only the recorder reads. The record is
 * <pre>{&lt;head&gt;,&lt;live of all nodes&gt;,&lt;ended, of the node that wrote the head&gt;,"activity":[&lt;uuids of all nodes&gt;]}</pre>
 *
 * <p>A <b>registration</b>'s part is a stamp of 20 digits, an empty line where the newest event of a live contact belongs, and, each
 * in a line of its own, those of the other live contacts, newest first. The record is the newest event of the node with the
 * greatest stamp.
 *
 * @param base where
 * @param key the record's field in the hash
 * @param part this node's fragment from now on; empty: none, and without a fragment of any node the record goes
 * @param head of a call: {@code "username":…,"current":…,"notify":…} from now on; null: stays. Of a registration: the newest event,
 *     null without a part
 * @param headYields whether the head stays away where another node's stands: it tells what is so, and not what happened last
 * @param entry null: no entry in list, stream and channel. Of a registration the entry itself, or {@link #NEWEST}; of a call the
 *     head that the entry has, its record else being the one that stands after the change
 * @param entryEnded of a call's entry: the fields of the leg that ended; empty for those of the part
 * @param source becomes {@code "cti_source":"…"} at a call entry's end; empty for an event of FreeSWITCH's
 * @param at the position after this change
 * @param arrivalNanos when the event came, {@link System#nanoTime()}
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared; a copy for each event would be waste
public record Change(
        Base base,
        String key,
        byte[] part,
        byte @Nullable [] head,
        boolean headYields,
        byte @Nullable [] entry,
        byte[] entryEnded,
        String source,
        Position at,
        long arrivalNanos) {

    /** A registration's entry is its newest event, and is not sent twice. */
    public static final byte[] NEWEST = {};

    /** What an event does: its head is the newest, whichever node's stood there. */
    public Change(
            Base base,
            String key,
            byte[] part,
            byte @Nullable [] head,
            byte @Nullable [] entry,
            byte[] entryEnded,
            String source,
            Position at,
            long arrivalNanos) {
        this(base, key, part, head, false, entry, entryEnded, source, at, arrivalNanos);
    }
}
