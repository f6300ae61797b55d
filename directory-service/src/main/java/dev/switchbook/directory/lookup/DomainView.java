package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.DomainRecord;
import java.util.List;

/** What is known of a domain that was asked for. */
public sealed interface DomainView {

    /** The name asked for, in lower case. */
    String name();

    /** What is to be said about the records that were read. */
    List<Note> notes();

    /**
     * A domain to answer from.
     *
     * @param holder the domain whose hashes hold extensions and groups: itself, or what it is an alias of
     * @param defaults its own defaults on top of the holder's
     * @param head what all its documents begin with
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on as it is, never compared
    record Known(String name, String holder, DomainRecord defaults, byte[] head, List<Note> notes)
            implements DomainView {}

    /** A domain whose record, or whose holder's, is invalid: nobody is let in. */
    record Broken(String name, List<Note> notes) implements DomainView {}

    /** No trace of it, now or earlier. */
    record Unknown(String name) implements DomainView {
        @Override
        public List<Note> notes() {
            return List.of();
        }
    }
}
