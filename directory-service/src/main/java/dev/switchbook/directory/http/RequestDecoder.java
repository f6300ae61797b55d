package dev.switchbook.directory.http;

import dev.switchbook.common.http.ConnectionTimes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

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

    private final ConnectionTimes times;
    private Mode mode = Mode.DECODES;
    /** Whether bytes that came while it was paused stopped the reading. */
    private boolean held;

    RequestDecoder(HttpDecoderConfig config, ConnectionTimes times) {
        super(config);
        this.times = times;
    }

    /** With the limits of a listener; to be shared by its decoders. */
    static HttpDecoderConfig config(HttpLimits limits) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(limits.bodyBytes())
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
        if (held && mode != Mode.PAUSED) {
            held = false;
            channel.config().setAutoRead(true);
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (mode == Mode.DECODES) {
            super.decode(ctx, in, out);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) throws Exception {
        if (mode == Mode.DISCARDS) {
            ReferenceCountUtil.release(bytes);
            return;
        }
        if (mode == Mode.PAUSED) {
            held = true;
            ctx.channel().config().setAutoRead(false);
        } else {
            times.bytesCame();
        }
        super.channelRead(ctx, bytes);
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
