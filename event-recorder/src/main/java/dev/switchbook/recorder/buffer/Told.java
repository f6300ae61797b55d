package dev.switchbook.recorder.buffer;

import dev.switchbook.recorder.event.ContactEvent;
import dev.switchbook.recorder.event.LegEvent;

/** What an {@link EventRing} gives back. All times in milliseconds since the epoch. */
public sealed interface Told {

    /** Equal to what was appended. */
    record Leg(LegEvent event) implements Told {}

    /** Equal to what was appended. */
    record Contact(ContactEvent event) implements Told {}

    /** An event that says nothing of legs and contacts; it has a position. */
    record Passed() implements Told {}

    /**
     * Unbroken events follow, of this {@code Core-UUID}, until the next of these; what happened from {@code fromMillis} to
     * {@code toMillis} nobody here saw.
     *
     * @param fromMillis 0 when it is unknown
     */
    record Begun(String core, String switchname, long fromMillis, long toMillis) implements Told {}

    /**
     * In place of so many that there was no room for, or that came back from the disk damaged or not at all.
     *
     * @param fromMillis the first of them came then, or later
     * @param toMillis the last of them came then
     */
    record Lost(long count, long fromMillis, long toMillis) implements Told {}
}
