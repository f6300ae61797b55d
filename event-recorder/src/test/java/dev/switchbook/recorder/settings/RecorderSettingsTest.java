package dev.switchbook.recorder.settings;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.BlockName;
import dev.switchbook.common.config.CtiConfig.Reading;
import dev.switchbook.common.config.HostPort;
import dev.switchbook.common.config.Live;
import dev.switchbook.common.config.Secret;
import dev.switchbook.common.config.TestConfig;
import dev.switchbook.recorder.settings.RecorderSettings.Buffer;
import dev.switchbook.recorder.settings.RecorderSettings.Outbound;
import dev.switchbook.recorder.settings.RecorderSettings.Revoke;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderSettingsTest {
    private static final String ONE_NODE =
            "\"freeswitch\": [{\"address\": \"127.0.0.1:8021\", \"password\": \"hunter2\"}]";

    private TestConfig config;
    private Path home;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
        home = directory;
    }

    private Reading<RecorderSettings> recorder(String members) {
        return config.read("{\"recorder\": {" + members + "}}", BlockName.RECORDER, RecorderSettings::read);
    }

    private Reading<RecorderSettings> withNode(String members) {
        return recorder(ONE_NODE + ", " + members);
    }

    private Reading<RecorderSettings> node(String members) {
        return recorder("\"freeswitch\": [{" + members + "}]");
    }

    @Test
    void oneNodeIsEnough() {
        RecorderSettings settings = sound(recorder(ONE_NODE));
        assertThat(settings)
                .isEqualTo(new RecorderSettings(
                        List.of(new EslPeer("", new HostPort("127.0.0.1", 8021), "", Secret.of("hunter2"))),
                        null,
                        null,
                        true,
                        Revoke.DELETED,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(10),
                        new Buffer(67_108_864, 1_073_741_824, Path.of("spool")),
                        "cti_auth",
                        new HostPort("127.0.0.1", 9102)));
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @Test
    void theTimeOutOfXmlCurlIsATime() {
        assertThat(sound(recorder(ONE_NODE + ", \"xml-curl-timeout\": \"2s\"")).xmlCurlTimeout())
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(problems(recorder(ONE_NODE + ", \"xml-curl-timeout\": \"0s\"")))
                .singleElement()
                .asString()
                .contains("recorder.xml-curl-timeout");
    }

    @Test
    void discoveryOrTheSocketApplicationAloneIsEnough() {
        assertThat(sound(recorder("\"discover\": {\"dns\": \"esl.example:8021\", \"password\": \"p\"}"))
                        .discover())
                .isEqualTo(new RecorderSettings.Discover(
                        new HostPort("esl.example", 8021), "", Live.fixed(Secret.of("p"))));
        assertThat(sound(recorder("\"outbound\": {}")).outbound())
                .isEqualTo(new Outbound(new HostPort("127.0.0.1", 8084), List.of("127.0.0.0/8", "::1/128")));
    }

    @Test
    void noNodeAtAllIsAProblem() {
        assertThat(problems(recorder("")))
                .containsExactly("cti.json:1: recorder.freeswitch: names no node: needs one, or discover, or outbound");
        assertThat(problems(recorder("\"freeswitch\": []"))).hasSize(1);
        assertThat(problems(config.read("{}", BlockName.RECORDER, RecorderSettings::read)))
                .hasSize(1);
    }

    @Test
    void aFaultInTheNodesIsNotAlsoTheirAbsence() {
        assertThat(problems(recorder("\"freeswitch\": \"127.0.0.1:8021\"")))
                .containsExactly("cti.json:1: recorder.freeswitch: must be a list, is a string");
    }

    @Test
    void takesTheOtherChoices() {
        RecorderSettings settings = sound(withNode("""
                "flush-freeswitch-cache": false, "revoke": "changed", "lost-after": "1s", "auth-stream": "",
                "buffer": {"memory": "1m", "disk": 0, "dir": "./buffer"}, "ops": "[::1]:0"
                """));
        assertThat(settings.flushFreeswitchCache()).isFalse();
        assertThat(settings.revoke()).isEqualTo(Revoke.CHANGED);
        assertThat(settings.lostAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.authStream()).isEmpty();
        assertThat(settings.buffer()).isEqualTo(new Buffer(1 << 20, 0, home.resolve("buffer")));
        assertThat(settings.ops()).isEqualTo(new HostPort("::1", 0));
    }

    @Test
    void severalProblemsComeAtOnce() {
        assertThat(problems(withNode("""

                "revoke": "always",
                "lost-after": "999ms",
                "buffer": {"memory": "1k", "dsk": "1g"},
                "auth-streem": "",
                "outbond": {}
                """)))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .isEqualTo(
                                        "cti.json:2: recorder.revoke: must be \"never\" or \"deleted\" or \"changed\","
                                                + " is \"always\""),
                        line -> assertThat(line).startsWith("cti.json:3: recorder.lost-after: must be a duration"),
                        line -> assertThat(line).startsWith("cti.json:4: recorder.buffer.memory: must be a size"),
                        line -> assertThat(line).endsWith("unknown key, did you mean \"disk\"?"),
                        line -> assertThat(line).endsWith("unknown key, did you mean \"auth-stream\"?"),
                        line -> assertThat(line).endsWith("unknown key, did you mean \"outbound\"?"));
    }

    @Test
    void nodesAreToldApartByNameAndAddress() {
        String json = """
                "freeswitch": [
                  {"name": "fs1", "address": "127.0.0.1:8021", "password": "p"},
                  {"name": "fs1", "address": "127.0.0.1:8022", "password": "p"},
                  {"address": "127.0.0.1:8022", "password": "p"},
                  {"address": "127.0.0.1:8023", "password": "p"}
                ]""";
        assertThat(problems(recorder(json)))
                .containsExactly(
                        "cti.json:3: recorder.freeswitch[1].name: is the name of an earlier node",
                        "cti.json:4: recorder.freeswitch[2].address: is the address of an earlier node");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "fs1|x", "fs{1}", "fs\\n1", "ä"})
    void namesAreOfPlainLetters(String name) {
        assertThat(problems(node("\"name\": \"" + name + "\", \"address\": \"127.0.0.1:8021\", \"password\": \"p\"")))
                .singleElement()
                .asString()
                .startsWith("cti.json:1: recorder.freeswitch[0].name: must be 1 to 64 of");
    }

    @Test
    void nodesNeedAnAddressAndAPassword() {
        assertThat(problems(node("\"user\": \"cti@example.org\"")))
                .satisfiesExactly(
                        line -> assertThat(line).contains("freeswitch[0].address: is missing; must be host:port"),
                        line -> assertThat(line).contains("freeswitch[0].password: is missing"));
        assertThat(problems(node("\"address\": \"127.0.0.1:0\", \"password\": \"\"")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"cti", "@example.org", "cti@", "a@b@c", "cti@example.org:hunter2", "c ti@example.org", "c\\n@d"})
    void usersAreOfADomain(String user) {
        assertThat(problems(node("\"address\": \"127.0.0.1:8021\", \"password\": \"p\", \"user\": \"" + user + "\"")))
                .singleElement()
                .asString()
                .startsWith("cti.json:1: recorder.freeswitch[0].user: must be user@domain")
                .doesNotContain("hunter2");
    }

    @Test
    void passwordsAreOneLineAndNeverShown() {
        config.with("ESL_PASSWORD", "hunter2\napi shutdown");
        assertThat(problems(node("\"address\": \"127.0.0.1:8021\", \"password\": \"${ESL_PASSWORD}\"")))
                .singleElement()
                .asString()
                .contains("recorder.freeswitch[0].password: must not hold a line break")
                .doesNotContain("hunter2");
    }

    @Test
    void discoveryIsReadAsStrictly() {
        assertThat(problems(recorder("\"discover\": {\"dns\": \"esl.example\", \"user\": \"u\"}")))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).contains("recorder.discover.dns: must be host:port"),
                        line -> assertThat(line).contains("recorder.discover.user: must be user@domain"),
                        line -> assertThat(line).contains("recorder.discover.password: is missing"));
    }

    @Test
    void outboundOffLoopbackNeedsNetworks() {
        assertThat(problems(recorder("\"outbound\": {\"listen\": \"0.0.0.0:8084\"}")))
                .containsExactly("cti.json:1: recorder.outbound.listen: is not a loopback address: needs allow, the "
                        + "networks that may connect");
        Outbound open = requireNonNull(sound(recorder(
                        "\"outbound\": {\"listen\": \"0.0.0.0:8084\", \"allow\": [\"10.0.0.0/8\", \"fd00::/8\"]}"))
                .outbound());
        assertThat(open.allow()).containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(problems(recorder("\"outbound\": {\"allow\": []}"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "::1/129",
                "fs.example/32",
                "[::1]/128",
                "/8",
                "10/8"
            })
    void allowedNetworksAreCidr(String network) {
        assertThat(problems(recorder("\"outbound\": {\"allow\": [\"127.0.0.1/32\", \"" + network + "\"]}")))
                .containsExactly(
                        "cti.json:1: recorder.outbound.allow[1]: must be a network such as 10.0.0.0/8 or fd00::/8");
    }

    @Test
    void listenersCannotHaveOnePort() {
        assertThat(problems(recorder("\"outbound\": {\"listen\": \"127.0.0.1:9102\"}")))
                .containsExactly("cti.json:1: recorder.ops: must have another port than outbound.listen");
        assertThat(problems(recorder("\"outbound\": {\"listen\": \"127.0.0.1:0\"}, \"ops\": \"127.0.0.1:0\"")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cti_recorder",
                "cti_domain",
                "cti_exten@example.org",
                "cti_group@x",
                "auth@<domain>",
                "a\\u0000b",
                "a<b"
            })
    void theStreamOfFailedLogInsHasANameOfItsOwn(String name) {
        assertThat(problems(withNode("\"auth-stream\": \"" + name + "\"")))
                .singleElement()
                .asString()
                .startsWith("cti.json:1: recorder.auth-stream: must not");
    }
}
