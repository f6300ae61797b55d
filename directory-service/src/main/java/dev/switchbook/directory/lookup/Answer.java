package dev.switchbook.directory.lookup;

import dev.switchbook.directory.record.Reasons;
import dev.switchbook.directory.xml.Xml;
import reactor.core.publisher.Flux;

/** What came of a request. */
public sealed interface Answer {

    /** How the answer is counted. */
    Outcome outcome();

    /**
     * A whole document.
     *
     * @param reasons what is wrong with the records that it was made from
     */
    record Document(Outcome outcome, Xml xml, Reasons reasons) implements Answer {

        /** One of sound records. */
        public Document(Outcome outcome, Xml xml) {
            this(outcome, xml, Reasons.NONE);
        }

        /** The same, and this is to be said of its records. */
        Document with(Iterable<Note> notes) {
            Reasons all = reasons;
            for (Note note : notes) {
                all = all.with(note.flaw().reason());
            }
            return new Document(outcome, xml, all);
        }
    }

    /**
     * A document in pieces, read from Redis as they are taken.
     *
     * @param xml may fail before its first piece, when nothing is lost yet, or behind it: then the connection must
     *     break, so that FreeSWITCH does not take half a list for a whole one
     */
    record Stream(Outcome outcome, Flux<byte[]> xml) implements Answer {}

    /**
     * Nothing can be said now.
     *
     * @param why one line, without secrets
     */
    record Unavailable(String why) implements Answer {
        @Override
        public Outcome outcome() {
            return Outcome.UNAVAILABLE;
        }
    }
}
