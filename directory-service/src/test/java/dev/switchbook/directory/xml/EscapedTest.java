package dev.switchbook.directory.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapedTest {

    @Test
    void everyAsciiCharacterButThoseSeenToBeHarmlessIsADecimalReference() {
        String harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._@:/+,";
        for (char c = 0; c < 128; c++) {
            String expected = harmless.indexOf(c) >= 0 ? String.valueOf(c) : "&#" + (int) c + ";";
            assertThat(escaped("x" + c + "y")).isEqualTo("x" + expected + "y");
        }
    }

    @Test
    void everyOtherCharacterIsUtf8() {
        for (int c = 128; c <= Character.MAX_CODE_POINT; c += c < 0x3000 ? 1 : 17) {
            if (c < 0xD800 || c > 0xDFFF) {
                String text = Character.toString(c);
                assertThat(new XmlOut(1).escaped(text).toBytes()).isEqualTo(text.getBytes(UTF_8));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"55357,?", "56832,?"})
    void halfACharacterIsAQuestionMark(int half, String written) {
        assertThat(escaped("a" + (char) half + "b")).isEqualTo("a" + written + "b");
        assertThat(escaped("a" + (char) half)).isEqualTo("a" + written);
        assertThat(escaped((char) 0xDE00 + "" + (char) 0xD83D)).isEqualTo("??");
    }

    @Test
    void growsAsItIsWritten() {
        String text = "\"ä😀x".repeat(10_000);
        assertThat(escaped(text)).isEqualTo("&#34;ä😀x".repeat(10_000));
    }

    @Test
    void forgetsWhatIsCut() {
        XmlOut out = new XmlOut(1).ascii("abc").raw("def".getBytes(UTF_8));
        out.cutTo(4);
        assertThat(out.length()).isEqualTo(4);
        assertThat(new String(out.ascii("x").toBytes(), UTF_8)).isEqualTo("abcdx");
        out.cutTo(99);
        assertThat(out.length()).isEqualTo(5);
    }

    private static String escaped(String text) {
        return new String(new XmlOut(1).escaped(text).toBytes(), UTF_8);
    }
}
