package dev.switchbook.recorder.esl;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** The beginning of a frame that is not whole yet: an array that is used again, and shrinks after a giant. */
final class HeldBytes {
    private static final int INITIAL = 64 * 1024;
    private static final int RETAINED = 512 * 1024;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int length;

    boolean isEmpty() {
        return length == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void add(ByteBuf in) {
        int more = in.readableBytes();
        ensure(more);
        in.readBytes(bytes, length, more);
        length += more;
    }

    void add(byte[] from, int at, int end) {
        if (end > at) {
            ensure(end - at);
            System.arraycopy(from, at, bytes, length, end - at);
            length += end - at;
        }
    }

    /** Lets go of the first {@code used} bytes. */
    void drop(int used) {
        if (used == 0) {
            return;
        }
        length -= used;
        if (bytes.length > RETAINED && length <= INITIAL) {
            byte[] smaller = new byte[INITIAL];
            System.arraycopy(bytes, used, smaller, 0, length);
            bytes = smaller;
        } else {
            System.arraycopy(bytes, used, bytes, 0, length);
        }
    }

    void release() {
        bytes = NONE;
        length = 0;
    }

    // Doubled as bytes come, not made as long as a peer says that a body will be.
    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(INITIAL, Math.max(bytes.length * 2, length + more)));
        }
    }
}
