package dev.switchbook.directory.http;

import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The body of a request that comes in pieces, collected up to a limit. */
final class BoundedBody {

    private static final int FIRST = 4096;

    private static final byte[] NOTHING = {};

    private final int limit;
    private final Held held;
    private byte[] bytes = NOTHING;
    private int length;

    /** What became of a piece. */
    enum Added {
        TAKEN,
        /** The body is over its limit. */
        TOO_LARGE,
        /** All bodies together are over theirs. */
        NO_ROOM
    }

    /** An empty one. {@link #release} is owed when something was added. */
    BoundedBody(int limit, Held held) {
        this.limit = limit;
        this.held = held;
    }

    /** Takes a piece in, or nothing of it. */
    Added add(ByteBuf piece) {
        int more = piece.readableBytes();
        if (more > limit - length) {
            return Added.TOO_LARGE;
        }
        if (bytes.length - length < more && !grow(Math.max(Math.max(bytes.length * 2, FIRST), length + more))) {
            return Added.NO_ROOM;
        }
        piece.readBytes(bytes, length, more);
        length += more;
        return Added.TAKEN;
    }

    private boolean grow(int size) {
        if (!held.change(size - bytes.length)) {
            held.change(bytes.length - size);
            return false;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    /** It is no longer needed. */
    void release() {
        held.change(-bytes.length);
        bytes = NOTHING;
    }

    DirectoryRequest request() {
        return RequestReader.read(bytes, 0, length);
    }
}
