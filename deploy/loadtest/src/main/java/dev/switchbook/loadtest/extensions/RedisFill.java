package dev.switchbook.loadtest.extensions;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Writes the extensions into Redis, pipelined; blocks. */
public final class RedisFill {

    private static final int PIPELINE = 1000;

    private RedisFill() {}

    /**
     * Sets {@code cti_domain} and {@code cti_exten@pbx.example}.
     *
     * @throws IOException also when Redis answers with an error
     */
    public static void fill(InetSocketAddress redis, int extensions) throws IOException {
        try (Socket socket = new Socket(redis.getAddress(), redis.getPort())) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            out.write(hset("cti_domain", Extensions.DOMAIN, Extensions.domainRecord()));
            drain(out, in, 1);
            for (int from = 0; from < extensions; from += PIPELINE) {
                int to = Math.min(extensions, from + PIPELINE);
                for (int i = from; i < to; i++) {
                    out.write(hset("cti_exten@" + Extensions.DOMAIN, Extensions.name(i), Extensions.record(i)));
                }
                drain(out, in, to - from);
            }
        }
    }

    /** A command in RESP; ASCII only. */
    static byte[] hset(String key, String field, String value) {
        String command = "*4\r\n$4\r\nHSET\r\n" + bulk(key) + bulk(field) + bulk(value);
        return command.getBytes(StandardCharsets.US_ASCII);
    }

    private static String bulk(String ascii) {
        return "$" + ascii.length() + "\r\n" + ascii + "\r\n";
    }

    private static void drain(OutputStream out, InputStream in, int replies) throws IOException {
        out.flush();
        for (int i = 0; i < replies; i++) {
            String reply = line(in);
            if (!reply.startsWith(":")) {
                throw new IOException("Redis answered " + reply);
            }
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }
}
