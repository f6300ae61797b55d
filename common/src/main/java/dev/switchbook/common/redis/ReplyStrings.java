package dev.switchbook.common.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CorruptedFrameException;

/**
 * Cuts every string of a reply that is longer than {@link Limits#MAX_STRING} to that length, so that no value in Redis can fill the
 * memory: Lettuce keeps a string whole before it hands it on. What is cut off is dropped as it arrives.
 *
 * <p>RESP 2 and 3 are rows of lines, whatever the nesting; only a bulk string, a bulk error and a verbatim string are a line with a
 * length, that many bytes and CRLF. A buffer with nothing to cut passes as it is; a line with a length that is split over two reads
 * waits until it is whole. What is no reply throws {@link CorruptedFrameException}, after which nothing passes any more.
 */
final class ReplyStrings extends ChannelInboundHandlerAdapter {
    private static final int MAX_DIGITS = 18;
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private enum Part {
        TYPE,
        LINE,
        LENGTH,
        BODY,
        CUT_OFF,
        BODY_CR,
        BODY_LF
    }

    private Part part = Part.TYPE;
    private byte type;
    private int lineLength;
    private byte last;
    private int digits;
    private boolean negative;
    private long length;
    private long cutOff;

    /** The beginning of a line with a length whose end has not come. */
    private final byte[] held = new byte[MAX_DIGITS + 4];

    private int heldLength;

    /** In the buffer at hand: what comes before this was passed on or dropped. */
    private int from;

    /** In the buffer at hand: where its part of the line with a length begins. */
    private int lengthAt;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        boolean whole = false;
        try {
            whole = in.isReadable() && passes(ctx, in);
        } finally {
            if (!whole) {
                in.release();
            }
        }
        if (whole) {
            ctx.fireChannelRead(in);
        }
    }

    /** Whether the buffer is to be passed on as it is; otherwise the parts to be passed on were. */
    private boolean passes(ChannelHandlerContext ctx, ByteBuf in) {
        int begin = in.readerIndex();
        int end = in.writerIndex();
        from = begin;
        lengthAt = begin;
        int at = begin;
        while (at < end) {
            at = switch (part) {
                case TYPE -> type(in, at);
                case LINE -> line(in, at, end);
                case LENGTH -> length(ctx, in, at, end);
                case BODY -> body(ctx, in, at, end);
                case CUT_OFF -> cutOff(at, end);
                case BODY_CR -> expect(in, at, CR, Part.BODY_LF);
                case BODY_LF -> expect(in, at, LF, Part.TYPE);
            };
        }
        if (part == Part.LENGTH) {
            in.getBytes(lengthAt, held, heldLength, end - lengthAt);
            heldLength += end - lengthAt;
            end = lengthAt;
        }
        if (from == begin && end == in.writerIndex()) {
            return true;
        }
        pass(ctx, in, end);
        return false;
    }

    private int type(ByteBuf in, int at) {
        type = in.getByte(at);
        switch (type) {
            case '$', '!', '=' -> {
                part = Part.LENGTH;
                lengthAt = at;
                digits = 0;
                negative = false;
                length = 0;
                last = type;
            }
            case '+', '-', ':', '*', '_', '#', ',', '(', '%', '~', '>', '|' -> {
                part = Part.LINE;
                lineLength = 0;
                last = type;
            }
            default -> throw noReply("no type is called " + type);
        }
        return at + 1;
    }

    private int line(ByteBuf in, int at, int end) {
        int lf = in.indexOf(at, end, LF);
        int next = lf < 0 ? end : lf + 1;
        lineLength += next - at;
        if (lineLength > Limits.MAX_LINE) {
            throw noReply("a line of more than " + Limits.MAX_LINE + " bytes");
        }
        if (lf < 0) {
            last = in.getByte(end - 1);
            return end;
        }
        if ((lf > at ? in.getByte(lf - 1) : last) != CR) {
            throw noReply("a line without a CR");
        }
        part = Part.TYPE;
        return next;
    }

    private int length(ChannelHandlerContext ctx, ByteBuf in, int begin, int end) {
        for (int at = begin; at < end; at++) {
            byte each = in.getByte(at);
            if (last == CR && each == LF) {
                lengthKnown(ctx, in, at + 1);
                return at + 1;
            }
            lengthByte(each);
            last = each;
        }
        return end;
    }

    private void lengthByte(byte each) {
        if (last == CR) {
            throw noReply("a length without an LF");
        } else if (each >= '0' && each <= '9' && digits < MAX_DIGITS) {
            length = length * 10 + (each - '0');
            digits++;
        } else if (each == '-' && last == type) {
            negative = true;
        } else if (each != CR || digits == 0) {
            throw noReply("a length that is no number");
        }
    }

    private void lengthKnown(ChannelHandlerContext ctx, ByteBuf in, int bodyAt) {
        if (negative && length != 1) {
            throw noReply("a length of -" + length);
        }
        int limit = type == '=' ? Limits.MAX_TEXT : Limits.MAX_STRING;
        if (length > limit) {
            pass(ctx, in, lengthAt);
            from = bodyAt;
            ctx.fireChannelRead(ByteBufUtil.writeAscii(ctx.alloc(), (char) type + String.valueOf(limit) + "\r\n"));
            cutOff = length - limit;
            length = limit;
        } else if (heldLength > 0) {
            ctx.fireChannelRead(ctx.alloc().buffer(heldLength).writeBytes(held, 0, heldLength));
        }
        heldLength = 0;
        part = negative ? Part.TYPE : Part.BODY;
    }

    private int body(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int next = at + (int) Math.min(length, end - at);
        length -= next - at;
        if (length == 0) {
            part = Part.BODY_CR;
            if (cutOff > 0) {
                part = Part.CUT_OFF;
                pass(ctx, in, next);
                from = next;
            }
        }
        return next;
    }

    private int cutOff(int at, int end) {
        int next = at + (int) Math.min(cutOff, end - at);
        cutOff -= next - at;
        from = next;
        if (cutOff == 0) {
            part = Part.BODY_CR;
        }
        return next;
    }

    private int expect(ByteBuf in, int at, byte expected, Part then) {
        if (in.getByte(at) != expected) {
            throw noReply("a string longer than its length");
        }
        part = then;
        return at + 1;
    }

    private void pass(ChannelHandlerContext ctx, ByteBuf in, int end) {
        if (end > from) { // Lettuce loses an empty buffer
            ctx.fireChannelRead(in.retainedSlice(from, end - from));
        }
    }

    private CorruptedFrameException noReply(String why) {
        part = Part.CUT_OFF;
        cutOff = Long.MAX_VALUE;
        return new CorruptedFrameException("what came is no reply of Redis: " + why);
    }
}
