package dev.switchbook.common.config;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.CtiConfig.Reading;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsSettingsTest {
    private TestConfig config;

    @BeforeEach
    void files(@TempDir Path directory) {
        config = new TestConfig(directory);
        config.file("c.pem", "");
        config.file("k.pem", "");
    }

    private Reading<TlsSettings> tls(String block) {
        return config.read(
                "{\"directory\": {\"tls\": " + block + "}}",
                BlockName.DIRECTORY,
                directory -> TlsSettings.read(directory.block("tls")));
    }

    @Test
    void emptyNamesSwitchTlsOff() {
        var read = tls("{\"certificate\": \"\", \"private-key\": \"\", \"client-ca\": \"\"}");
        assertThat(sound(read)).isEqualTo(TlsSettings.OFF);
        assertThat(sound(read).enabled()).isFalse();
    }

    @Test
    void takesReadableFiles() {
        TlsSettings tls =
                sound(tls("{\"certificate\": \"c.pem\", \"private-key\": \"k.pem\", \"client-ca\": \"c.pem\"}"));
        assertThat(tls.enabled()).isTrue();
        assertThat(tls.privateKey()).hasFileName("k.pem").exists();
        assertThat(tls.clientCa()).hasFileName("c.pem").exists();
    }

    @Test
    void certificateAndKeyGoTogether() {
        assertThat(problems(tls("{\"certificate\": \"c.pem\"}")))
                .containsExactly("cti.json:1: directory.tls.certificate: needs a private-key");
        assertThat(problems(tls("{\"private-key\": \"k.pem\"}")))
                .containsExactly("cti.json:1: directory.tls.private-key: needs a certificate");
    }

    @Test
    void clientCaNeedsACertificate() {
        assertThat(problems(tls("{\"client-ca\": \"c.pem\"}")))
                .containsExactly("cti.json:1: directory.tls.client-ca: needs a certificate");
    }

    @Test
    void missingFileIsOneProblem() {
        assertThat(problems(tls("{\"certificate\": \"none.pem\", \"private-key\": \"k.pem\"}")))
                .containsExactly("cti.json:1: directory.tls.certificate: no such file: \"none.pem\"");
        assertThat(problems(tls("{\"certificate\": \"${NONE}\", \"private-key\": \"k.pem\"}")))
                .containsExactly("cti.json:1: directory.tls.certificate: environment variable NONE is not set");
    }
}
