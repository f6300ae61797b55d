package dev.switchbook.directory.lookup;

import dev.switchbook.directory.xml.Xml;
import reactor.core.publisher.Flux;

/** What came of a request. */
public sealed interface Answer {

    /** How the answer is counted. */
    Outcome outcome();

    /** A whole document. */
    record Document(Outcome outcome, Xml xml) implements Answer {}

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
