package dev.switchbook.recorder.stats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanTest {

    @Test
    void plainTextStays() {
        assertThat(Clean.text("Gerät/1.0 (日本) 📞")).isEqualTo("Gerät/1.0 (日本) 📞");
        assertThat(Clean.text(null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "10", "13", "27", "127", "133", "155", "8232", "8238", "55296", "56320", "65279"})
    void whatCouldForgeALineIsReplaced(int character) {
        assertThat(Clean.text("a" + (char) character + "b")).isEqualTo("a?b");
    }

    @Test
    void isCutBetweenCharacters() {
        assertThat(Clean.text("x".repeat(300))).hasSize(256);
        assertThat(Clean.text("日".repeat(300)).getBytes(UTF_8)).hasSize(255);
        assertThat(Clean.text("x" + "📞".repeat(100)).getBytes(UTF_8)).hasSize(253);
    }
}
