package dev.switchbook.recorder.event;

/**
 * Which event it is, and when.
 *
 * @param core {@code Core-UUID}: new at each start of FreeSWITCH
 * @param sequence {@code Event-Sequence}: unique within a core, not rising under load; positions are compared for equality alone
 * @param timestampMicros {@code Event-Date-Timestamp}, microseconds since the epoch by FreeSWITCH's clock
 * @param arrivalNanos {@link System#nanoTime()} of the read that completed it
 */
public record Stamp(String core, long sequence, long timestampMicros, long arrivalNanos) {}
