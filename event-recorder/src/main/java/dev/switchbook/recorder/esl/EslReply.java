package dev.switchbook.recorder.esl;

import java.util.Map;

/**
 * A {@code command/reply}.
 *
 * @param text {@code Reply-Text}, as {@code +OK accepted} or {@code -ERR invalid}
 * @param headers all headers of the frame, names as sent; of an outbound {@code connect} the channel's
 */
public record EslReply(String text, Map<String, String> headers) {
    public EslReply {
        headers = Map.copyOf(headers);
    }

    /** Neither {@code -ERR} nor {@code -USAGE}. */
    public boolean ok() {
        return !text.startsWith("-");
    }
}
