package dev.switchbook.loadtest.redis;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection to Redis; blocks. Not thread-safe, but for one that sends and another that reads. */
public final class Resp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] CRLF = {'\r', '\n'};

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    public Resp(InetSocketAddress redis) throws IOException {
        socket = new Socket(redis.getAddress(), redis.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** A command and its reply: String, Long, List or null. */
    public @Nullable Object ask(String... command) throws IOException {
        byte[][] bytes = new byte[command.length][];
        for (int i = 0; i < command.length; i++) {
            bytes[i] = command[i].getBytes(StandardCharsets.UTF_8);
        }
        send(bytes);
        flush();
        return reply();
    }

    /** The reply, if it is a number, else 0. */
    public long count(String... command) throws IOException {
        return ask(command) instanceof Long number ? number : 0;
    }

    /** Waits for {@link #flush}. */
    public void send(byte[]... command) throws IOException {
        head('*', command.length);
        for (byte[] word : command) {
            head('$', word.length);
            out.write(word);
            out.write(CRLF);
        }
    }

    private void head(char type, int number) throws IOException {
        out.write(type);
        out.write(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        out.write(CRLF);
    }

    public void flush() throws IOException {
        out.flush();
    }

    /**
     * The next reply.
     *
     * @throws IOException also when it is an error
     */
    public @Nullable Object reply() throws IOException {
        int type = in.read();
        String line = line();
        return switch (type) {
            case '+' -> line;
            case ':' -> Long.parseLong(line);
            case '$' -> bulk(Integer.parseInt(line));
            case '*' -> list(Integer.parseInt(line));
            default -> throw new IOException("Redis: " + line);
        };
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length);
        in.skipNBytes(2);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private List<@Nullable Object> list(int length) throws IOException {
        List<@Nullable Object> all = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            all.add(reply());
        }
        return all;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
