package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EslReply;
import dev.switchbook.recorder.esl.api.BodyEnd;
import dev.switchbook.recorder.esl.api.BodyScanner;

/**
 * Reads an answer that is a document, as it comes. What is none, as {@code -ERR …} or {@code Invalid Profile!}, or is not whole,
 * is a failure.
 */
final class DocumentAnswer implements Answer {
    private final BodyScanner scanner;
    private final Taker taker;
    private boolean over;

    /** Takes the outcome. */
    interface Taker {

        /** Whether the answer is still of use; what comes is passed over otherwise. */
        boolean wanted();

        void whole();

        void failed(String reason);
    }

    DocumentAnswer(BodyScanner scanner, Taker taker) {
        this.scanner = scanner;
        this.taker = taker;
    }

    @Override
    public void reply(EslReply reply) {
        fail(reply.text());
    }

    @Override
    public void body(byte[] bytes, int offset, int length, boolean last) {
        if (over || !taker.wanted()) {
            return;
        }
        try {
            scanner.feed(bytes, offset, length);
        } catch (EslFormatException e) { // of a row
            fail(String.valueOf(e.getMessage()));
        }
        if (last && !over && taker.wanted()) {
            end(scanner.end());
        }
    }

    @Override
    public void lost() {
        fail("connection lost");
    }

    private void end(BodyEnd end) {
        if (end instanceof BodyEnd.Refused refused) {
            fail(refused.text());
        } else if (end instanceof BodyEnd.Incomplete incomplete) {
            fail(incomplete.why());
        } else {
            over = true;
            taker.whole();
        }
    }

    private void fail(String reason) {
        if (!over && taker.wanted()) {
            over = true;
            taker.failed(reason);
        }
    }
}
