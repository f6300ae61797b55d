package dev.switchbook.common.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {
    @Test
    void harmlessTextIsReturnedAsItIs() {
        String text = "Müller <121@example.org> ☎ \\ \"x\"";

        assertThat(OneLine.of(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({"0a,\\n", "0d,\\r", "09,\\t", "00,\\u0000", "1b,\\u001b", "7f,\\u007f", "85,\\u0085", "9b,\\u009b"})
    void controlCharactersAreSpelledOut(String hex, String shown) {
        assertThat(OneLine.of("a" + (char) Integer.parseInt(hex, 16) + "b")).isEqualTo("a" + shown + "b");
    }

    @ParameterizedTest
    @CsvSource({"2028", "2029", "202e", "2066", "2069"})
    void lineSeparatorsAndDirectionOverridesAreSpelledOut(String hex) {
        assertThat(OneLine.of("" + (char) Integer.parseInt(hex, 16))).isEqualTo("\\u" + hex);
    }
}
