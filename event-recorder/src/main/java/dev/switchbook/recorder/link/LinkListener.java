package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EventHeaders;
import org.jspecify.annotations.Nullable;

/** Told by one node's link, on the node's event loop, in order. */
public interface LinkListener {

    /**
     * Connected, logged in and subscribed; which FreeSWITCH it is. Comes before any event of this connection is told, and before
     * {@link #snapshots()} is asked.
     *
     * @param core {@code Core-UUID}
     * @param switchname {@code FreeSWITCH-Switchname}; empty when a peer that has a name by configuration does not say it
     * @return whether this link is to go on; false when the node is served by another link already: it stays connected and mute
     */
    boolean identified(String core, String switchname);

    /**
     * An event, also one that a recorder has fired as a mark; the headers are valid during the call only.
     *
     * @param arrivalNanos {@link System#nanoTime()} of the read that completed it
     */
    void event(EventHeaders headers, long arrivalNanos);

    /** An event that could not be read. */
    void unreadableEvent(EslFormatException fault);

    /** All that was read at once has been told. */
    void readComplete();

    /** Whether so much waits, and is about to become less, that FreeSWITCH had better keep the next events for a moment. */
    boolean isBehind();

    /** Takes the snapshot that begins now; null when none is wanted: FreeSWITCH is not asked, and the link is live all the same. */
    @Nullable SnapshotHandler snapshots();

    /** The link's state has changed. {@link LinkState#LIVE} comes after {@link SnapshotHandler#complete()}. */
    void changed(LinkStatus status);
}
