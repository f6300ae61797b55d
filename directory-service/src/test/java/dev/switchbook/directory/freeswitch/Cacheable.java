package dev.switchbook.directory.freeswitch;

import org.jspecify.annotations.Nullable;

/**
 * How long FreeSWITCH keeps a user it has found, read from the attribute {@code cacheable}
 * (switch_xml_locate_user_merged(), switch_xml.c:2210-2226).
 */
public sealed interface Cacheable {

    /** Every look-up asks the directory: no attribute, an empty one, or a number that ends up below zero. */
    record Never() implements Cacheable {}

    /** Until flushed: anything that is not a number, {@code false} included. */
    record Forever() implements Cacheable {}

    /**
     * For some time; FreeSWITCH's clock moves in steps of about 20 ms, so even 0 is a little while.
     *
     * @param micros microseconds
     */
    record For(int micros) implements Cacheable {

        /** Whole milliseconds. */
        public int millis() {
            return micros / 1000;
        }
    }

    /** The number goes through a C int twice: as milliseconds and, times 1000, as microseconds. */
    static Cacheable of(@Nullable String attribute) {
        if (attribute == null || attribute.isEmpty()) {
            return new Never();
        } else if (!CText.isNumber(attribute)) {
            return new Forever();
        }
        int micros = CText.atoi(attribute) * 1000;
        return micros < 0 ? new Never() : new For(micros);
    }
}
