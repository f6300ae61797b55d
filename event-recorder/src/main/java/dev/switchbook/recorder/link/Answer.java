package dev.switchbook.recorder.link;

import dev.switchbook.recorder.esl.EslReply;

/** Takes what comes for one command, on the link's event loop. */
interface Answer {

    /** {@code command/reply}: all there is. What comes for an {@code api} in this form was refused. */
    void reply(EslReply reply);

    /** A piece of the body of {@code api/response}. */
    void body(byte[] bytes, int offset, int length, boolean last);

    /** The connection ended before the answer did. */
    void lost();
}
