package dev.switchbook.common.config;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.reload.UnusableFileException;
import dev.switchbook.common.testing.MountedSecret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTest {
    private record Login(Live<String> user, Live<Secret> password) {}

    private MountedSecret mounted;
    private TestConfig config;
    private int changes;

    @BeforeEach
    void mount(@TempDir Path directory) {
        config = new TestConfig(directory).with("USER", "alice");
        mounted = new MountedSecret(directory);
        mounted.swap(Map.of("user", "alice\n", "password", "hunter2\n"));
    }

    private Reading<Login> read(String user, String password) {
        String json = "{\"redis\": {\"user\": \"" + user + "\", \"password\": \"" + password + "\"}}";
        return config.read(
                json,
                BlockName.REDIS,
                block -> new Login(
                        block.liveString("user", ""),
                        block.requiredLiveSecret(
                                "password", value -> value.reveal().contains(" ") ? "must not hold a space" : null)));
    }

    private LiveValues values(Login login) {
        return new LiveValues("test", List.of(login.user(), login.password()), () -> changes++);
    }

    @Test
    void followsTheFilesOfAMountedSecretTogether() throws UnusableFileException {
        Login login = sound(read("${file:user}", "<${file:password}>"));
        LiveValues values = values(login);
        assertThat(values.read()).isEqualTo(values.inUse());

        mounted.swap(Map.of("user", "bob\n", "password", "correct-horse\n"));
        var seen = values.read();
        assertThat(seen).isNotEqualTo(values.inUse());
        assertThat(login.user().get()).isEqualTo("alice");
        values.take(seen);

        assertThat(login.user().get()).isEqualTo("bob");
        assertThat(login.password().get()).isEqualTo(Secret.of("<correct-horse>"));
        assertThat(values.read()).isEqualTo(values.inUse());
        assertThat(changes).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "hunter2 and a space"})
    void refusesWhatTheValueMustNotBeAndNamesTheFileAlone(String content) {
        Login login = sound(read("alice", "${file:password}"));
        mounted.swap(Map.of("password", content));
        assertThatThrownBy(() -> values(login).read())
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("redis.password")
                .hasMessageContaining("file password")
                .hasMessageNotContaining("hunter2");
        assertThat(login.password().get()).isEqualTo(Secret.of("hunter2"));
    }

    @Test
    void takesAnEmptyFileForWhatWasEmptyAlready() throws UnusableFileException {
        mounted.swap(Map.of("user", "", "password", "hunter2"));
        Login login = sound(read("${file:user}", "${file:password}"));
        LiveValues values = values(login);
        mounted.swap(Map.of("user", "\n", "password", "correct-horse"));
        values.take(values.read());
        assertThat(login.user().get()).isEmpty();
        assertThat(login.password().get()).isEqualTo(Secret.of("correct-horse"));

        mounted.swap(Map.of("user", "bob", "password", "correct-horse"));
        values.take(values.read());
        mounted.swap(Map.of("user", "", "password", "correct-horse"));
        assertThatThrownBy(values::read).isInstanceOf(UnusableFileException.class);
    }

    @Test
    void refusesAFileThatIsGone() {
        Login login = sound(read("alice", "${file:password}"));
        mounted.swap(Map.of("user", "alice"));
        assertThatThrownBy(() -> values(login).read())
                .hasMessage("redis.password: file password cannot be read: no such file");
    }

    @Test
    void followsNothingWithoutAFile() {
        assertThat(values(sound(read("${USER}", "hunter2"))).follows()).isFalse();
        assertThat(values(sound(read("${USER}", "${file:password}"))).follows()).isTrue();
    }

    @Test
    void holdsToItsRuleAtTheStartToo() {
        assertThat(problems(read("x", "a b"))).containsExactly("cti.json:1: redis.password: must not hold a space");
        assertThat(problems(read("x", ""))).hasSize(1);
    }

    @Test
    void showsNoSecret() {
        assertThat(sound(read("alice", "${file:password}")).toString())
                .contains("alice")
                .doesNotContain("hunter2");
    }
}
