package dev.switchbook.recorder.simulated;

import java.util.List;

/**
 * A header of an event. Names may repeat within an event.
 *
 * @param values one, or those of an array
 * @param array whether FreeSWITCH holds it as an array: a list in JSON, {@code ARRAY::a|:b} in plain
 */
public record EslHeader(String name, List<String> values, boolean array) {

    /** A header with one value. */
    public static EslHeader of(String name, String value) {
        return new EslHeader(name, List.of(value), false);
    }

    /** The value; of an array the first. */
    public String value() {
        return values.isEmpty() ? "" : values.get(0);
    }
}
