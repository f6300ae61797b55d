package dev.switchbook.directory.http;

import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The body of a request that comes in pieces, collected up to a limit. */
final class BoundedBody {

    private static final int FIRST = 4096;

    private final int limit;
    private byte[] bytes = new byte[FIRST];
    private int length;

    /** An empty one. */
    BoundedBody(int limit) {
        this.limit = limit;
    }

    /** Takes a piece in, or nothing of it and says false: then the body is over the limit. */
    boolean add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > limit - length) {
            return false;
        }
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
        piece.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    DirectoryRequest request() {
        return RequestReader.read(bytes, 0, length);
    }
}
