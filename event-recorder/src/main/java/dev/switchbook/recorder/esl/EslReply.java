package dev.switchbook.recorder.esl;

import java.util.Map;

/**
 * A {@code command/reply}.
 *
 * <p>Values are as sent, but for the answer to an outbound {@code connect}: that is an event ({@code Event-Name} is among its headers),
 * which FreeSWITCH encodes, so its values are decoded, and of a list the first element is given. {@link EslListener#channel} has it
 * whole.
 *
 * @param text {@code Reply-Text} without white space at its ends, as {@code +OK accepted} or {@code -ERR invalid}; empty without one
 * @param headers all headers of the frame, names as sent, of one that repeats the first; of an outbound {@code connect} the channel's
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
