package dev.switchbook.common.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;

/**
 * What one connection has taken of the time that {@link ConnectionLimits} give it; all on its event loop. A connection
 * mostly lives for one request: it notes when things happen, and needs no timer.
 */
public final class ConnectionTimes {

    private final Channel channel;
    private long lastMoved = System.nanoTime();
    private long requestBegan = lastMoved;
    private long answerBegan = lastMoved;
    private long pendingBytes;

    private boolean heard;
    /** Since an answer began there was no look at which all of it had been taken. */
    private boolean answering;

    private boolean receiving;

    /** Of a new connection. */
    public ConnectionTimes(Channel channel) {
        this.channel = channel;
    }

    /** Bytes came of a request, maybe the first of them. */
    public void bytesCame() {
        lastMoved = System.nanoTime();
        heard = true;
        begin(lastMoved);
    }

    /** A request begins, or has begun, and that alone: who sends more but takes no answer does not move. */
    public void requestBegins() {
        if (!receiving) {
            begin(System.nanoTime());
        }
    }

    private void begin(long now) {
        if (!receiving) {
            receiving = true;
            requestBegan = now;
        }
    }

    /** A request has come in whole. */
    public void requestEnded() {
        receiving = false;
    }

    /** An answer begins to be written. */
    public void answerBegins() {
        answerGoesOn();
        answering = true;
        answerBegan = lastMoved;
    }

    /** More of an answer is written. */
    public void answerGoesOn() {
        lastMoved = System.nanoTime();
    }

    /** Whether nothing that was written still waits for the client to take it. */
    public boolean allTaken() {
        return pending() == 0;
    }

    /** Whether the connection has taken more time than it may; to be asked now and then. */
    public boolean areOver(long now, ConnectionLimits limits) {
        long pending = pending();
        if (pending != pendingBytes) {
            pendingBytes = pending;
            lastMoved = now;
        }
        boolean slow =
                (receiving || !heard) && now - requestBegan > limits.request().toNanos();
        answering &= pending > 0; // bytes are pending already while another thread hands an answer over
        boolean slowly = answering && now - answerBegan > limits.answer().toNanos();
        return slow || slowly || now - lastMoved > limits.idle().toNanos();
    }

    private long pending() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        return out == null ? 0 : out.totalPendingWriteBytes() - out.currentProgress();
    }
}
