package dev.switchbook.loadtest.client;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Collects one answer with a {@code Content-Length}, which is all that a directory server sends for one user. */
public final class AnswerReader {

    /** What came is no answer that this reader knows. */
    static final class BadAnswerException extends RuntimeException {
        BadAnswerException(String message) {
            super(message, null, false, false);
        }
    }

    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();
    private static final int MAX = 1 << 21;

    private byte[] bytes = new byte[4096];
    private int length;
    private int bodyFrom;
    private int end;

    /** Forgets what was read. */
    public void reset() {
        length = 0;
        bodyFrom = 0;
        end = 0;
    }

    /** Takes all bytes of a piece; says whether the answer is whole. */
    public boolean add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > MAX - length) {
            throw new BadAnswerException("longer than " + MAX + " bytes");
        }
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
        piece.readBytes(bytes, length, more);
        length += more;
        if (bodyFrom == 0 && !readHead()) {
            return false;
        }
        if (length > end) {
            throw new BadAnswerException("more bytes than announced");
        }
        return length == end;
    }

    private boolean readHead() {
        int headEnd = Search.find(bytes, 0, length, HEAD_END);
        if (headEnd < 0) {
            return false;
        }
        bodyFrom = headEnd + HEAD_END.length;
        end = bodyFrom + contentLength(headEnd);
        return true;
    }

    private int contentLength(int headEnd) {
        for (int i = 0; i < headEnd; i++) {
            if (bytes[i] == '\n' && i + LENGTH.length < headEnd && isLengthAt(i + 1)) {
                return number(i + 1 + LENGTH.length);
            }
        }
        throw new BadAnswerException("no Content-Length");
    }

    private boolean isLengthAt(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            int b = bytes[at + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private int number(int at) {
        int i = at;
        while (bytes[i] == ' ') {
            i++;
        }
        int number = 0;
        for (; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            number = Math.min(MAX, number * 10 + (bytes[i] - '0'));
        }
        return number;
    }

    /** The status, such as 200; of a whole answer. */
    public int status() {
        return (bytes[STATUS_AT] - '0') * 100 + (bytes[STATUS_AT + 1] - '0') * 10 + (bytes[STATUS_AT + 2] - '0');
    }

    public byte[] bytes() {
        return bytes;
    }

    public int bodyFrom() {
        return bodyFrom;
    }

    public int bodyTo() {
        return end;
    }
}
