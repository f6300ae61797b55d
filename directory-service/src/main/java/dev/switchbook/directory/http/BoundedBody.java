package dev.switchbook.directory.http;

import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The body of a request, collected up to a limit. */
final class BoundedBody {

    /** The body is over the limit. */
    static final class TooLargeException extends RuntimeException {
        TooLargeException() {
            super("body too large", null, false, false);
        }
    }

    private static final int FIRST = 2048;

    private final int limit;
    private byte[] bytes;
    private int length;

    /**
     * An empty one.
     *
     * @param expected the announced length in bytes, negative if there is none
     */
    BoundedBody(int limit, long expected) {
        this.limit = limit;
        this.bytes = new byte[expected < 0 ? FIRST : (int) Math.min(expected, limit)];
    }

    BoundedBody add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > limit - length) {
            throw new TooLargeException();
        }
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(bytes.length * 2, length + more)));
        }
        piece.readBytes(bytes, length, more);
        length += more;
        return this;
    }

    DirectoryRequest request() {
        return RequestReader.read(bytes, 0, length);
    }
}
