package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FaultEndsLinkTest {
    private final LogThrottle throttle = new LogThrottle();
    private final Reader reader = new Reader();
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new ReplyStrings(),
            new FaultEndsLink.OfReader(throttle, Reader.class),
            reader,
            new FaultEndsLink(throttle));

    private ByteBuf give(String text) {
        ByteBuf bytes = Unpooled.copiedBuffer(Links.bytes(text));
        channel.pipeline().fireChannelRead(bytes);
        channel.runPendingTasks();
        return bytes;
    }

    @Test
    void whatTheReaderThrowsEndsTheLink() {
        try (LogLines log = LogLines.of(FaultEndsLink.class)) {
            ByteBuf bytes = give("$70000\r\n" + "x".repeat(70_000) + "\r\n"); // passed on in three parts

            assertThat(channel.isOpen()).isFalse();
            channel.releaseInbound(); // this channel keeps what comes after its end
            assertThat(bytes.refCnt()).isZero();
            assertThat(reader.reads).isEqualTo(1);
            assertThat(reader.faults).isZero();
            assertThat(log.lines()).singleElement().asString().contains("closed after a fault", "no direct memory");
        }
    }

    @Test
    void whatIsNoReplyEndsTheLink() {
        try (LogLines log = LogLines.of(FaultEndsLink.class)) {
            assertThat(give("HTTP/1.1 400").refCnt()).isZero();

            assertThat(channel.isOpen()).isFalse();
            assertThat(log.lines()).singleElement().asString().contains("no reply of Redis: no type is called 72");
        }
    }

    @Test
    void aFaultBehindTheReaderEndsTheLink() {
        channel.pipeline().context(Reader.class).fireExceptionCaught(new IllegalStateException("behind"));

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aBrokenChannelEndsWithoutALine() {
        try (LogLines log = LogLines.of(FaultEndsLink.class)) {
            channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));

            assertThat(channel.isOpen()).isFalse();
            assertThat(log.lines()).noneMatch(line -> line.contains("fault"));
        }
    }

    @Test
    void aReaderThatReadsIsLeftAlone() {
        give("+OK\r\n");

        assertThat(channel.isOpen()).isTrue();
        assertThat(reader.reads).isEqualTo(1);
    }

    /** As Lettuce's: it takes what it throws for the fault of one command. */
    private static final class Reader extends ChannelInboundHandlerAdapter {
        private int reads;
        private int faults;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            reads++;
            try {
                if (((ByteBuf) message).getByte(0) == '$') {
                    throw new OutOfMemoryError("no direct memory");
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            faults++;
        }
    }
}
