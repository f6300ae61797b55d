package dev.switchbook.loadtest.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

    @Test
    void hasAPasswordOfItsOwnForEach() {
        Set<String> passwords = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            passwords.add(Extensions.password(i));
        }
        assertThat(passwords).hasSize(10_000).allMatch(password -> password.matches("[0-9a-v]{16}"));
    }

    @Test
    void writesNamesAsItSaysThem() {
        byte[] name = new byte[Extensions.DIGITS];
        Extensions.name(23_456, name, 0);
        assertThat(new String(name, StandardCharsets.US_ASCII))
                .isEqualTo(Extensions.name(23_456))
                .isEqualTo("123456");
    }

    @Test
    void givesOneInTwentyAnAlias() {
        assertThat(Extensions.record(40)).contains("\"number-alias\":\"8100040\"");
        assertThat(Extensions.record(41)).doesNotContain("number-alias");
    }

    @Test
    void hasAPasswordAndAnAliasOfEachVersion() {
        assertThat(Extensions.record(40, 0, Extensions.ALIAS)).isEqualTo(Extensions.record(40));
        assertThat(Extensions.record(40, 1, 9))
                .contains("\"number-alias\":\"9100040\"")
                .doesNotContain(Extensions.password(40));
        assertThat(Extensions.record(40, 2, Extensions.NO_ALIAS)).doesNotContain("number-alias");
    }

    @Test
    void writesCommandsInResp() {
        assertThat(new String(RedisFill.hset("k", "f", "va"), StandardCharsets.US_ASCII))
                .isEqualTo("*4\r\n$4\r\nHSET\r\n$1\r\nk\r\n$1\r\nf\r\n$2\r\nva\r\n");
    }
}
