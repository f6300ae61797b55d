package dev.switchbook.directory.http;

import dev.switchbook.common.http.ConnectionLimits;
import java.time.Duration;

/**
 * What one client may take of this service.
 *
 * @param connections open at a time; further ones are closed at once
 * @param headerBytes all headers of one request
 * @param bodyBytes one request's body
 * @param idle how long a connection may neither send nor take anything
 * @param request how long a request may take to arrive, and the first byte of a new connection
 * @param answer how long a streamed answer may take, and any answer to be fetched once it has begun
 */
public record HttpLimits(
        int connections, int headerBytes, int bodyBytes, Duration idle, Duration request, Duration answer) {

    /** The request line, which comes before the credentials. A GET has in it what a POST has in its body. */
    static final int LINE_BYTES = 32 * 1024;

    /** A request's headers. Each costs over a hundred bytes, however short. */
    static final int HEADERS = 100;

    /**
     * Heads that are not whole, of all connections: nobody knows yet who sends them. They wait in direct memory, of which the
     * service may have as little as 32 MiB, and as objects, which count as what they take: with the other limits 54 KiB of one
     * connection at most, so that it takes 150 to fill this.
     */
    static final long HEADS_BYTES = 8 << 20;

    /** Bodies that are not whole, of all connections, on the heap: 64 of the largest. */
    static final long BODIES_BYTES = 16 << 20;

    /** FreeSWITCH's requests have 1 to 20 KB, arrive in one piece, and each has a connection of its own;
     * its heads have 1.5 KB at most, credentials of 1 KB included. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            8192, 8 * 1024, 256 * 1024, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(15));

    ConnectionLimits ofConnections() {
        return new ConnectionLimits(connections, idle, request, answer);
    }
}
