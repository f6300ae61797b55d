package dev.switchbook.recorder.esl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/** Feeds bytes to a decoder, cut as asked. */
final class Pieces {
    private Pieces() {}

    static Told whole(byte[] bytes) {
        return cut(bytes);
    }

    /** Cut at these offsets, which must rise; heap and direct buffers by turns. */
    static Told cut(byte[] bytes, int... offsets) {
        Told told = new Told();
        EmbeddedChannel channel = new EmbeddedChannel(new EslDecoder(told, EslLimits.OUTBOUND));
        int from = 0;
        for (int i = 0; i <= offsets.length; i++) {
            int to = i < offsets.length ? offsets[i] : bytes.length;
            channel.writeInbound(buffer(bytes, from, to, i % 2 == 0));
            from = to;
        }
        channel.finishAndReleaseAll();
        return told;
    }

    private static ByteBuf buffer(byte[] bytes, int from, int to, boolean heap) {
        ByteBuf buffer = heap ? Unpooled.buffer(to - from + 3) : Unpooled.directBuffer(to - from + 3);
        return buffer.writeZero(3).skipBytes(3).writeBytes(bytes, from, to - from);
    }
}
