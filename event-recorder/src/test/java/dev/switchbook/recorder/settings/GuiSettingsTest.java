package dev.switchbook.recorder.settings;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static dev.switchbook.common.config.TestConfig.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.TestConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuiSettingsTest {
    private TestConfig config;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
    }

    private Reading<GuiSettings> gui(String members) {
        return config.read("{\"gui\": {" + members + "}}", BlockName.GUI, GuiSettings::read);
    }

    private Reading<GuiSettings> call(String members) {
        return gui("\"call\": {" + members + "}");
    }

    @Test
    void defaultsAreThoseOfTheContract() {
        assertThat(sound(gui("")))
                .isEqualTo(new GuiSettings(
                        new SinkSettings("registrations", "", "", "", "<user>", 100_000, 100_000),
                        new SinkSettings("calls", "", "", "", "<user>", 100_000, 100_000),
                        List.of(
                                "Caller-Destination-Number",
                                "Caller-Caller-ID-Number",
                                "Caller-Callee-ID-Number",
                                "Caller-Profile-Created-Time",
                                "Caller-Channel-Progress-Time",
                                "Caller-Channel-Progress-Media-Time",
                                "Caller-Channel-Answered-Time",
                                "Caller-Channel-Hangup-Time",
                                "Answer-State",
                                "variable_signal_bond"),
                        false));
    }

    @Test
    void takesAllSinksWithPlaceholders() {
        GuiSettings settings = sound(gui("""
                "registration": {"hash": "", "channel": "regs", "list": "", "stream": ""},
                "call": {"hash": "calls@<domain>", "channel": "calls/<node>", "list": "{calls@<domain>}:list",
                         "stream": "{calls@<domain>}:stream", "key": "<user>@<domain>", "remove_hangup": true,
                         "list-max": 1, "stream-max": 5, "fields": []}
                """));
        assertThat(settings.registration()).isEqualTo(new SinkSettings("", "regs", "", "", "<user>", 100_000, 100_000));
        assertThat(settings.call())
                .isEqualTo(new SinkSettings(
                        "calls@<domain>",
                        "calls/<node>",
                        "{calls@<domain>}:list",
                        "{calls@<domain>}:stream",
                        "<user>@<domain>",
                        1,
                        5));
        assertThat(settings.fields()).isEmpty();
        assertThat(settings.removeHangup()).isTrue();
    }

    @Test
    void filesMadeForModCtiWork() {
        Reading<GuiSettings> reading = gui("""
                "host": "127.0.0.1", "port": 6379,
                "registration": {"hash": "registrations", "channel": "", "list": "", "key": "<user>", "ttl": 60},
                "call": {"hash": "calls", "channel": "calls", "key": "<user>", "remove_hangup": true, "debug": 1}
                """);
        assertThat(problems(reading)).isEmpty();
        assertThat(warnings(reading))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("gui.host: warning: unknown key"),
                        line -> assertThat(line).contains("gui.port: warning: unknown key"),
                        line -> assertThat(line).contains("gui.registration.ttl: warning: unknown key"),
                        line -> assertThat(line).contains("gui.call.debug: warning: unknown key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<domain>", "<user>@<node>", "user", "<user>@", "x<user>"})
    void keysAreOfTwoKinds(String key) {
        assertThat(problems(call("\"key\": \"" + key + "\"")))
                .containsExactly("cti.json:1: gui.call.key: must be \"<user>\" or \"<user>@<domain>\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hash", "list", "stream", "channel"})
    void namesHoldNoOtherPlaceholder(String kind) {
        String path = "cti.json:1: gui.call." + kind + ": ";
        assertThat(problems(call("\"" + kind + "\": \"x<user>\"")))
                .containsExactly(path + "may hold the placeholders <domain> and <node>, and no other < or >");
        assertThat(problems(call("\"" + kind + "\": \"x\\ny\"")))
                .containsExactly(path + "must not hold a control character");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cti_recorder", "cti_domain", "cti_exten@<domain>", "cti_group@x", "<domain>", "cti_<node>"})
    void namesOfOtherKeysAreRefused(String name) {
        assertThat(problems(call("\"hash\": \"" + name + "\""))).hasSize(1);
        assertThat(problems(gui("\"registration\": {\"stream\": \"" + name + "\"}")))
                .hasSize(1);
    }

    @Test
    void theChannelOfOtherWritersIsRefused() {
        assertThat(problems(call("\"channel\": \"cti_changed\"")))
                .containsExactly(
                        "cti.json:1: gui.call.channel: must not be cti_changed: Switchbook uses that name itself");
    }

    @ParameterizedTest
    @CsvSource({
        "x, x, '', call.list, call.hash",
        "x, '', x, call.stream, call.hash",
        "registrations, '', '', call.hash, registration.hash",
        "x, registrations, '', call.list, registration.hash",
        "x@<domain>, x@<node>, '', call.list, call.hash"
    })
    void oneNameIsForOneKey(String hash, String list, String stream, String path, String holder) {
        assertThat(problems(
                        call("\"hash\": \"" + hash + "\", \"list\": \"" + list + "\", \"stream\": \"" + stream + "\"")))
                .contains("cti.json:1: gui." + path + ": must have a name of its own: this is also that of gui."
                        + holder);
    }

    @Test
    void whatTheRecorderKeepsForItselfIsTaken() {
        assertThat(problems(call("\"list\": \"{calls}:parts\", \"stream\": \"{registrations}:pos\"")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("gui.call.list: must have a name of its own"),
                        line -> assertThat(line).contains("gui.call.stream: must have a name of its own"));
        assertThat(problems(gui("\"registration\": {\"hash\": \"\", \"stream\": \"r\"}, "
                        + "\"call\": {\"hash\": \"cti_registrations\"}")))
                .singleElement()
                .asString()
                .contains("gui.call.hash: shares what the recorder keeps");
    }

    @Test
    void channelsAreNoKeys() {
        assertThat(problems(call("\"hash\": \"calls\", \"channel\": \"calls\"")))
                .isEmpty();
    }

    @Test
    void limitsAreOneOrMore() {
        assertThat(problems(call("\"list-max\": 0, \"stream-max\": -1"))).hasSize(2);
    }

    @Test
    void fieldsAreHeaderNamesGivenOnce() {
        assertThat(problems(call("\"fields\": [\"Answer-State\", \"\", \"answer-state\", \"a\\tb\", \""
                        + "x".repeat(129) + "\"]")))
                .containsExactly(
                        "cti.json:1: gui.call.fields[1]: must be the name of a header, 1 to 128 characters",
                        "cti.json:1: gui.call.fields[2]: names a header for the second time; FreeSWITCH's headers have no case",
                        "cti.json:1: gui.call.fields[3]: must not hold a control character",
                        "cti.json:1: gui.call.fields[4]: must be the name of a header, 1 to 128 characters");
    }

    @Test
    void fieldsAreLimited() {
        String many = IntStream.range(0, 65).mapToObj(i -> "\"h" + i + "\"").collect(Collectors.joining(","));
        assertThat(problems(call("\"fields\": [" + many + "]")))
                .containsExactly("cti.json:1: gui.call.fields: must not name more than 64 headers");
        assertThat(problems(call("\"fields\": [1]")))
                .containsExactly("cti.json:1: gui.call.fields[0]: must be a string, is a number");
    }
}
