package dev.switchbook.recorder.esl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Text is written as ISO 8859-1 here, so that a character is a byte. */
class EventHeadersTest {
    private static final HeaderName A = HeaderName.of("A");

    private final EventHeaders headers = new EventHeaders();

    @Test
    void findsAHeaderInAnyCase() {
        json("{\"Event-Name\":\"HEARTBEAT\",\"a\":\"1\"}");
        assertThat(headers.get(HeaderName.of("event-NAME"))).isEqualTo("HEARTBEAT");
        assertThat(headers.get(A)).isEqualTo("1");
        assertThat(headers.get(HeaderName.of("b"))).isNull();
        assertThat(headers.json(HeaderName.of("b"))).isNull();
        assertThat(headers.is(HeaderName.of("b"), "")).isFalse();
        assertThat(A).hasToString("A");
    }

    @Test
    void ofANameThatRepeatsTheFirstCounts() {
        json("{\"a\":\"1\",\"A\":\"2\",\"a\":\"3\"}");
        assertThat(headers.get(A)).isEqualTo("1");
        assertThat(headers.size()).isEqualTo(2);
        assertThat(whole()).isEqualTo("{\"a\":\"1\",\"A\":\"2\"}");
    }

    @Test
    void aNameThatRepeatsInAnotherSpellingIsWrittenOnce() {
        json("{\"a\\u0062\":\"1\",\"ab\":\"2\",\"x\u00ff\":\"3\",\"x\u00fe\":\"4\"}");
        assertThat(headers.get(HeaderName.of("AB"))).isEqualTo("1");
        assertThat(whole()).isEqualTo("{\"ab\":\"1\",\"x\ufffd\":\"3\"}");
    }

    @Test
    void aListHasItsFirstElementForAValue() {
        json("{\"a\":[\"x\",\"y\"],\"b\":[],\"c\":[\"12\"]}");
        assertThat(headers.get(A)).isEqualTo("x");
        assertThat(headers.is(A, "x")).isTrue();
        assertThat(headers.get(HeaderName.of("b"))).isEmpty();
        assertThat(headers.number(HeaderName.of("c"), -1)).isEqualTo(12);
        assertThat(value()).isEqualTo("[\"x\",\"y\"]");
        assertThat(whole()).isEqualTo("{\"a\":[\"x\",\"y\"],\"b\":[],\"c\":[\"12\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a\\\"b\\\\c\\/d~a\"b\\c/d",
                "\\u00e4\\ud83d\\ude00~ä😀",
                "x\\ud83dy~x\ufffdy",
                "x\\ude00~x\ufffd",
                "\\ud83d\\ud83d\\ude00~\ufffd😀",
                "a\\qb~a\\qb",
                "a\\u12~a\\u12",
                "a\\u12g4~a\\u12g4",
                "\u00c3\u00a4~ä",
                "a\u00ffb~a\ufffdb",
                "\u00ed\u00a0\u0080~\ufffd",
                "\u00c0\u00af~\ufffd\ufffd",
                "\u00f0\u009f~\ufffd",
                "\u00ff\\t~\ufffd\t",
            })
    void aValueIsValidWhateverCame(String raw, String means) throws IOException {
        json("{\"a\":\"" + raw + "\",\"l\":[\"" + raw + "\"]}");
        assertThat(headers.get(A)).isEqualTo(means);
        assertThat(headers.get(HeaderName.of("l"))).isEqualTo(means);
        assertThat(CapturedEventsTest.STRICT.readTree(headers.json(A)).asText()).isEqualTo(means);
        assertThat(CapturedEventsTest.STRICT
                        .readTree(headers.toJson())
                        .path("l")
                        .path(0)
                        .asText())
                .isEqualTo(means);
    }

    @Test
    void rawControlCharactersAreEscaped() {
        json("{\"a\":\"x\n\r\t\u0001\u001fy\u007f\"}");
        assertThat(headers.get(A)).isEqualTo("x\n\r\t\u0001\u001fy\u007f");
        assertThat(value()).isEqualTo("\"x\\n\\r\\t\\u0001\\u001fy\u007f\"");
        assertThat(whole()).isEqualTo("{\"a\":\"x\\n\\r\\t\\u0001\\u001fy\u007f\"}");
    }

