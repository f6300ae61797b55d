package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connection through a {@link FaultProxy}. */
final class Relay {
    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final FaultProxy.Tap tap;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean swallowing;

    Relay(FaultProxy proxy, Socket client, Socket server, FaultProxy.Tap tap) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        this.tap = tap;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        FaultProxy.start(() -> pump(client, server, false));
        FaultProxy.start(() -> pump(server, client, true));
    }

    /** RST on both sides. */
    void reset() {
        end(System.currentTimeMillis());
        close(client, true);
        close(server, true);
    }

    void swallow() {
        end(System.currentTimeMillis());
        swallowing = true;
    }

    private void end(long at) {
        if (ended.compareAndSet(false, true)) {
            tap.ended(at);
        }
    }

    private void pump(Socket from, Socket to, boolean toClient) {
        byte[] bytes = new byte[32 << 10];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                proxy.awaitWay();
                if (!swallowing) {
                    out.write(bytes, 0, n);
                    if (toClient && !ended.get()) {
                        tap.delivered(bytes, n);
                    }
                }
            }
        } catch (IOException e) {
            swallowing |= toClient && ended.get(); // one side is gone; the other one learns it below
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hangUp(from);
    }

    /** A half-open connection's far end never learns of the end; whoever hangs up closes its own side. */
    private void hangUp(Socket from) {
        long stalled = proxy.stalledSince();
        end(stalled == 0 ? System.currentTimeMillis() : stalled);
        if (swallowing && from == server) {
            close(server, false);
            return;
        }
        close(client, false);
        close(server, false);
        proxy.forget(this);
    }

    private static void close(Socket socket, boolean reset) {
        try {
            if (reset && !socket.isClosed()) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
        } catch (IOException e) {
            FaultProxy.Tap.NONE.ended(0); // it is closed all the same
        }
    }
}
