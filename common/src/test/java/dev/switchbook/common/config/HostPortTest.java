package dev.switchbook.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "[::1]:0, ::1, 0",
        "freeswitch-esl.default.svc:8021, freeswitch-esl.default.svc, 8021",
        "fs_1:65535, fs_1, 65535",
    })
    void readsAndPrintsTheSameText(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":8080",
                "8080",
                "host",
                "host:",
                "host:65536",
                "host:-1",
                "host:8o8o",
                "::1:8080",
                "[::1]",
                "[127.0.0.1]:1",
                "[]:1",
                "300.1.1.1:1",
                "127.1:80",
                "1.2.3:80",
                "a b:1",
                "http://host:80",
                "-a:1",
                "[::1:8080",
                "host:000080"
            })
    void refusesEverythingElse(String text) {
        assertThat(HostPort.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "localhost", "LocalHost"
            })
    void knowsLoopback(String host) {
        assertThat(new HostPort(host, 0).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "128.0.0.1",
                "localhost.example.org",
                "127.0.0.1.nip.io",
                "example.org"
            })
    void takesNoOtherHostForLoopback(String host) {
        assertThat(new HostPort(host, 0).isLoopback()).isFalse();
    }

    @Test
    void portIsInRange() {
        assertThatThrownBy(() -> new HostPort("h", 65536)).isInstanceOf(IllegalArgumentException.class);
    }
}
