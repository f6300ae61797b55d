package dev.switchbook.recorder.change;

/**
 * Where a node's stream of changes stands: compared for equality alone.
 *
 * @param core {@code Core-UUID}
 * @param sequence {@code Event-Sequence} of the event; of a change that comes of none, of the event that was applied last, 0 for none
 * @param part counts the changes that come of one event, from 0; from {@link #FIRST_CORRECTION} on those that come of none
 */
public record Position(String core, long sequence, long part) {
    /** No event makes so many changes. */
    public static final long FIRST_CORRECTION = 1L << 32;

    /** Whether the change before it comes of the same event: one without the other is half an event. */
    public boolean goesOn() {
        return part > 0 && part < FIRST_CORRECTION;
    }

    /** {@code core:sequence:part}, as it stands in Redis behind the epoch. */
    public String text() {
        return core + ":" + sequence + ":" + part;
    }
}
