package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Gathers a short answer. */
final class GatheredAnswer implements Answer {
    /** No text that is asked for is longer. */
    static final int MAX_TEXT = 64 * 1024;

    private final int maxBytes;
    private final Taker taker;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean tooLong;

    /** Takes the one outcome. */
    interface Taker {

        void whole(byte[] answer);

        void failed(String reason);
    }

    GatheredAnswer(int maxBytes, Taker taker) {
        this.maxBytes = maxBytes;
        this.taker = taker;
    }

    /** As text, of {@link #MAX_TEXT} bytes at most. */
    static GatheredAnswer text(Consumer<CommandAnswer> taker) {
        return new GatheredAnswer(MAX_TEXT, new Taker() {
            @Override
            public void whole(byte[] answer) {
                taker.accept(new CommandAnswer.Said(new String(answer, StandardCharsets.UTF_8)));
            }

            @Override
            public void failed(String reason) {
                taker.accept(new CommandAnswer.Failed(reason));
            }
        });
    }

    @Override
    public void reply(EslReply reply) {
        taker.whole(reply.text().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void body(byte[] bytes, int offset, int length, boolean last) {
        tooLong |= length > maxBytes - gathered.size();
        if (!tooLong) {
            gathered.write(bytes, offset, length);
        }
        if (last && tooLong) {
            taker.failed("answer of over " + maxBytes + " bytes");
        } else if (last) {
            taker.whole(gathered.toByteArray());
        }
    }

    @Override
    public void lost() {
        taker.failed("connection lost");
    }
}
