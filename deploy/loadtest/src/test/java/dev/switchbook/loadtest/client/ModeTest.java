package dev.switchbook.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.loadtest.client.Load.Mode;
import org.junit.jupiter.api.Test;

class ModeTest {

    @Test
    void isFoundByItsTitle() {
        for (Mode mode : Mode.values()) {
            assertThat(Mode.of(mode.title())).isEqualTo(mode);
        }
        assertThatThrownBy(() -> Mode.of("plain")).isInstanceOf(IllegalArgumentException.class);
    }
}