    @Test
    void aCleanEventIsCopied() {
        String clean = "{\"a\":\"\\u00e4\\/\",\"b\":[\"\\n\",\"\u00c3\u00a4\"],\"\":\"\"}";
        json(clean);
        assertThat(new String(headers.toJson(), ISO_8859_1)).isEqualTo(clean);
    }

    @Test
    void anEventIsWrittenInOneLine() {
        json(" \n{ \"a\" :\t\"1\" ,\r\n\"b\" : [ \"2\" , \"3\" ] } \n");
        assertThat(whole()).isEqualTo("{\"a\":\"1\",\"b\":[\"2\",\"3\"]}");
    }

    @Test
    void takesValuesThatAreNoStrings() {
        json("{\"a\":-1.5e3,\"b\":true,\"c\":null,\"d\":{\"x\":[\"}\"]},\"e\":[1,null,[2],\"3\"],\"f\":\"g\"}");
        assertThat(headers.get(A)).isEqualTo("-1.5e3");
        assertThat(whole()).isEqualTo("{\"a\":\"-1.5e3\",\"b\":\"true\",\"e\":[\"1\",\"3\"],\"f\":\"g\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-5,-5",
        "1795362009018975,1795362009018975",
        "999999999999999999,999999999999999999",
        "1000000000000000000,7",
        "'',7",
        "-,7",
        "1.5,7",
        "+1,7",
        "' 1',7",
        "1x,7",
        "--1,7"
    })
    void readsNumbers(String text, long number) {
        json("{\"a\":\"" + text + "\"}");
        assertThat(headers.number(A, 7)).isEqualTo(number);
        assertThat(headers.number(HeaderName.of("b"), 7)).isEqualTo(7);
        json("{\"a\":\"\\u0034\"}");
        assertThat(headers.number(A, 7)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"",
                "{\"a",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":\"",
                "{\"a\":\"b",
                "{\"a\":\"b\\",
                "{\"a\":\"b\\\"",
                "{\"a\":\"b\"",
                "{\"a\":\"b\",",
                "{\"a\":\"b\",}",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":[",
                "{\"a\":[\"b\"",
                "{\"a\":[\"b\",]}",
                "{\"a\":[,]}",
                "{\"a\":[\"b\" \"c\"]}",
                "{\"a\":{",
                "{\"a\":\"b\"}{}",
                "[]",
                "\"a\"",
                "{\"a\":x y}",
                "{\"a\":]}",
                "{'a':'b'}",
                "{\"a\"=\"b\"}"
            })
    void refusesWhatIsNoObject(String text) {
        assertThatThrownBy(() -> json(text))
                .isInstanceOf(EslFormatException.class)
                .hasMessageContaining(" at byte ");
        assertThat(headers.size()).as("nothing of it is left").isZero();
    }

    @Test
    void saysWhereAndShowsNoValue() {
        assertThatThrownBy(() -> json("{\"password\":\"hunter2\" \"x\"}")).hasMessage("event: no , at byte 22");
    }

    @Test
    void holdsManyHeadersAndRefusesTooMany() {
        json(numbered(4096));
        assertThat(headers.size()).isEqualTo(4096);
        for (int i = 0; i < 4096; i += 61) {
            assertThat(headers.number(HeaderName.of("HEADER-" + i), -1)).isEqualTo(i);
        }
        assertThatThrownBy(() -> json(numbered(4097))).hasMessageStartingWith("event: more than 4096 headers at byte ");
    }

    @Test
    void isFilledAgainManyTimes() {
        for (int round = 0; round < 600_000; round++) {
            String name = "n" + round % 7;
            byte[] event = ("{\"" + name + "\":\"" + round + "\"}").getBytes(UTF_8);
            headers.readJson(event, 0, event.length);
            if (headers.size() != 1 || headers.number(HeaderName.of(name), -1) != round) {
                assertThat(round).as("the round in which it failed").isNegative();
            }
        }
    }

