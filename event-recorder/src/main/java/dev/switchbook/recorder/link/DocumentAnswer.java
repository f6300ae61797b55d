package dev.switchbook.recorder.link;

import dev.switchbook.common.log.OneLine;
import dev.switchbook.recorder.esl.EslFormatException;
import dev.switchbook.recorder.esl.EslReply;
import java.nio.charset.StandardCharsets;

/**
 * Reads an answer that is a document, as it comes. What is none, as {@code -ERR …} or {@code Invalid Profile!}, or is not whole,
 * is a failure.
 */
final class DocumentAnswer implements Answer {
    private static final int MAX_SAID = 200;

    private final Scan scan;
    private final Taker taker;
    private final StringBuilder refusal = new StringBuilder();
    private boolean begun;
    private boolean refused;
    private boolean over;

    /** Takes the document piece by piece; both throw {@link EslFormatException}. */
    interface Scan {

        void feed(byte[] bytes, int offset, int length);

        void end();
    }

    /** Takes the outcome. */
    interface Taker {

        /** Whether the answer is still of use; what comes is passed over otherwise. */
        boolean wanted();

        void whole();

        void failed(String reason);
    }

    DocumentAnswer(Scan scan, Taker taker) {
        this.scan = scan;
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
        if (!begun && length > 0) {
            begun = true;
            refused = bytes[offset] != '<' && bytes[offset] != '{';
        }
        try {
            if (refused) {
                gatherRefusal(bytes, offset, length, last);
            } else {
                scan.feed(bytes, offset, length);
                if (last && taker.wanted()) {
                    scan.end();
                    over = true;
                    taker.whole();
                }
            }
        } catch (EslFormatException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void lost() {
        fail("connection lost");
    }

    private void gatherRefusal(byte[] bytes, int offset, int length, boolean last) {
        int room = Math.min(length, MAX_SAID - refusal.length());
        refusal.append(new String(bytes, offset, room, StandardCharsets.ISO_8859_1));
        if (last) {
            fail(OneLine.of(refusal.toString().strip()));
        }
    }

    private void fail(String reason) {
        if (!over && taker.wanted()) {
            over = true;
            taker.failed(reason);
        }
    }
}
