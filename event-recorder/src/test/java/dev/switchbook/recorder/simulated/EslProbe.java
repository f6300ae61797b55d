package dev.switchbook.recorder.simulated;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking client of an event socket, for the simulation's own tests. Every read ends after five seconds. */
final class EslProbe implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    EslProbe(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    EslProbe(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(5000);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Logged in. */
    static EslProbe in(int port) throws IOException {
        EslProbe probe = new EslProbe(port);
        probe.frame();
        probe.ask("auth ClueCon");
        return probe;
    }

    /** Logged in and subscribed. */
    static EslProbe subscribed(int port, String event) throws IOException {
        EslProbe probe = in(port);
        probe.ask("event " + event);
        return probe;
    }

    Socket socket() {
        return socket;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a command and returns the next frame. */
    String ask(String command) throws IOException {
        send(command + "\n\n");
        return frame();
    }

    /** The body of an {@code api} reply; no events are expected before it. */
    String api(String command) throws IOException {
        return body(ask("api " + command));
    }

    static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2);
    }

    /** The next frame, head and body. */
    String frame() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int last = 0;
        int read;
        while ((read = in.read()) >= 0) {
            out.write(read);
            if (read == '\n' && last == '\n') {
                break;
            }
            last = read;
        }
        if (read < 0) {
            throw new EOFException();
        }
        String head = out.toString(StandardCharsets.UTF_8);
        String length = Capture.headerOf(head, "Content-Length");
        if (!length.isEmpty()) {
            out.write(in.readNBytes(Integer.parseInt(length)));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The next frame as a JSON event. */
    EslEvent event() throws IOException {
        return EslEvent.ofJson(body(frame()).getBytes(StandardCharsets.UTF_8));
    }

    /** The next so many bytes. */
    String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.UTF_8);
    }

    /** All bytes until the other side closes. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
