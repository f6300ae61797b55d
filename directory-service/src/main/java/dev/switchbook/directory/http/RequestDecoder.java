package dev.switchbook.directory.http;

import dev.switchbook.common.http.ConnectionTimes;
import dev.switchbook.common.log.ThrottledLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
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

    private enum Place {
        /** Where a request may begin. */
        BETWEEN,
        WITHIN,
        /** Behind what is no request: nothing of what comes is kept. */
        LOST
    }

    /**
     * What the objects of one header take beyond its bytes: an entry of 40, and name and value of 48 each. So each line of a head that
     * was decoded, and is not whole, counts as so many more.
     */
    private static final int LINE_WEIGHT = 136;

    /** Ends of lines that some clients put behind a body are skipped, but not for ever. */
    private static final int MAX_SKIPPED = 32;

    /** What is held back of a read keeps no more unused memory than this. */
    private static final int MAX_UNUSED = 2048;

    private static final ThrottledLog log = new ThrottledLog(LoggerFactory.getLogger(RequestDecoder.class));

    private final ConnectionTimes times;
    private final Held held;
    /** No head within its limits comes to more. */
    private final int maxDecoded;

    private int counted;
    /** What was decoded of a head before it was whole. */
    private int decoded;

    private Place place = Place.BETWEEN;
    private int skipped;
    /** Whether the next call of the cumulator is to make a smaller buffer of what is held. */
    private boolean trims;

    private Mode mode = Mode.DECODES;
    /** Whether bytes that came while it was paused stopped the reading. */
    private boolean stopped;

    RequestDecoder(HttpDecoderConfig config, ConnectionTimes times, Held held) {
        super(config);
        this.times = times;
        this.held = held;
        this.maxDecoded =
                config.getMaxInitialLineLength() + config.getMaxHeaderSize() + (HttpLimits.HEADERS + 2) * LINE_WEIGHT;
        setCumulator(this::cumulate);
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
                settle(own);
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
        letGo();
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
        if (mode != Mode.DECODES || (place == Place.BETWEEN && !skip(ctx, in))) {
            return;
        }
        int from = in.readerIndex();
        super.decode(ctx, in, out);
        if (!out.isEmpty()) {
            decoded = 0;
            skipped = 0;
            place = behind((HttpObject) out.get(out.size() - 1));
        } else if (place != Place.LOST && in.readerIndex() > from) {
            place = Place.WITHIN;
            decoded += weight(in, from);
            if (decoded > maxDecoded) {
                end(ctx, in);
            }
        }
    }

    private static Place behind(HttpObject decoded) {
        if (decoded.decoderResult().isFailure()) {
            return Place.LOST;
        }
        return decoded instanceof LastHttpContent ? Place.BETWEEN : Place.WITHIN;
    }

    private static int weight(ByteBuf in, int from) {
        int weight = in.readerIndex() - from;
        int end = in.indexOf(from, in.readerIndex(), (byte) '\n');
        while (end >= 0) {
            weight += LINE_WEIGHT;
            end = in.indexOf(end + 1, in.readerIndex(), (byte) '\n');
        }
        return weight;
    }

    /** What Netty would skip before a request, and count for nothing; whether there is more to decode. */
    private boolean skip(ChannelHandlerContext ctx, ByteBuf in) {
        while (in.isReadable() && isSkipped(in.getByte(in.readerIndex()))) {
            in.skipBytes(1);
            if (++skipped > MAX_SKIPPED) {
                end(ctx, in);
                return false;
            }
        }
        return in.isReadable();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void end(ChannelHandlerContext ctx, ByteBuf in) {
        in.skipBytes(in.readableBytes());
        mode = Mode.DISCARDS;
        letGo();
        ctx.close();
    }

    private static boolean isSkipped(byte character) {
        return (character >= 0 && character <= ' ') || character == 0x7f;
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
        settle(ctx);
    }

    /** A read has room for more than is held back of it as a rule. That is to wait in a buffer of its size. */
    private void settle(ChannelHandlerContext ctx) throws Exception {
        if (!ctx.isRemoved() && unused(internalBuffer()) > MAX_UNUSED) {
            trims = true;
            super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
            trims = false;
        }
        count(ctx);
    }

    private static int unused(ByteBuf buffer) {
        return buffer.isReadable() ? buffer.capacity() - 2 * buffer.readableBytes() : 0;
    }

    private ByteBuf cumulate(ByteBufAllocator alloc, ByteBuf held, ByteBuf more) {
        if (!trims) {
            return MERGE_CUMULATOR.cumulate(alloc, held, more);
        }
        more.release();
        ByteBuf trimmed = alloc.buffer(held.readableBytes()).writeBytes(held);
        held.release();
        return trimmed;
    }

    /** Notes what is held of this connection now, and ends it if that is more than there is room for. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing is left to do when it is closed
    private void count(ChannelHandlerContext ctx) {
        int now =
                ctx.isRemoved() || mode == Mode.DISCARDS ? 0 : internalBuffer().readableBytes() + decoded;
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
        letGo();
        super.handlerRemoved0(ctx);
    }

    private void letGo() {
        held.change(-counted);
        counted = 0;
        decoded = 0;
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
