package dev.switchbook.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.loadtest.client.AnswerReader.BadAnswerException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\ncontent-LENGTH: 5\r\nServer: x\r\n\r\nhello";

    private final AnswerReader reader = new AnswerReader();

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private String body() {
        return new String(
                reader.bytes(), reader.bodyFrom(), reader.bodyTo() - reader.bodyFrom(), StandardCharsets.US_ASCII);
    }

    @Test
    void readsAnAnswerThatIsSplitAnywhere() {
        for (int split = 1; split < ANSWER.length(); split++) {
            reader.reset();
            assertThat(reader.add(bytes(ANSWER.substring(0, split)))).isFalse();
            assertThat(reader.add(bytes(ANSWER.substring(split)))).isTrue();
            assertThat(reader.status()).isEqualTo(200);
            assertThat(body()).isEqualTo("hello");
        }
    }

    @Test
    void readsAnAnswerThatIsLongerThanItsBuffer() {
        String body = "x".repeat(100_000);
        assertThat(reader.add(bytes("HTTP/1.1 503 No\r\nContent-Length: 100000\r\n\r\n" + body)))
                .isTrue();
        assertThat(reader.status()).isEqualTo(503);
        assertThat(body()).isEqualTo(body);
    }

    @Test
    void takesNoMoreBytesThanAnnounced() {
        ByteBuf tooMany = bytes(ANSWER + "!");
        assertThatThrownBy(() -> reader.add(tooMany)).isInstanceOf(BadAnswerException.class);
    }

    @Test
    void takesNoAnswerWithoutALength() {
        ByteBuf chunked = bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        assertThatThrownBy(() -> reader.add(chunked)).isInstanceOf(BadAnswerException.class);
    }
}
