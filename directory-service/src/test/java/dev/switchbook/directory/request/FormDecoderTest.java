package dev.switchbook.directory.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormDecoderTest {

    @ParameterizedTest(name = "[{0}] is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a=b|a:b",
                "a=b&c=d|a:b c:d",
                "a=1&a=2|a:1 a:2",
                "a=|a:",
                "a|a:",
                "=|:",
                "=b|:b",
                "&&a=b&&c=d&|a:b c:d",
                "a=b=c|a:b=c",
                "a==|a:=",
                "a=%41%7a|a:Az",
                "a=%c3%a4|a:ä",
                "a=%C3%A4|a:ä",
                "a=%f0%9f%98%80|a:😀",
                "a=%26user%3D9|a:&user=9",
                "%61=b|a:b",
                "%75%73er=1|user:1",
                "a=%2541|a:%41",
            })
    void readsPairs(String form, String pairs) {
        assertThat(String.join(" ", decode(form.getBytes(UTF_8)))).isEqualTo(pairs);
    }

    @ParameterizedTest(name = "{0} stands for itself")
    @ValueSource(strings = {"%", "%4", "%%", "%zz", "%4z", "%z4", "100%", "%-1", "% 1", "%0x", "%\u0661\u0661"})
    void whatIsNoPercentEncodingStandsForItself(String text) {
        assertThat(decode(("a=" + text + "&b=c").getBytes(UTF_8))).containsExactly("a:" + text, "b:c");
    }

    @Test
    void aBrokenEncodingDoesNotSwallowTheNextPair() {
        assertThat(decode("a=%4&b=%&c=d".getBytes(UTF_8))).containsExactly("a:%4", "b:%", "c:d");
    }

    @Test
    void plusIsASpaceAndEncodedPlusIsAPlus() {
        assertThat(decode("a=+x+&b=%2b49".getBytes(UTF_8))).containsExactly("a: x ", "b:+49");
    }

    @Test
    void bytesThatAreNotUtf8BecomeReplacementCharacters() {
        assertThat(decode("a=%ff&b=%c3&c=%ed%a0%80x".getBytes(UTF_8)))
                .containsExactly("a:\uFFFD", "b:\uFFFD", "c:\uFFFDx");
        assertThat(decode("a=\u00ff\u00fe".getBytes(ISO_8859_1))).containsExactly("a:\uFFFD\uFFFD");
    }

    @Test
    void readsThePartThatItIsGiven() {
        byte[] bytes = "x=1&user=121&y=%4".getBytes(UTF_8);
        List<String> seen = new ArrayList<>();
        FormDecoder.decode(bytes, 4, 12, all(seen));
        assertThat(seen).containsExactly("user:121");
    }

    @Test
    void anEmptyPartHasNoPairs() {
        assertThat(decode(new byte[0])).isEmpty();
        assertThat(decode("&&&&".getBytes(UTF_8))).isEmpty();
    }

    @Test
    void whatNobodyWantsIsNotDecoded() {
        List<String> seen = new ArrayList<>();
        byte[] form = "a=1&b=2&a=3".getBytes(UTF_8);
        FormDecoder.decode(form, 0, form.length, new FormDecoder.Fields() {
            @Override
            public int indexOf(byte[] bytes, int from, int to) {
                return bytes[from] == 'a' ? 7 : -1;
            }

            @Override
            public void field(int index, String value) {
                seen.add(index + value);
            }
        });
        assertThat(seen).containsExactly("71", "73");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void givesBackWhatAnEncoderWrote(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            List<String> written = new ArrayList<>();
            StringBuilder form = new StringBuilder();
            for (int pair = random.nextInt(6); pair >= 0; pair--) {
                String name = text(random);
                String value = text(random);
                written.add(name + ':' + value);
                form.append(URLEncoder.encode(name, UTF_8))
                        .append('=')
                        .append(URLEncoder.encode(value, UTF_8))
                        .append('&');
            }
            assertThat(decode(form.toString().getBytes(UTF_8))).isEqualTo(written);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void neverThrows(long seed) {
        Random random = new Random(seed);
        String alphabet = "%%%&&==+0a9F\u0000\u00ff\u00c3ux";
        for (int round = 0; round < 20_000; round++) {
            byte[] form = new byte[random.nextInt(24)];
            for (int i = 0; i < form.length; i++) {
                form[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
            }
            List<String> seen = decode(form);
            int pairs = 0;
            for (String part : new String(form, ISO_8859_1).split("&", -1)) {
                pairs += part.isEmpty() ? 0 : 1;
            }
            assertThat(seen).hasSize(pairs);
        }
    }

    private static String text(Random random) {
        int[] nasty = {'&', '=', '%', '+', ' ', '4', '1', 'a', '\n', 0, 0xE4, 0x20AC, 0x1F600};
        StringBuilder text = new StringBuilder("n");
        for (int i = random.nextInt(8); i > 0; i--) {
            text.appendCodePoint(nasty[random.nextInt(nasty.length)]);
        }
        return text.toString();
    }

    private static List<String> decode(byte[] form) {
        List<String> seen = new ArrayList<>();
        FormDecoder.decode(form, 0, form.length, all(seen));
        return seen;
    }

    private static FormDecoder.Fields all(List<String> seen) {
        return new FormDecoder.Fields() {
            private String name = "";

            @Override
            public int indexOf(byte[] bytes, int from, int to) {
                name = new String(bytes, from, to - from, UTF_8);
                return 0;
            }

            @Override
            public void field(int index, String value) {
                seen.add(name + ':' + value);
            }
        };
    }
}
