package dev.switchbook.directory.http;

import dev.switchbook.directory.xml.Xml;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The bytes of answers. Each buffer is the receiver's. */
final class Wire {

    private static final byte[] XML_WITH_LENGTH =
            ascii("HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\ncontent-length: ");
    private static final byte[] XML = ascii("HTTP/1.1 200 OK\r\ncontent-type: text/xml; charset=utf-8\r\n");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");
    private static final ByteBuf CONTINUE = Unpooled.unreleasableBuffer(Unpooled.directBuffer()
            .writeBytes(ascii("HTTP/1.1 100 Continue\r\n\r\n"))
            .asReadOnly());
    private static final int HEAD_ROOM = 160;
    private static final int MAX_DIGITS = 10;

    private Wire() {}

    /** What becomes of the connection behind an answer. */
    enum Then {
        /** It stays, as the client takes for granted. */
        STAY(""),
        /** It stays, which a client of HTTP/1.0 must be told. */
        STAY_10("connection: keep-alive\r\n"),
        CLOSE("connection: close\r\n");

        @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
        private final byte[] header;

        Then(String header) {
            this.header = ascii(header);
        }

        boolean stays() {
            return this != CLOSE;
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A whole answer of 200. */
    static ByteBuf document(ByteBufAllocator alloc, Xml xml, Then then) {
        ByteBuf out = alloc.directBuffer(HEAD_ROOM + xml.length());
        out.writeBytes(XML_WITH_LENGTH);
        decimal(out, xml.length());
        out.writeBytes(LINE_END).writeBytes(then.header).writeBytes(LINE_END);
        xml.writeTo(out);
        return out;
    }

    /**
     * The head of an answer of 200 in pieces.
     *
     * @param chunked whether they come in chunks; otherwise the end of the connection is that of the answer
     */
    static ByteBuf head(ByteBufAllocator alloc, boolean chunked, Then then) {
        ByteBuf out = alloc.directBuffer(HEAD_ROOM).writeBytes(XML);
        if (chunked) {
            out.writeBytes(CHUNKED);
        }
        return out.writeBytes(then.header).writeBytes(LINE_END);
    }

    /** One piece, which is not empty: an empty chunk is the last. */
    static ByteBuf chunk(ByteBufAllocator alloc, byte[] piece) {
        ByteBuf out = alloc.directBuffer(piece.length + MAX_DIGITS + 2 * LINE_END.length);
        out.writeBytes(ascii(Integer.toHexString(piece.length))).writeBytes(LINE_END);
        return out.writeBytes(piece).writeBytes(LINE_END);
    }

    static ByteBuf lastChunk() {
        return Unpooled.wrappedBuffer(LAST_CHUNK);
    }

    /** An answer that is all text, made of what {@link Refusal} says. */
    static ByteBuf text(ByteBufAllocator alloc, byte[] head, byte[] body, Then then) {
        ByteBuf out = alloc.directBuffer(head.length + then.header.length + LINE_END.length + body.length);
        return out.writeBytes(head).writeBytes(then.header).writeBytes(LINE_END).writeBytes(body);
    }

    static ByteBuf goOn() {
        return CONTINUE.duplicate();
    }

    private static void decimal(ByteBuf out, int number) {
        int divisor = 1;
        while (number / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            out.writeByte('0' + number / divisor % 10);
        }
    }
}
