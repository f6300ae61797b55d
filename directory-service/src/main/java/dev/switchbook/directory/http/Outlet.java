package dev.switchbook.directory.http;

import dev.switchbook.common.http.ConnectionTimes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.SocketChannelConfig;
import org.jspecify.annotations.Nullable;

/** The sending side of a connection: written at once, flushed when the burst of reads is over. On its event loop. */
final class Outlet {

    private final Channel channel;
    private final ConnectionTimes times;
    private final boolean tls;
    private boolean dirty;
    private boolean halfClosure;
    private boolean ending;

    Outlet(Channel channel, ConnectionTimes times, boolean tls) {
        this.channel = channel;
        this.times = times;
        this.tls = tls;
    }

    /** Writes what begins an answer. */
    void begin(ByteBuf bytes) {
        times.answerBegins();
        write(bytes);
    }

    /** Writes a whole answer; whoever counts it is told when the socket has it. */
    void whole(ByteBuf bytes, ChannelFutureListener counts) {
        times.answerBegins();
        last(bytes, counts);
    }

    /** Writes more of an answer. */
    @SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the connection
    void write(ByteBuf bytes) {
        times.answerGoesOn();
        dirty = true;
        channel.write(bytes, channel.voidPromise());
    }

    /** Writes the end of an answer; whoever counts it is told when the socket has it. */
    void last(ByteBuf bytes, ChannelFutureListener counts) {
        times.answerGoesOn();
        dirty = true;
        channel.write(bytes).addListener(counts);
    }

    /** Hands everything written to the socket; whether it took all of it. */
    boolean flush() {
        if (dirty) {
            dirty = false;
            channel.flush();
        }
        return times.allTaken();
    }

    /**
     * Whether a client that has closed its sending side is still to get something. Otherwise its end is that of the
     * connection, which is the cheaper way and the usual one.
     */
    void stayHalfOpen(boolean wanted) {
        if (halfClosure != wanted && channel.config() instanceof SocketChannelConfig config) {
            halfClosure = wanted;
            config.setAllowHalfClosure(wanted);
        }
    }

    /**
     * Ends the connection behind all that was written.
     *
     * @param unread what is to be done when something may come that nobody reads: a socket closed over it is reset, and the
     *     client may never see its answer. Null when nothing will
     */
    void end(boolean taken, @Nullable Runnable unread) {
        if (ending) {
            return;
        }
        ending = true;
        stayHalfOpen(!taken);
        if (taken && !tls) {
            hangUp(unread);
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> hangUp(unread));
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void hangUp(@Nullable Runnable unread) {
        if (unread == null || tls || !(channel instanceof DuplexChannel duplex)) {
            channel.close();
            return;
        }
        stayHalfOpen(false);
        duplex.shutdownOutput();
        times.requestBegins(); // no longer than a request may the client go on
        unread.run();
    }
}
