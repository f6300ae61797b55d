package dev.switchbook.loadtest.events;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The least that reads an event socket: logs in, subscribes, and cuts the stream at {@code Content-Length}. Blocks. */
final class EslReader {
    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final String LOGIN = "auth ClueCon\n\n";
    private static final String EVENTS =
            "event json CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER"
                    + " CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_UUID CALL_UPDATE CHANNEL_HANGUP"
                    + " CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY HEARTBEAT CUSTOM sofia::register sofia::unregister sofia::expire\n\n";

    /** Takes what is read. */
    interface Taker {
        /** A frame's body. */
        void frame(byte[] bytes, int at, int length) throws IOException;

        /** All that had come has been taken. */
        void drained() throws IOException;
    }

    private final Taker taker;
    private byte[] bytes = new byte[1 << 18];
    private int length;

    private EslReader(Taker taker) {
        this.taker = taker;
    }

    /** Reads until the connection ends, which is waited for until it is there. */
    static void read(InetSocketAddress esl, Taker taker) throws IOException, InterruptedException {
        try (Socket socket = connect(esl)) {
            socket.getOutputStream().write((LOGIN + EVENTS).getBytes(StandardCharsets.US_ASCII));
            new EslReader(taker).read(socket.getInputStream());
        } catch (EOFException e) {
            // the other side ends first
        }
    }

    private static Socket connect(InetSocketAddress esl) throws IOException, InterruptedException {
        for (int i = 0; ; i++) {
            try {
                return new Socket(esl.getAddress(), esl.getPort());
            } catch (ConnectException e) {
                if (i == 300) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    private void read(InputStream in) throws IOException {
        while (true) {
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, length * 2);
            }
            int more = in.read(bytes, length, bytes.length - length);
            if (more < 0) {
                throw new EOFException();
            }
            length += more;
            int used = frames();
            System.arraycopy(bytes, used, bytes, 0, length - used);
            length -= used;
            if (in.available() == 0) {
                taker.drained();
            }
        }
    }

    private int frames() throws IOException {
        int at = 0;
        while (true) {
            int head = headEnd(at);
            if (head < 0) {
                return at;
            }
            int body = bodyLength(at, head);
            if (head + body > length) {
                return at;
            }
            if (body > 0) {
                taker.frame(bytes, head, body);
            }
            at = head + body;
        }
    }

    private int headEnd(int from) {
        for (int i = from + 1; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private int bodyLength(int from, int to) {
        for (int line = from; line < to; line++) {
            int end = line + LENGTH.length;
            if (end < to && Arrays.equals(bytes, line, end, LENGTH, 0, LENGTH.length)) {
                int value = 0;
                for (int i = end; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
                    value = value * 10 + bytes[i] - '0';
                }
                return value;
            }
            while (line < to && bytes[line] != '\n') {
                line++;
            }
        }
        return 0;
    }
}
