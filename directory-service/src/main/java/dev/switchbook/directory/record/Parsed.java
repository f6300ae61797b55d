package dev.switchbook.directory.record;

import java.util.List;

/**
 * What came of reading a record.
 *
 * @param <T> the record's type
 */
public sealed interface Parsed<T> {

    /**
     * A record to answer from.
     *
     * @param warnings what was left out or changed, or will not work as its writer may think
     */
    record Valid<T>(T value, List<Flaw> warnings) implements Parsed<T> {}

    /** A record by which nobody is let in. */
    record Invalid<T>(Flaw flaw) implements Parsed<T> {}
}