    @Test
    void namesOfEachLengthAreFound() {
        for (int length = 0; length < 40; length++) {
            String name = "xY".repeat(20).substring(0, length);
            json("{\"" + name + "\":\"1\",\"" + name + "z\":\"2\"}");
            assertThat(headers.get(HeaderName.of(name.toUpperCase(java.util.Locale.ROOT))))
                    .isEqualTo("1");
            assertThat(headers.get(HeaderName.of(name + "Z"))).isEqualTo("2");
        }
    }

    @Test
    void readsThePlainForm() {
        plain("Event-Name: HEARTBEAT\nA: a%20b%3A+%0A%22\nEmpty: _undef_\nBad: 100%25%zz%4\nNone: \nU: %C3%A4%FF\n\n");
        assertThat(headers.get(A)).isEqualTo("a b:+\n\"");
        assertThat(headers.is(A, "a b:+\n\"")).isTrue();
        assertThat(headers.get(HeaderName.of("Empty"))).isEmpty();
        assertThat(headers.get(HeaderName.of("Bad"))).isEqualTo("100%%zz%4");
        assertThat(headers.get(HeaderName.of("None"))).isEmpty();
        assertThat(headers.get(HeaderName.of("U"))).isEqualTo("ä\ufffd");
        assertThat(whole())
                .isEqualTo("{\"Event-Name\":\"HEARTBEAT\",\"A\":\"a b:+\\n\\\"\",\"Empty\":\"\",\"Bad\":\"100%%zz%4\","
                        + "\"None\":\"\",\"U\":\"ä\ufffd\"}");
    }

    @Test
    void readsListsAndTheInnerBodyOfThePlainForm() {
        plain("A: ARRAY%3A%3Ax%7C%3Ay%22%7C%3A\nB: ARRAY::\nContent-Length: 5\n\nx: 1\n");
        assertThat(headers.get(A)).isEqualTo("x");
        assertThat(value()).isEqualTo("[\"x\",\"y\\\"\",\"\"]");
        assertThat(headers.get(HeaderName.of("_body"))).isEqualTo("x: 1\n");
        assertThat(whole())
                .isEqualTo(
                        "{\"A\":[\"x\",\"y\\\"\",\"\"],\"B\":[\"\"],\"Content-Length\":\"5\",\"_body\":\"x: 1\\n\"}");
    }

    @Test
    void ofAPlainNameThatRepeatsTheFirstCounts() {
        plain("A: 1\r\nB: 2\r\nA: 3\r\nn\"\u00ff: 4\r\nn\"\u00fe: 5\r\nC: 6");
        assertThat(whole()).isEqualTo("{\"A\":\"1\",\"B\":\"2\",\"n\\\"\ufffd\":\"4\",\"C\":\"6\"}");
        assertThat(headers.get(HeaderName.of("N\"\ufffd"))).isEqualTo("4");
    }

    @Test
    void refusesALineWithoutColon() {
        assertThatThrownBy(() -> plain("A: 1\nnonsense\n\n")).hasMessage("event: no colon in the line at byte 5");
        assertThat(headers.size()).isZero();
    }

    @Test
    void refusesTooManyPlainHeaders() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i <= 4096; i++) {
            lines.append("h").append(i).append(": x\n");
        }
        assertThatThrownBy(() -> plain(lines.toString())).hasMessageStartingWith("event: more than 4096 headers");
    }

    @Test
    void givesAllHeadersInOrder() {
        json("{\"b\":\"1\",\"a\":[\"2\",\"3\"],\"c\":\"\\n\"}");
        Map<String, String> all = new LinkedHashMap<>();
        headers.forEach(all::put);
        assertThat(all).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"), Map.entry("c", "\n"));
    }

    private static String numbered(int count) {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ",")
                    .append("\"header-")
                    .append(i)
                    .append("\":\"")
                    .append(i)
                    .append('"');
        }
        return text.append('}').toString();
    }

    private void json(String text) {
        byte[] bytes = ("##" + text + "##").getBytes(ISO_8859_1);
        headers.readJson(bytes, 2, bytes.length - 4);
    }

    private void plain(String text) {
        byte[] bytes = ("##" + text + "##").getBytes(ISO_8859_1);
        headers.readPlain(bytes, 2, bytes.length - 4);
    }

    private String value() {
        return new String(headers.json(A), UTF_8);
    }

    private String whole() {
        return new String(headers.toJson(), UTF_8);
    }
}
