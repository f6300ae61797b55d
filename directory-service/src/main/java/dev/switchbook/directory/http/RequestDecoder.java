package dev.switchbook.directory.http;

import dev.switchbook.common.http.ConnectionTimes;
import dev.switchbook.common.log.ThrottledLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Netty's decoder, held between one request and the next while an answer is awaited: what a client pipelines waits undecoded,
 * and what does not fit into one read waits in the socket. So nothing queues here, however much is sent.
 *
 * <p>The end of the input is no matter of the decoder: whole requests that came before it are still decoded.
 */
final class RequestDecoder extends HttpRequestDecoder {

    private enum Mode {
        DECODES,
        PAUSED,
        DISCARDS
    }

    /**
     * A header of a few bytes becomes objects of over a hundred. So each byte of a head that was decoded, and is not whole, counts as
     * so many.
     */
    private static final int DECODED_WEIGHT = 16;

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(RequestDecoder.class));

    private final ConnectionTimes times;
    private final Held held;
    private int counted;
    /** Bytes of a head that were decoded before it was whole. */
    private int decoded;

    private Mode mode = Mode.DECODES;
    /** Whether bytes that came while it was paused stopped the reading. */
    private boolean stopped;

    RequestDecoder(HttpDecoderConfig config, ConnectionTimes times, Held held) {
        super(config);
        this.times = times;
        this.held = held;
    }

    /** With the limits of a listener; to be shared by its decoders. */
    static HttpDecoderConfig config(HttpLimits limits) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(Math.min(limits.bodyBytes(), HttpLimits.LINE_BYTES))
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxChunkSize(limits.bodyBytes()) // so that a body in one read comes in one piece
                .setAllowDuplicateContentLengths(false);
    }

    /** Decodes no more until {@link #resume}. */
    void pause() {
        mode = Mode.PAUSED;
    }

    boolean paused() {
        return mode == Mode.PAUSED;
    }

    /**
     * Goes on with what came meanwhile, which ends with a {@code channelReadComplete}, and with reading.
     *
     * @param own its place in the pipeline
     */
    void resume(ChannelHandlerContext own) {
        mode = Mode.DECODES;
        if (internalBuffer().isReadable()) {
            times.requestBegins();
            try {
                super.channelRead(own, Unpooled.EMPTY_BUFFER);
                count(own);
            } catch (Exception fault) {
                own.fireExceptionCaught(fault);
            }
        }
        own.fireChannelReadComplete();
        readOn(own.channel());
    }

    /** Throws away all that still comes. */
    void discard(Channel channel) {
        mode = Mode.DISCARDS;
        readOn(channel);
    }

    private void readOn(Channel channel) {
        if (stopped && mode != Mode.PAUSED) {
            stopped = false;
            channel.config().setAutoRead(true);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (mode == Mode.DECODES) {
            int before = in.readableBytes();
            super.decode(ctx, in, out);
            decoded = out.isEmpty() ? decoded + before - in.readableBytes() : 0;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        if (mode == Mode.DISCARDS) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        if (mode == Mode.PAUSED) {
            stopped = true;
            ctx.channel().config().setAutoRead(false);
        } else {
            times.bytesCame();
        }
        super.channelRead(ctx, bytes);
        count(ctx);
    }

    /** Notes what is held of this connection now, and ends it if that is more than there is room for. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void count(ChannelHandlerContext ctx) {
        int now = ctx.isRemoved() ? 0 : internalBuffer().readableBytes() + decoded * DECODED_WEIGHT;
        int more = now - counted;
        counted = now;
        if (!held.change(more)) {
            log.warn("full", "{} is closed: too many requests have come in part", ctx.channel());
            ctx.close();
        }
    }

    /** What is held is let go with the connection. */
    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        held.change(-counted);
        counted = 0;
        super.handlerRemoved0(ctx);
    }

    /** What has come in part when the channel ends is no request. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        // nothing: Netty's own tells of an invalid one
    }

    /** Netty's own reads on when nothing was decoded. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (mode == Mode.DECODES) {
            super.channelReadComplete(ctx);
        } else {
            ctx.fireChannelReadComplete();
        }
    }

    /** Netty's own would give up what is not decoded yet. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        mode = Mode.DISCARDS; // nobody waits for answers any more
        super.channelInactive(ctx);
    }
}
