package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchbook.common.log.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header lines of one frame, which must be whole; used again for the next. Allocates nothing for an event's. */
final class FrameHead {
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(US_ASCII);
    private static final byte[] CONTENT_TYPE = "content-type".getBytes(US_ASCII);
    private static final byte[] EVENT_NAME = "event-name".getBytes(US_ASCII);
    private static final int MAX_DIGITS = 18;
    private static final int SHOWN = 64;

    private byte[] bytes = {};
    private int from;
    private int to;
    private @Nullable FrameType type;
    private String shownType = "";
    private long length;
    private boolean event;

    /** @throws EslFormatException when it is no frame's head */
    void read(byte[] text, int at, int end) {
        bytes = text;
        from = at;
        to = end;
        type = null;
        length = -1;
        event = false;
        for (int line = from; line < to; line = lineEnd(line) + 1) {
            header(line, lineEnd(line));
        }
        if (type == null) {
            throw new EslFormatException("a frame without Content-Type");
        }
    }

    FrameType type() {
        return type == null ? FrameType.UNKNOWN : type;
    }

    /** The type of a frame that is {@link FrameType#UNKNOWN}, on one line. */
    String shownType() {
        return shownType;
    }

    /** Bytes of the body, 0 without {@code Content-Length}. */
    long length() {
        return Math.max(length, 0);
    }

    /** Whether the lines are an event's, values encoded, as in the answer to an outbound {@code connect}. */
    boolean isEvent() {
        return event;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** All lines as they are, of a name that repeats the first. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int line = from; line < to; line = lineEnd(line) + 1) {
            int end = lineEnd(line);
            int colon = colon(line, end);
            int valueAt = valueAt(colon, end);
            headers.putIfAbsent(text(line, colon), text(valueAt, valueEnd(valueAt, end)));
        }
        return headers;
    }

    private void header(int line, int end) {
        int colon = colon(line, end);
        int valueAt = valueAt(colon, end);
        int valueEnd = valueEnd(valueAt, end);
        if (Words.sameName(bytes, line, colon, CONTENT_LENGTH)) {
            length(valueAt, valueEnd);
        } else if (type == null && Words.sameName(bytes, line, colon, CONTENT_TYPE)) {
            type(valueAt, valueEnd);
        } else if (Words.sameName(bytes, line, colon, EVENT_NAME)) {
            event = true;
        }
    }

    private void type(int at, int end) {
        FrameType found = FrameType.of(bytes, at, end);
        type = found;
        shownType = found == FrameType.UNKNOWN ? OneLine.of(text(at, Math.min(end, at + SHOWN))) : "";
    }

    // Whoever can make two readers of a stream disagree on where a frame ends can slip in frames: nothing is guessed
    // here.
    private void length(int at, int end) {
        if (end == at || end - at > MAX_DIGITS) {
            throw new EslFormatException("Content-Length is no number of 1 to " + MAX_DIGITS + " digits");
        }
        long value = 0;
        for (int i = at; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new EslFormatException("Content-Length is no number");
            }
            value = value * 10 + digit;
        }
        if (length >= 0 && length != value) {
            throw new EslFormatException("two different values of Content-Length");
        }
        length = value;
    }

    private int colon(int line, int end) {
        for (int i = line; i < end; i++) {
            if (bytes[i] == ':') {
                return i;
            }
        }
        throw new EslFormatException("a header line without a colon");
    }

    private int valueAt(int colon, int end) {
        int at = colon + 1;
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private int valueEnd(int at, int lineEnd) {
        int end = lineEnd;
        while (end > at && isBlank(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    private int lineEnd(int line) {
        int i = line;
        while (i < to && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private String text(int at, int end) {
        return new String(bytes, at, end - at, UTF_8);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
