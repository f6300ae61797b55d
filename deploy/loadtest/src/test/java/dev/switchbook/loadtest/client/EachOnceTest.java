package dev.switchbook.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.loadtest.extensions.Extensions;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EachOnceTest {

    private final EachOnce each = new EachOnce(RequestTemplate.of("h", "/directory", null), 5);

    private void answer(int question, int status) {
        String body = "<user id=\"" + Extensions.name(question) + "\"><param name=\"password\" value=\""
                + Extensions.password(question) + "\"/>";
        AnswerReader reader = new AnswerReader();
        reader.add(Unpooled.copiedBuffer(
                "HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length() + "\r\n\r\n" + body,
                StandardCharsets.US_ASCII));
        each.fault(question, 0, reader);
    }

    @Test
    void asksAgainForThoseThatGotNoAnswer() throws InterruptedException {
        Set<Integer> asked = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            int question = each.next();
            asked.add(question);
            answer(question, question == 3 ? 503 : 200);
        }
        assertThat(asked).containsExactly(0, 1, 2, 3, 4);
        assertThat(each.await(0)).isEqualTo(1);
        assertThat(each.next()).isEqualTo(3);
        answer(3, 200);
        answer(3, 200);
        assertThat(each.await(0)).isZero();
    }
}
