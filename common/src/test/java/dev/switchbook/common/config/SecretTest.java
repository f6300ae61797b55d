package dev.switchbook.common.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {
    @Test
    void matchesItsOwnBytesOnly() {
        Secret secret = Secret.of("pässword");
        assertThat(secret.matches("pässword".getBytes(UTF_8))).isTrue();
        assertThat(secret.matches("pässwort".getBytes(UTF_8))).isFalse();
        assertThat(secret.matches("pässwor".getBytes(UTF_8))).isFalse();
        assertThat(secret.matches(new byte[0])).isFalse();
    }

    @Test
    void emptySecretMatchesNothing() {
        assertThat(Secret.of("").isEmpty()).isTrue();
        assertThat(Secret.EMPTY.matches(new byte[0])).isFalse();
    }

    @Test
    void isMaskedInPrint() {
        record Holder(Secret password) {}
        assertThat(new Holder(Secret.of("hunter2"))).hasToString("Holder[password=***]");
    }

    @Test
    void equalsByContent() {
        assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
        assertThat(Secret.of("a")).isNotEqualTo(Secret.of("b"));
    }
}
