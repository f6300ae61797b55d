package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslReply;
import java.util.function.Consumer;

/** Takes the text of a {@code command/reply}; a body, which no such command has, is passed over; not told when lost. */
record ReplyAnswer(Consumer<String> taker) implements Answer {

    @Override
    public void reply(EslReply reply) {
        taker.accept(reply.text());
    }

    @Override
    public void body(byte[] bytes, int offset, int length, boolean last) {
        if (last) {
            taker.accept("-ERR answered as an api command");
        }
    }

    @Override
    public void lost() {}
}
