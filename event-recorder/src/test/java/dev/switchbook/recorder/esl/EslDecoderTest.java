package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EslDecoderTest {
    private static final String REPLY = "Content-Type: command/reply\nReply-Text: +OK\n\n";

    private final Told told = new Told();
    private final EmbeddedChannel channel = new EmbeddedChannel(new EslDecoder(told, EslLimits.INBOUND));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "E1/esl1.raw",
                "E1/esl3.raw",
                "E1/esl4.raw",
                "E1/esl5.raw",
                "R1/events.json.raw",
                "R1/events.plain.raw",
                "O1/outbound3.in.raw",
                "A1/api/14_sofia_xmlstatus_profile_internal_reg.txt",
                "A1/api/08_show_channels_as_json.txt"
            })
    void isRightWhereverTheStreamIsCut(String file) {
        byte[] bytes = Fixtures.bytes(file);
        List<String> whole = Pieces.whole(bytes).lines;
        assertThat(whole).isNotEmpty();
        // Each file is read again for each cut; the bigger ones are cut everywhere below, all at once.
        int stride = Math.max(1, bytes.length / 4000);
        for (int at = 0; at <= bytes.length; at += stride) {
            assertThat(Pieces.cut(bytes, at).lines).as("cut at %d", at).isEqualTo(whole);
        }
        int[] everywhere = new int[bytes.length];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = i;
        }
        assertThat(Pieces.cut(bytes, everywhere).lines).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"C1/events.json.raw,1", "C1/events.plain.raw,2", "A1/events.json.raw,3", "O1/outbound1.in.raw,4"})
    void isRightAtRandomCuts(String file, long seed) {
        byte[] bytes = Fixtures.bytes(file);
        List<String> whole = Pieces.whole(bytes).lines;
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            int[] cuts = random.ints(1 + random.nextInt(60), 0, bytes.length)
                    .sorted()
                    .toArray();
            assertThat(Pieces.cut(bytes, cuts).lines)
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(whole);
        }
    }

    @Test
    void takesCarriageReturnsAndEmptyLinesBetweenFrames() {
        read("\n\r\nContent-Type: auth/request\r\n\r\n\nContent-Length: 2\r\nContent-Type: TEXT/event-json\r\n\r\n{}\n"
                + REPLY);
        assertThat(told.lines).containsExactly("auth", "event {}", "reply +OK");
    }

    @Test
    void countsContentLengthInBytes() {
        read(api("ü€") + REPLY);
        assertThat(told.lines).containsExactly("api ü€", "reply +OK");
    }

    @Test
    void tellsOfAnAnswerWithoutABodyOnce() {
        read("Content-Type: api/response\nContent-Length: 0\n\nContent-Type: api/response\n\n" + REPLY);
        assertThat(told.lines).containsExactly("api ", "api ", "reply +OK");
    }

    @Test
    void passesAnAnswersBodyOnAsItComes() {
        StringBuilder pieces = new StringBuilder();
        EslListener listener = new EslListener() {
            @Override
            public void authRequested() {}

            @Override
            public void reply(EslReply reply) {}

            @Override
            public void apiBody(byte[] bytes, int offset, int length, boolean last) {
                pieces.append(new String(bytes, offset, length, UTF_8)).append(last ? "." : "|");
            }

            @Override
            public void event(EventHeaders headers) {}

            @Override
            public void unreadableEvent(EslFormatException fault) {}

            @Override
            public void disconnectNotice(String disposition, String text) {}

            @Override
            public void rejected(String text) {}

            @Override
            public void readComplete() {}
        };
        EmbeddedChannel streaming = new EmbeddedChannel(new EslDecoder(listener, EslLimits.INBOUND));
        for (String piece : List.of("Content-Type: api/response\nContent-Length: 6\n\nab", "cd", "ef")) {
            streaming.writeInbound(buffer(piece));
        }
        assertThat(pieces).hasToString("ab|cd|ef.");
        streaming.finishAndReleaseAll();
    }

    @Test
    void tellsARejection() {
        read("Content-Type: text/rude-rejection\nContent-Length: 24\n\nAccess Denied, go away.\n");
        assertThat(told.lines).containsExactly("rejected Access Denied, go away.");
    }

    @Test
    void skipsAFrameOfUnknownTypeWithItsBody() {
        read("Content-Type: log/data\nContent-Length: 5\nLog-Level: 7\n\na\n\nb\n" + REPLY);
        assertThat(told.lines).containsExactly("unreadable a frame of the unknown type log/data", "reply +OK");
    }

    @Test
    void showsAnUnknownTypeInOneShortLine() {
        read("Content-Type: \u001b[2J" + "x".repeat(100) + "\n\n" + REPLY);
        assertThat(told.lines.get(0))
                .contains("\\u001b")
                .doesNotContain("\u001b")
                .hasSizeLessThan(120);
    }

    @Test
    void goesOnAfterAnEventThatCannotBeRead() {
        for (String body : List.of(
                "", "{", "[]", "{\"a\":\"b\"", "{\"a\":\"b\"}x", "{\"a\" \"b\"}", "{a:1}", "{\"a\":[1,]}", "\0")) {
            read("Content-Length: " + body.length() + "\nContent-Type: text/event-json\n\n" + body);
        }
        read("Content-Length: 8\nContent-Type: text/event-plain\n\nno colon");
        assertThat(told.lines)
                .hasSize(10)
                .allMatch(line -> line.startsWith("unreadable event: ") && line.contains(" at byte "));
        read(REPLY);
        assertThat(told.lines).last().isEqualTo("reply +OK");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+5",
                "5 5",
                "0x10",
                "1e3",
                "",
                "5,5",
                "5;",
                "\u0665",
                "1.0",
                "9999999999999999999",
                "99999999999999999999999",
                "5\u0000"
            })
    void refusesAContentLengthThatIsNoNumber(String length) {
        faulty("Content-Length: " + length + "\nContent-Type: api/response\n\n", "Content-Length is no number");
    }

    @ParameterizedTest
    @CsvSource({
        "text/event-json,16777217,an event of more than 16777216 bytes",
        "text/event-plain,999999999999999999,an event of more than 16777216 bytes",
        "api/response,1073741825,an answer of more than 1073741824 bytes",
        "text/disconnect-notice,65537,a text of more than 65536 bytes",
        "text/rude-rejection,65537,a text of more than 65536 bytes",
        "command/reply,65537,a reply of more than 65536 bytes",
        "auth/request,65537,a request of more than 65536 bytes",
        "log/data,1073741825,a frame of more than 1073741824 bytes"
    })
    void refusesABodyOverItsBound(String type, String length, String fault) {
        faulty("Content-Length: " + length + "\nContent-Type: " + type + "\n\n", fault);
    }

    @Test
    void refusesTwoLengthsThatDiffer() {
        faulty(
                "Content-Length: 5\nContent-Length: 6\nContent-Type: api/response\n\n",
                "two different values of Content-Length");
    }

    @Test
    void takesALengthSaidTwice() {
        read("Content-Length: 2\ncontent-length: 02\nContent-Type: api/response\n\nok");
        assertThat(told.lines).containsExactly("api ok");
    }

    @Test
    void refusesWhatIsNoHead() {
        faulty("HTTP/1.1 400 Bad Request\n\n", "a header line without a colon");
    }

    @Test
    void refusesAHeadWithoutType() {
        faulty("Content-Length: 5\n\n", "a frame without Content-Type");
    }

    @Test
    void refusesAHeadWithoutEnd() {
        faulty("a: " + "x".repeat(64 * 1024), "the header lines of more than 65536 bytes");
    }

    @Test
    void refusesAHeadOverItsBoundThatEnds() {
        faulty("a: " + "x".repeat(64 * 1024) + "\n\n", "the header lines of more than 65536 bytes");
    }

    @Test
    void refusesAHeadThatDripsWithoutEnd() {
        EmbeddedChannel dripping = new EmbeddedChannel(new EslDecoder(told, EslLimits.INBOUND));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 70_000; i++) {
                        dripping.writeInbound(buffer(i % 2 == 0 ? "x" : "\n"));
                    }
                })
                .isInstanceOf(EslFormatException.class);
    }

    @Test
    void tellsAFaultOnceAndDiscardsWhatComes() {
        faulty("nonsense\n\n" + REPLY, "a header line without a colon");
        read(REPLY);
        read("more nonsense\n\n");
        assertThat(told.lines).isEmpty();
        assertThat(channel.isOpen()).as("closing is left to who hears of it").isTrue();
    }

    @Test
    void tellsNothingMoreOnceClosed() {
        Told closing = new Told();
        EmbeddedChannel[] closed = new EmbeddedChannel[1];
        EslListener listener = new Closing(closing, () -> closed[0].finish());
        closed[0] = new EmbeddedChannel(new EslDecoder(listener, EslLimits.INBOUND));
        ByteBuf three = buffer(REPLY + REPLY + api("a"));
        closed[0].writeInbound(three);
        assertThat(closing.lines).containsExactly("reply +OK");
        assertThat(three.refCnt()).isZero();
    }

    @Test
    void canBeRemovedInACall() {
        Told removing = new Told();
        EmbeddedChannel[] of = new EmbeddedChannel[1];
        of[0] = new EmbeddedChannel(
                new EslDecoder(new Closing(removing, () -> of[0].pipeline().removeFirst()), EslLimits.INBOUND));
        of[0].writeInbound(Unpooled.directBuffer().writeBytes(REPLY.getBytes(UTF_8)));
        assertThat(removing.lines).containsExactly("reply +OK");
    }

    @Test
    void tellsNothingTwiceWhenTheListenerThrows() {
        Told throwing = new Told();
        EmbeddedChannel of = new EmbeddedChannel(new EslDecoder(
                new Closing(throwing, () -> {
                    throw new IllegalStateException("a bug");
                }),
                EslLimits.INBOUND));
        assertThatThrownBy(() -> of.writeInbound(buffer(REPLY + REPLY))).hasMessage("a bug");
        of.writeInbound(buffer(REPLY));
        assertThat(throwing.lines).containsExactly("reply +OK");
    }

    @Test
    void tellsWhenAReadIsComplete() {
        read(REPLY);
        read(REPLY);
        assertThat(told.readsComplete).isEqualTo(2);
    }

    @Test
    void readsAGiantEventAndOthersBehindIt() {
        String giant = event("{\"a\":\"" + "x".repeat(3_000_000) + "\"}");
        String all = giant + event("{\"b\":\"c\"}") + giant + REPLY;
        for (int at = 0; at < all.length(); at += 65536) {
            channel.writeInbound(buffer(all.substring(at, Math.min(all.length(), at + 65536))));
        }
        assertThat(told.events).hasSize(3);
        assertThat(told.events.get(1)).isEqualTo("{\"b\":\"c\"}");
        assertThat(told.lines).last().isEqualTo("reply +OK");
    }

    private void read(String text) {
        channel.writeInbound(buffer(text));
    }

    private void faulty(String text, String message) {
        ByteBuf bytes = buffer(text);
        assertThatThrownBy(() -> channel.writeInbound(bytes))
                .isInstanceOf(EslFormatException.class)
                .hasMessageStartingWith(message);
        assertThat(bytes.refCnt()).isZero();
        assertThat(told.lines).isEmpty();
    }

    private static String event(String body) {
        return "Content-Length: " + body.length() + "\nContent-Type: text/event-json\n\n" + body;
    }

    private static String api(String body) {
        return "Content-Type: api/response\nContent-Length: " + body.getBytes(UTF_8).length + "\n\n" + body;
    }

    private static ByteBuf buffer(String text) {
        boolean wide = text.chars().anyMatch(c -> c > 255);
        return Unpooled.copiedBuffer(text, wide || text.contains("ü") ? UTF_8 : ISO_8859_1);
    }

    /** Does something at the first reply. */
    private record Closing(Told told, Runnable atReply) implements EslListener {
        @Override
        public void authRequested() {}

        @Override
        public void reply(EslReply reply) {
            told.reply(reply);
            atReply.run();
        }

        @Override
        public void apiBody(byte[] bytes, int offset, int length, boolean last) {
            told.apiBody(bytes, offset, length, last);
        }

        @Override
        public void event(EventHeaders headers) {}

        @Override
        public void unreadableEvent(EslFormatException fault) {}

        @Override
        public void disconnectNotice(String disposition, String text) {}

        @Override
        public void rejected(String text) {}

        @Override
        public void readComplete() {}
    }
}
