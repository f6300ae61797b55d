package dev.switchbook.recorder.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Stands on loopback before a server, on one link: passes all on until it is told to do worse. */
public final class FaultProxy implements AutoCloseable {

    /** Hears what reached the client. Each connection has one of its own. */
    interface Tap {
        Tap NONE = new Tap() {
            @Override
            public void delivered(byte[] bytes, int length) {}

            @Override
            public void ended(long at) {}
        };

        /** These bytes are in the client's socket. */
        void delivered(byte[] bytes, int length);

        /** Nothing that the server sends gets to the client since then. */
        void ended(long at);
    }

    private static final int SLOW_MILLIS = 40;

    private final ServerSocket listener;
    private final int target;
    private final Supplier<Tap> taps;
    private final List<Relay> relays = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private volatile boolean refusing;
    private volatile boolean slow;
    private volatile long stalledSince;

    /** Before 127.0.0.1:{@code target}; nobody listens in. */
    public FaultProxy(int target) {
        this(target, () -> Tap.NONE);
    }

    /** Before 127.0.0.1:{@code target}; a server that is not there looks like one that hangs up at once. */
    FaultProxy(int target, Supplier<Tap> taps) {
        this.target = target;
        this.taps = taps;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Resets all connections; new ones are welcome unless {@link #refuse} was said. */
    public void cut() {
        relays.forEach(Relay::reset);
    }

    /** New connections are reset, or welcome again. */
    public void refuse(boolean on) {
        refusing = on;
    }

    /** What is connected now hears nothing any more, neither side, and no end of it; new connections work. */
    public void halfOpen() {
        relays.forEach(Relay::swallow);
    }

    /** Nothing gets through, nothing gets lost; or goes on, with what was held first. */
    public void stall(boolean on) {
        lock.lock();
        try {
            stalledSince = on ? System.currentTimeMillis() : 0;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Each piece comes 40 ms late. */
    void slow(boolean on) {
        slow = on;
    }

    /** 0 when it is not stalled. */
    long stalledSince() {
        return stalledSince;
    }

    /** Waits while it is stalled, and a little while it is slow. */
    void awaitWay() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (stalledSince != 0) {
                moved.await();
            }
            if (slow) {
                long left = SLOW_MILLIS * 1_000_000L;
                while (left > 0 && slow) {
                    left = moved.awaitNanos(left);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    void forget(Relay relay) {
        relays.remove(relay);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                refusing |= listener.isClosed(); // the end, or a client that was gone before it was met
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (!refusing) {
            try {
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Relay relay = new Relay(this, client, server, taps.get());
                relays.add(relay);
                relay.start();
                return;
            } catch (IOException e) {
                client.setSoLinger(true, 0); // nobody is there
            }
        }
        client.setSoLinger(true, 0);
        client.close();
    }

    static void start(Runnable task) {
        Thread thread = new Thread(task, "fault-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stall(false);
        cut();
    }
}
