package dev.switchbook.common.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Ports of 127.0.0.1 for servers that are started later, or stopped and started again. The system gives ports from 32768 on to whoever asks
 * for any, and would give away one that is only about to be used; so these are below, a hundred to each JVM, which shows that they are its
 * own by listening on the first.
 */
public final class TestPorts {
    private static final int LOWEST = 10_000;
    private static final int BLOCK = 100;
    private static final int BLOCKS = 220;

    private static @Nullable ServerSocket first;
    private static int given;

    private TestPorts() {}

    /** A port that nobody listens on, and that no other JVM that asks here is given. It comes again after a hundred others. */
    public static synchronized int free() {
        int begin = block();
        for (int attempt = 1; attempt < BLOCK; attempt++) {
            given = given % (BLOCK - 1) + 1;
            ServerSocket socket = listen(begin + given);
            if (socket != null) {
                close(socket);
                return begin + given;
            }
        }
        throw new IllegalStateException("no free port in " + begin + " to " + (begin + BLOCK - 1));
    }

    /** The block's first port: it stays taken until the JVM ends. */
    private static int block() {
        ServerSocket mine = first;
        int start = ThreadLocalRandom.current().nextInt(BLOCKS);
        for (int i = 0; mine == null && i < BLOCKS; i++) {
            mine = listen(LOWEST + (start + i) % BLOCKS * BLOCK);
        }
        if (mine == null) {
            throw new IllegalStateException("no free ports from " + LOWEST + " on");
        }
        first = mine;
        return mine.getLocalPort();
    }

    /** Null when the port is in use: another JVM's, or a program's that does not ask here. */
    private static @Nullable ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
