package dev.switchbook.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.loadtest.extensions.Extensions;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerCheckTest {

    private final AnswerCheck check = new AnswerCheck();

    private static String answer(int id, int password) {
        return "<document><user id=\"" + Extensions.name(id)
                + "\" number-alias=\"8\"><params>\n<param name=\"password\"" + " value=\""
                + Extensions.password(password) + "\"/>\n</params></user></document>";
    }

    private boolean isFor(int extension, String answer) {
        byte[] bytes = ("head" + answer).getBytes(StandardCharsets.US_ASCII);
        return check.isFor(extension, bytes, 4, bytes.length);
    }

    @Test
    void tellsTheVersionsOfAPasswordApart() {
        byte[] bytes = answer(4711, 4711).getBytes(StandardCharsets.US_ASCII);
        assertThat(check.isFor(4711, 0, bytes, 0, bytes.length)).isTrue();
        assertThat(check.isFor(4711, 1, bytes, 0, bytes.length)).isFalse();
    }

    @Test
    void takesTheRightUserWithTheRightPasswordAlone() {
        assertThat(isFor(4711, answer(4711, 4711))).isTrue();
        assertThat(isFor(4711, answer(4712, 4711))).isFalse();
        assertThat(isFor(4711, answer(4711, 4712))).isFalse();
        assertThat(isFor(4711, "<document/>")).isFalse();
        assertThat(isFor(4711, "")).isFalse();
    }
}
