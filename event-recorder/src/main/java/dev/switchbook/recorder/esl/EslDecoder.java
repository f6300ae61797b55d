package dev.switchbook.recorder.esl;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads one event socket connection and tells its listener. Once the stream is not the protocol, or over its bounds, it fires one
 * {@link EslFormatException} through the pipeline and discards whatever comes; closing the channel is left to who hears of it. The
 * same when the listener throws. Nothing is told once the channel has been closed from this side.
 */
public final class EslDecoder extends ChannelInboundHandlerAdapter {
    private final EslListener listener;
    private final EslLimits limits;
    private final HeldBytes held = new HeldBytes();
    private boolean broken;
    private EslFrames frames;

    public EslDecoder(EslListener listener, EslLimits limits) {
        this.listener = listener;
        this.limits = limits;
        this.frames = new EslFrames(listener, limits, () -> true);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        frames = new EslFrames(listener, limits, ctx.channel()::isOpen);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            if (!broken) {
                // Set until all went well: an exception must not lead to the same bytes being told again.
                broken = true;
                take(in);
                broken = ctx.isRemoved();
            }
        } catch (EslFormatException e) {
            ctx.fireExceptionCaught(e);
        } finally {
            in.release();
            if (broken) {
                held.release();
            }
        }
    }

    /** Uses the bytes where they are if it can, so that most events are never copied. */
    private void take(ByteBuf in) {
        if (held.isEmpty() && in.hasArray()) {
            int from = in.arrayOffset() + in.readerIndex();
            int to = from + in.readableBytes();
            held.add(in.array(), frames.feed(in.array(), from, to), to);
        } else {
            held.add(in);
            int used = frames.feed(held.bytes(), 0, held.length());
            // nothing is left of it if the listener has removed this handler
            held.drop(Math.min(used, held.length()));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!broken) {
            listener.readComplete();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        broken = true;
        held.release();
    }
}
