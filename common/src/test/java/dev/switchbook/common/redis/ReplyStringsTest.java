package dev.switchbook.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyStringsTest {
    private static final int MAX = 65_537;

    /** One of each kind, nested. */
    private static final String REPLIES = String.join(
            "",
            List.of(
                    "+OK\r\n-ERR no\r\n:-12\r\n$3\r\nabc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n",
                    "*2\r\n$1\r\n0\r\n*4\r\n$2\r\nf1\r\n$7\r\na\r\nb$9\n\r\n$2\r\nf2\r\n:1\r\n",
                    "%2\r\n+proto\r\n:3\r\n$4\r\nmode\r\n$7\r\ncluster\r\n~1\r\n#t\r\n,1.5\r\n_\r\n(123456789012345\r\n",
                    "!5\r\nERR x\r\n=8\r\ntxt:text\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$3\r\nkey\r\n|1\r\n+ttl\r\n:9\r\n"));

    private final EmbeddedChannel channel = new EmbeddedChannel(new ReplyStrings());
    private final List<ByteBuf> given = new ArrayList<>();

    @AfterEach
    void everyBufferIsReleasedOnce() {
        channel.finishAndReleaseAll();
        assertThat(given).allMatch(each -> each.refCnt() == 0);
    }

    private void give(String bytes) {
        ByteBuf in = Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1);
        given.add(in);
        channel.writeInbound(in);
    }

    private String passed() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            assertThat(part.isReadable()).isTrue();
            all.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return all.toString();
    }

    private static String string(char type, int length) {
        return type + String.valueOf(length) + "\r\n" + "x".repeat(length) + "\r\n";
    }

    @Test
    void passesABufferWithNothingToCutAsItIs() {
        give(REPLIES);

        ByteBuf passed = channel.readInbound();
        assertThat(passed).isSameAs(given.get(0));
        assertThat(passed.toString(StandardCharsets.ISO_8859_1)).isEqualTo(REPLIES);
        assertThat(channel.inboundMessages()).isEmpty();
        passed.release();
    }

    @Test
    void passesEveryReplySplitAtAnyTwoOffsets() {
        for (int first = 0; first <= REPLIES.length(); first++) {
            for (int second = first; second <= REPLIES.length(); second++) {
                give(REPLIES.substring(0, first));
                give(REPLIES.substring(first, second));
                give(REPLIES.substring(second));
                assertThat(passed()).isEqualTo(REPLIES);
            }
        }
    }

    @Test
    void passesEveryReplyByteByByte() {
        REPLIES.chars().forEach(each -> give(String.valueOf((char) each)));

        assertThat(passed()).isEqualTo(REPLIES);
    }

    @Test
    void holdsBackNothingButALineWithALength() {
        give("*1\r");
        assertThat(passed()).isEqualTo("*1\r");
        give("\n$1");
        assertThat(passed()).isEqualTo("\n");
        give("0\r\nab");
        assertThat(passed()).isEqualTo("$10\r\nab");
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX - 2, MAX - 1, MAX})
    void leavesAStringUpToTheLimit(int length) {
        give(string('$', length) + "+OK\r\n");

        assertThat(passed()).isEqualTo(string('$', length) + "+OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX + 1, MAX + 2, 100_000, 1_000_000})
    void cutsAStringOverTheLimit(int length) {
        give("*2\r\n" + string('$', length) + string('!', length) + "+OK\r\n");

        assertThat(passed()).isEqualTo("*2\r\n" + string('$', MAX) + string('!', MAX) + "+OK\r\n");
    }

    @Test
    void cutsATextOverItsOwnLimit() {
        give(string('=', Limits.MAX_TEXT) + string('=', Limits.MAX_TEXT + 1) + "+OK\r\n");

        assertThat(passed()).isEqualTo(string('=', Limits.MAX_TEXT).repeat(2) + "+OK\r\n");
    }

    @Test
    void cutsWhereverTheReplyIsSplit() {
        String reply = "%1\r\n$1\r\nk\r\n" + string('$', MAX + 3) + ":1\r\n";
        String cut = "%1\r\n$1\r\nk\r\n" + string('$', MAX) + ":1\r\n";
        for (int at = 0; at <= reply.length(); at = at == 40 ? MAX : at + 1) { // the middle is all the same
            give(reply.substring(0, at));
            give(reply.substring(at));
            assertThat(passed()).isEqualTo(cut);
        }
        reply.chars().forEach(each -> give(String.valueOf((char) each)));
        assertThat(passed()).isEqualTo(cut);
    }

    @Test
    void dropsTheRestAsItComes() {
        give("$536870912\r\n");
        assertThat(passed()).isEqualTo("$65537\r\n");
        for (int i = 0; i < 536_870_912 / 1_048_576; i++) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[1_048_576]));
            assertThat(passed()).hasSize(i == 0 ? MAX : 0);
        }
        give("\r\n+OK\r\n");
        assertThat(passed()).isEqualTo("\r\n+OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400",
                "\r\n",
                "$x\r\n",
                "$\r\n",
                "$-2\r\n",
                "$1-\r\n",
                "$--1\r\n",
                "$?\r\n",
                "$1\n",
                "$1\r2",
                "$1\r\r\n",
                "$1234567890123456789\r\n",
                "$1\r\nabc",
                "$1\r\na\rb",
                ":1\n",
                ":\n"
            })
    void throwsAtWhatIsNoReplyAndPassesNothingMore(String bytes) {
        assertThatThrownBy(() -> give(bytes)).isInstanceOf(CorruptedFrameException.class);
        give("+OK\r\n");

        assertThat(passed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"$x\r\n", "$1\r\nabc", ":1\n", "$1234567890123456789\r\n"})
    void throwsAtWhatIsNoReplyByteByByte(String bytes) {
        assertThatThrownBy(() -> bytes.chars().forEach(each -> give(String.valueOf((char) each))))
                .isInstanceOf(CorruptedFrameException.class);
        passed();
    }

    @Test
    void throwsAtAnEndlessLine() {
        give("+" + "x".repeat(Limits.MAX_LINE - 1));
        passed();

        assertThatThrownBy(() -> give("xx")).hasMessageContaining("65536 bytes");
    }
}
