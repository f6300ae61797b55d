package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.Flaw;

/**
 * Something to be said about a record.
 *
 * @param key the Redis key, for example {@code cti_exten@pbx.example}
 * @param field the field of the hash, for example {@code 121}
 */
public record Note(String key, String field, Flaw flaw) {

    /** Whether the record is not answered because of it. */
    public boolean refused() {
        return flaw.reason().refuses();
    }
}
