package dev.switchbook.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintsTest {
    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 2"})
    void countsEdits(String a, String b, int edits) {
        assertThat(Hints.distance(a, b)).isEqualTo(edits);
    }

    @Test
    void saysNothingWhereNoKeyIsKnown() {
        assertThat(Hints.nearest("x", List.of())).isEmpty();
    }

    @Test
    void namesTheNearestKey() {
        assertThat(Hints.nearest("pasword", List.of("username", "password"))).isEqualTo(", did you mean \"password\"?");
    }
}
