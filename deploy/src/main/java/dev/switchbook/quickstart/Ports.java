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
 * @param recorderOps metrics and health of the recorder
 * @param redis the quickstart's own Redis
 * @param esl the event socket of the simulated FreeSWITCH, when there is one
 */
record Ports(int directory, int directoryOps, int recorderOps, int redis, int esl) {

    static final Ports DEFAULT = new Ports(8080, 9101, 9102, 6379, 8021);

    static final int MAX_BASE = 65_535 - 4;

    /** Where a FreeSWITCH that is none of the quickstart's listens: {@code --port-base} does not move it. */
    static final int REAL_ESL = 8021;

    /** The ports of {@code --port-base}; null if they are not all ports. */
    static @Nullable Ports from(int base) {
        return base < 1 || base > MAX_BASE ? null : new Ports(base, base + 1, base + 2, base + 3, base + 4);
    }

    /** Refuses to start beside somebody who has one of the ports that are used. */
    void requireFree(boolean simulate) throws QuickstartException {
        requireFree(directory, "the directory service");
        requireFree(directoryOps, "the directory's metrics and /explain");
        requireFree(recorderOps, "the recorder's metrics");
        requireFree(redis, "Redis");
        if (simulate) {
            requireFree(esl, "the simulated FreeSWITCH");
        }
    }

    /** The event socket that the recorder reads. */
    int recordedEsl(boolean simulate) {
        return simulate ? esl : REAL_ESL;
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
