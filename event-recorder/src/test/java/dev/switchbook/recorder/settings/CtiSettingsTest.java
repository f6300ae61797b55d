package dev.switchbook.recorder.settings;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static dev.switchbook.common.config.TestConfig.warnings;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.Secret;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.recorder.settings.RecorderSettings.Buffer;
import dev.switchbook.recorder.settings.RecorderSettings.Discover;
import dev.switchbook.recorder.settings.RecorderSettings.Outbound;
import dev.switchbook.recorder.settings.RecorderSettings.Revoke;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtiSettingsTest {
    private static final String NODE = "\"freeswitch\": [{\"address\": \"127.0.0.1:8021\", \"password\": \"hunter2\"}]";
    private static final String CLUSTER = "\"redis\": {\"uri\": [\"redis://127.0.0.1:7000\"]}, ";

    private TestConfig config;
    private Path home;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
        home = directory;
    }

    private static String example() throws IOException {
        try (InputStream in = requireNonNull(CtiSettingsTest.class.getResourceAsStream("example.jsonc"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Reading<CtiSettings> read(String json) {
        return config.read(json, CtiSettings.USES, CtiSettings::read);
    }

    private Reading<CtiSettings> read(String redis, String recorder, String gui) {
        return read("{" + redis + "\"recorder\": {" + NODE + recorder + "}, \"gui\": {" + gui + "}}");
    }

    @Test
    void fullExampleHasNoProblemWithoutTheDirectorysVariables() throws IOException {
        config.with("ESL_PASSWORD", "hunter2");
        CtiSettings settings = sound(read(example()));
        Secret password = Secret.of("hunter2");
        assertThat(settings.recorder())
                .isEqualTo(new RecorderSettings(
                        List.of(new EslPeer("fs1", new HostPort("127.0.0.1", 8021), "", password)),
                        new Discover(new HostPort("freeswitch-esl.default.svc", 8021), "", Live.fixed(password)),
                        new Outbound(new HostPort("127.0.0.1", 8084), List.of("127.0.0.1/32")),
                        true,
                        Revoke.DELETED,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        new Buffer(67_108_864, 1_073_741_824, home.resolve("spool")),
                        "cti_auth",
                        new HostPort("127.0.0.1", 9102)));
        assertThat(settings.gui().fields()).containsExactly("Caller-Destination-Number");
        assertThat(settings.gui().call().hash()).isEqualTo("calls");
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void fullExampleWithoutItsOwnVariableHasAProblemAtEachPlace() throws IOException {
        assertThat(problems(read(example())))
                .containsExactly(
                        "cti.json:18: recorder.freeswitch[0].password: environment variable ESL_PASSWORD is not set",
                        "cti.json:19: recorder.discover.password: environment variable ESL_PASSWORD is not set");
    }

    @Test
    void problemsOfAllBlocksComeAtOnceAndGuiWarns() {
        Reading<CtiSettings> reading = read(
                "\"redis\": {\"uri\": \"nowhere\"}, ",
                ", \"opps\": \"127.0.0.1:9102\"",
                "\"call\": {\"hsh\": \"c\", \"key\": \"\"}");
        assertThat(problems(reading)).hasSize(3);
        assertThat(warnings(reading))
                .containsExactly("cti.json:1: gui.call.hsh: warning: unknown key, did you mean \"hash\"?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cti_auth", "cti_<domain>", "<node>_auth"})
    void noSinkIsTheStreamOfFailedLogIns(String name) {
        assertThat(problems(read("", "", "\"registration\": {\"stream\": \"" + name + "\"}")))
                .contains("cti.json:1: gui.registration.stream: must not be, nor become, cti_auth: that is "
                        + "recorder.auth-stream");
    }

    @Test
    void aStreamOfFailedLogInsThatIsOffTakesNoName() {
        assertThat(problems(read("", ", \"auth-stream\": \"\"", "\"registration\": {\"stream\": \"cti_auth\"}")))
                .isEmpty();
    }

    @Test
    void onAClusterABlockIsInOneSlot() {
        assertThat(problems(read(CLUSTER, "", "\"call\": {\"hash\": \"calls\", \"list\": \"calls-list\"}")))
                .containsExactly(
                        "cti.json:1: gui.call.list: must be in one slot of the Redis Cluster with \"calls\", as "
                                + "\"{calls}:list\" is");
        assertThat(problems(read(CLUSTER, "", "\"call\": {\"hash\": \"\", \"stream\": \"s\"}")))
                .singleElement()
                .asString()
                .endsWith("with \"cti_calls\", as \"{cti_calls}:stream\" is");
        assertThat(problems(read("", "", "\"call\": {\"hash\": \"calls\", \"list\": \"calls-list\"}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hash\": \"calls\", \"list\": \"{calls}:list\", \"stream\": \"{calls}:stream\", \"channel\": \"c\"",
                "\"hash\": \"calls@<domain>\", \"list\": \"{calls@<domain>}:list\"",
                "\"hash\": \"{x}calls@<domain>\", \"list\": \"list{x}\", \"stream\": \"{x}\"",
                "\"hash\": \"{x}:calls\", \"list\": \"{x}:l\", \"stream\": \"x{x}\"",
                "\"hash\": \"calls-<node>\", \"list\": \"{calls-<node>}:list\"",
                "\"hash\": \"\", \"list\": \"{cti_calls}:list\""
            })
    void keysOfOneTagShareASlot(String call) {
        assertThat(problems(read(CLUSTER, "", "\"call\": {" + call + "}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hash\": \"calls@<domain>\", \"list\": \"{calls}:list\"",
                "\"hash\": \"calls@<domain>\", \"list\": \"{calls@<node>}:list\"",
                "\"hash\": \"{x}calls\", \"list\": \"{calls}:list\"",
                "\"hash\": \"{}calls\"",
                "\"hash\": \"a}b\""
            })
    void keysOfDifferentTagsDoNot(String call) {
        assertThat(problems(read(CLUSTER, "", "\"call\": {" + call + "}"))).hasSize(1);
    }
}
