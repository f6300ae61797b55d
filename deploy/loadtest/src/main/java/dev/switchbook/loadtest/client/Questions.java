package dev.switchbook.loadtest.client;

import org.jspecify.annotations.Nullable;

/** What is asked, and whether an answer is right. Everything happens on the generator's event loop. */
public interface Questions {

    /** The next question, by a number of its own. */
    int next();

    /** The bytes of its request; valid until the next call. */
    byte[] request(int question);

    /**
     * Looks at a whole answer.
     *
     * @param sent {@code System.nanoTime()} just before the request was written
     * @return what is wrong with it; null if nothing is
     */
    @Nullable String fault(int question, long sent, AnswerReader answer);
}
