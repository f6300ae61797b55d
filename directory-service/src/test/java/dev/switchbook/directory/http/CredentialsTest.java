package dev.switchbook.directory.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.Secret;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {

    private final Credentials credentials = of("fs", "se:cret@%41", "new", "pässword");

    @Test
    void severalAreAdmittedSoThatAPasswordCanBeRotated() {
        assertThat(credentials.admit("Basic " + base64("fs:se:cret@%41"))).isTrue();
        assertThat(credentials.admit("Basic " + base64("new:pässword"))).isTrue();
        assertThat(of("fs", "new").admit("Basic " + base64("fs:old"))).isFalse();
        assertThat(of("fs", "old", "fs", "new").admit("Basic " + base64("fs:old")))
                .isTrue();
        assertThat(of("fs", "old", "fs", "new").admit("Basic " + base64("fs:new")))
                .isTrue();
    }

    @Test
    void theRecordedHeaderIsAdmitted() {
        assertThat(credentials.admit("Basic ZnM6c2U6Y3JldEAlNDE=")).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "fs:",
                "fs",
                ":se:cret@%41",
                "se:cret@%41",
                "fs:se:cret@%41 ",
                " fs:se:cret@%41",
                "FS:se:cret@%41",
                "fs:pässword",
                "new:se:cret@%41",
                "fs:se:cret@%4",
                "fs:se:cret@%411",
                "",
                ":",
                "fs:se:cret@A",
                "new:pässword\n"
            })
    void anybodyElseIsNot(String given) {
        assertThat(credentials.admit("Basic " + base64(given))).isFalse();
    }

    @ParameterizedTest(name = "[{0}]")
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic ",
                "Basic  ",
                "BasicZnM6c2U6Y3JldEAlNDE=",
                "Bearer ZnM6c2U6Y3JldEAlNDE=",
                "Digest username=x",
                "Basic !!!",
                "Basic ZnM6c2U6Y3JldEAlNDE",
                "Basic ZnM6c2U6Y3JldEAlNDE==",
                "Basic ZnM6=c2U6",
                "Basic \u00e4",
                "ZnM6c2U6Y3JldEAlNDE=",
                "Basic ZnM6c2U6 Y3JldEAlNDE=",
                " Basic ZnM6c2U6Y3JldEAlNDE=",
                "fs:se:cret@%41"
            })
    void whatIsNoBasicHeaderIsNotAdmittedAndNeverThrows(@Nullable String header) {
        boolean unpadded = "Basic ZnM6c2U6Y3JldEAlNDE".equals(header); // Java's decoder takes it, and rightly
        assertThat(credentials.admit(header)).isEqualTo(unpadded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "BASIC", "bAsIc"})
    void theSchemeIsReadInAnyCase(String scheme) {
        assertThat(credentials.admit(scheme + " ZnM6c2U6Y3JldEAlNDE=")).isTrue();
    }

    @Test
    void blanksAroundTheCredentialsDoNotMatter() {
        assertThat(credentials.admit("Basic   ZnM6c2U6Y3JldEAlNDE=  ")).isTrue();
    }

    @Test
    void aHeaderOfAnyLengthIsRead() {
        assertThat(credentials.admit("Basic " + "A".repeat(1_000_000))).isFalse();
    }

    @Test
    void withoutCredentialsEverybodyIsAdmitted() {
        Credentials open = of();
        assertThat(open.isOpen()).isTrue();
        assertThat(open.admit(null)).isTrue();
        assertThat(open.admit("Basic !!!")).isTrue();
        assertThat(credentials.isOpen()).isFalse();
    }

    @Test
    void showsNothing() {
        assertThat(credentials).hasToString("Credentials[2]");
        assertThat(new Credentials.Credential("fs", Secret.of("se:cret")).toString())
                .doesNotContain("se:cret");
    }

    private static Credentials of(String... namesAndPasswords) {
        ArrayList<Credentials.Credential> list = new ArrayList<>();
        for (int i = 0; i < namesAndPasswords.length; i += 2) {
            list.add(new Credentials.Credential(namesAndPasswords[i], Secret.of(namesAndPasswords[i + 1])));
        }
        return Credentials.of(List.copyOf(list));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
