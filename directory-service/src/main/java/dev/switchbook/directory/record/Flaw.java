package dev.switchbook.directory.record;

/**
 * Why a record, or a part of it, is not as it should be. Holds names of fields only, never a value of a parameter:
 * those may be secrets.
 *
 * @param reason what is wrong, as metrics count it
 * @param field where, for example {@code param.auth-acl}; empty for the record as a whole
 * @param detail one line for people
 */
public record Flaw(Reason reason, String field, String detail) {

    /** The flaw in one line: field, then detail. */
    public String text() {
        return field.isEmpty() ? detail : field + ": " + detail;
    }
}
