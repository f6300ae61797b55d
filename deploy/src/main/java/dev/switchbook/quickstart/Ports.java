package dev.switchbook.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a quickstart, all on 127.0.0.1.
 *
 * @param directory serves FreeSWITCH
 * @param directoryOps metrics, health and {@code /explain} of the directory
 * @param recorderOps kept for the recorder, which is not in this version
 * @param redis the quickstart's own Redis
 * @param esl kept for a simulated FreeSWITCH, which is not in this version
 */
record Ports(int directory, int directoryOps, int recorderOps, int redis, int esl) {

    static final Ports DEFAULT = new Ports(8080, 9101, 9102, 6379, 8021);

    static final int MAX_BASE = 65_535 - 4;

    /** The ports of {@code --port-base}; null if they are not all ports. */
    static @Nullable Ports from(int base) {
        return base < 1 || base > MAX_BASE ? null : new Ports(base, base + 1, base + 2, base + 3, base + 4);
    }

    /** Refuses to start beside somebody who has one of the ports that are used. */
    void requireFree() throws QuickstartException {
        requireFree(directory, "the directory service");
        requireFree(directoryOps, "the directory's metrics and /explain");
        requireFree(redis, "Redis");
    }

    private static void requireFree(int port, String what) throws QuickstartException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new QuickstartException(
                    "port " + port + " on 127.0.0.1, for " + what + ", cannot be had (" + e.getMessage() + ").\n"
                            + "Stop what listens there, or take other ports: ./quickstart --port-base 18080");
        }
    }
}
