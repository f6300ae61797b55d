package dev.switchbook.recorder.change;

/**
 * Where a node's stream of changes stands: compared for equality alone.
 *
 * @param core {@code Core-UUID}
 * @param sequence {@code Event-Sequence} of the event
 * @param part counts the changes that come of one event, and those that come of none, from 0
 */
public record Position(String core, long sequence, int part) {
    /** {@code core:sequence:part}, as it stands in Redis behind the epoch. */
    public String text() {
        return core + ":" + sequence + ":" + part;
    }
}
