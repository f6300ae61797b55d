package dev.switchbook.common.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands before a server on loopback. What it passes on can be told to stand still, on connections that have said a word. */
public final class StallingProxy implements AutoCloseable {

    /** What a client has said on its connection, as far as it was its beginning. */
    private static final class Said {
        private volatile String words = "";

        synchronized void add(String more) {
            if (words.length() < 4096) {
                words = words + more;
            }
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private String stalledWord = "";
    private boolean stalled;

    /** Before 127.0.0.1:{@code target}. */
    public StallingProxy(int target) {
        this.target = target;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Where to connect to. */
    public int port() {
        return listener.getLocalPort();
    }

    /** From now on nothing gets through on connections on which a client has said this, in either direction. */
    public void stall(String word) {
        set(true, word);
    }

    /** Everything gets through again, what was held first. */
    public void resume() {
        set(false, "");
    }

    private void set(boolean on, String word) {
        lock.lock();
        try {
            stalled = on;
            stalledWord = word;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                lock.lock();
                try {
                    sockets.add(client);
                    sockets.add(server);
                } finally {
                    lock.unlock();
                }
                Said said = new Said();
                start(() -> pump(client, server, said, true));
                start(() -> pump(server, client, said, false));
            }
        } catch (IOException e) {
            close(); // closed, or the server is gone
        }
    }

    private void pump(Socket from, Socket to, Said said, boolean client) {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                if (client) {
                    said.add(new String(bytes, 0, n, ISO_8859_1));
                }
                awaitWay(said);
                out.write(bytes, 0, n);
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt(); // the connection ends, and with it this thread
        }
    }

    private void awaitWay(Said said) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (stalled && said.words.contains(stalledWord)) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "stalling-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        resume();
        lock.lock();
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
