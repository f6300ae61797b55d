package dev.switchbook.recorder.simulated;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One connection to the event socket. Replies stand behind the events that were queued for it before. */
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write or close that fails ends the connection, which is all there is to do
public final class Listener extends ChannelInboundHandlerAdapter {
    /** {@code MAX_QUEUE_LEN} and {@code MAX_MISSED} of mod_event_socket. */
    private static final int MAX_QUEUE = 100_000;

    private static final int MAX_MISSED = 500;
    private static final byte[] CLOSE = {};
    private static final String GOODBYE = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";

    private final Dialogue dialogue;
    private final Subscription subscription = new Subscription();
    private final StringBuilder input = new StringBuilder();
    private final Deque<byte[]> outbox = new ArrayDeque<>();
    private final AtomicLong eventsSent = new AtomicLong();
    private final long loginMillis;

    private volatile @Nullable ChannelHandlerContext context;
    private volatile boolean authed;
    private volatile boolean half;
    private volatile boolean stalled;
    private volatile int split;
    private volatile @Nullable Random splitRandom;
    private boolean scheduled;
    private boolean closing;
    private int missed;

    Listener(Dialogue dialogue, long loginMillis) {
        this.dialogue = dialogue;
        this.loginMillis = loginMillis;
    }

    Subscription subscription() {
        return subscription;
    }

    /** Whether it has logged in. */
    public boolean authed() {
        return authed;
    }

    void authed(boolean in) {
        authed = in;
    }

    /** Events that went out to it. */
    public long eventsSent() {
        return eventsSent.get();
    }

    /** Frames and bytes of frames that wait for the reader. */
    public int waiting() {
        synchronized (outbox) {
            return outbox.size();
        }
    }

    /** Whether the connection is there. */
    public boolean isConnected() {
        ChannelHandlerContext now = context;
        return now != null && now.channel().isActive();
    }

    /** Whether a command is not at its blank line yet. */
    public boolean holdsHalfACommand() {
        return half;
    }

    // misbehaviour

    /** Every write is cut into pieces of so many bytes, each flushed; 0: whole. */
    public void split(int bytes) {
        splitRandom = null;
        split = bytes;
    }

    /** Every write is cut into pieces of 1 to so many bytes. */
    public void splitRandomly(int most, long seed) {
        splitRandom = new Random(seed);
        split = most;
    }

    /** Stops reading and writing; events queue up as in FreeSWITCH. Also when the client closes: a half-open connection. */
    public void stall() {
        stalled = true;
        autoRead(false);
    }

    /** Goes on where it stalled. */
    public void resume() {
        stalled = false;
        autoRead(true);
        schedule();
    }

    /** Closes without a word. */
    public void close() {
        ChannelHandlerContext now = context;
        if (now != null) {
            now.close();
        }
    }

    /** Sends RST. */
    public void reset() {
        ChannelHandlerContext now = context;
        if (now != null) {
            now.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            now.close();
        }
    }

    /** Sends a disconnect notice and closes, as {@code exit} does. */
    public void disconnect() {
        reply(EslWriter.notice("text/disconnect-notice", GOODBYE));
        closeAfterwards();
    }

    /** Sends bytes that no rule checks. */
    public void sendRaw(byte[] bytes) {
        reply(bytes.clone());
    }

    // what the simulation does

    void offer(EslEvent event) {
        if (!authed) {
            return;
        }
        EslFormat format = subscription.wants(event);
        if (format != null) {
            offerFrame(event.frame(format));
        }
    }

    /** A frame of an event; lost when the queue is full. */
    void offerFrame(byte[] frame) {
        boolean kill = false;
        synchronized (outbox) {
            if (outbox.size() >= MAX_QUEUE) {
                kill = ++missed > MAX_MISSED;
            } else {
                outbox.add(frame);
                eventsSent.incrementAndGet();
            }
        }
        if (kill) {
            close();
        } else {
            schedule();
        }
    }

    void reply(byte[] frame) {
        synchronized (outbox) {
            outbox.add(frame);
        }
        schedule();
    }

    void closeAfterwards() {
        reply(CLOSE);
    }

    private void autoRead(boolean on) {
        ChannelHandlerContext now = context;
        if (now != null) {
            now.channel().config().setAutoRead(on);
        }
    }

    private void schedule() {
        ChannelHandlerContext now = context;
        if (now == null) {
            return;
        }
        synchronized (outbox) {
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        now.executor().execute(() -> drain(now));
    }

    private void drain(ChannelHandlerContext ctx) {
        synchronized (outbox) {
            scheduled = false;
        }
        while (!stalled && !half && !closing && ctx.channel().isWritable()) {
            byte[] next;
            synchronized (outbox) {
                next = outbox.poll();
            }
            if (next == null) {
                break;
            }
            if (next == CLOSE) {
                closing = true;
                ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            write(ctx, next);
        }
        ctx.flush();
    }

    private void write(ChannelHandlerContext ctx, byte[] bytes) {
        int most = split;
        if (most == 0) {
            ctx.write(Unpooled.wrappedBuffer(bytes), ctx.voidPromise());
            return;
        }
        Random random = splitRandom;
        for (int at = 0; at < bytes.length; ) {
            int size = Math.min(bytes.length - at, random == null ? most : 1 + random.nextInt(most));
            ctx.writeAndFlush(Unpooled.wrappedBuffer(bytes, at, size), ctx.voidPromise());
            at += size;
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (dialogue.opened(this)) {
            ctx.executor()
                    .schedule(
                            () -> {
                                if (!authed && !stalled) {
                                    ctx.close();
                                }
                            },
                            loginMillis,
                            TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            input.append(((ByteBuf) message).toString(StandardCharsets.UTF_8).replace("\r", ""));
        } finally {
            ReferenceCountUtil.release(message);
        }
        for (String command = next(); command != null; command = next()) {
            half = false;
            dialogue.run(this, command);
        }
        // FreeSWITCH waits for the rest of a command before it looks at its events again
        half = !input.isEmpty();
        schedule();
    }

    private @Nullable String next() {
        int start = 0;
        while (start < input.length() && input.charAt(start) == '\n') {
            start++;
        }
        input.delete(0, start);
        int end = input.indexOf("\n\n");
        if (end < 0) {
            return null;
        }
        String length = Capture.headerOf(input.substring(0, end), "Content-Length");
        int whole = end + 2 + (length.isEmpty() ? 0 : Integer.parseInt(length.trim()));
        if (input.length() < whole) {
            return null;
        }
        String command = input.substring(0, length.isEmpty() ? end : whole);
        input.delete(0, whole);
        return command;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            drain(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dialogue.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
