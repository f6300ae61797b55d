package dev.switchbook.common.config;

import static dev.switchbook.common.config.TestConfig.assertSound;
import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static dev.switchbook.common.config.TestConfig.warnings;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchbook.common.config.CtiConfig.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    private TestConfig config;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
    }

    /** Reads {@code {"redis": {"v": value}}}. */
    private <S> Reading<S> value(String value, Function<Block, S> settings) {
        return config.read("{\"redis\": {\"v\": " + value + "}}", BlockName.REDIS, settings);
    }

    private static Duration duration(Block block) {
        return block.duration("v", Duration.ofSeconds(3), Duration.ofMillis(1), Duration.ofDays(7));
    }

    private static long size(Block block) {
        return block.size("v", 5, 0, 1L << 40);
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "10s, 10000", "5m, 300000", "1h, 3600000", "2d, 172800000"})
    void readsDurations(String text, long millis) {
        assertThat(sound(value('"' + text + '"', BlockTest::duration))).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "8d", "-1s", "10", "1.5s", "10 s", "10S", "", "ms", "99999999999999999999s"})
    void refusesOtherDurations(String text) {
        assertThat(problems(value('"' + text + '"', BlockTest::duration)))
                .containsExactly("cti.json:1: redis.v: must be a duration (such as 250ms, 10s, 5m, 1h, 2d) from 1ms "
                        + "to 7d, is \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"'\"64m\"', 67108864", "'\"1g\"', 1073741824", "'\"16k\"', 16384", "'\"7\"', 7", "7, 7", "0, 0"})
    void readsSizes(String literal, long bytes) {
        assertThat(sound(value(literal, BlockTest::size))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"64mb\"", "-1", "1.5", "\"999999999999999999g\"", "\"2000g\"", "1e3"})
    void refusesOtherSizes(String literal) {
        assertThat(problems(value(literal, BlockTest::size)))
                .containsExactly("cti.json:1: redis.v: must be a size (bytes, or such as 16k, 64m, 1g) from 0 to "
                        + "1099511627776 bytes, is " + literal);
    }

    @Test
    void readsEnumsByTheirNamesInLowerCaseWithDashes() {
        assertSound(value("\"dark-blue\"", block -> block.oneOf("v", Colour.RED)))
                .isEqualTo(Colour.DARK_BLUE);
        assertThat(problems(value("\"DARK_BLUE\"", block -> block.oneOf("v", Colour.RED))))
                .containsExactly("cti.json:1: redis.v: must be \"red\" or \"dark-blue\", is \"DARK_BLUE\"");
    }

    @Test
    void listenersMayHavePortZeroAndAddressesMayNot() {
        HostPort fallback = new HostPort("localhost", 1);
        assertSound(value("\"[::1]:0\"", block -> block.listener("v", fallback)))
                .isEqualTo(new HostPort("::1", 0));
        assertThat(problems(value("\"h:0\"", block -> block.address("v", fallback))))
                .containsExactly("cti.json:1: redis.v: must be host:port or [ipv6]:port with a port from 1 to 65535, "
                        + "is \"h:0\"");
    }

    @Test
    void wholeNumbersHaveBounds() {
        assertSound(value("9", block -> block.integer("v", 1, 0, 9))).isEqualTo(9);
        assertThat(problems(value("10", block -> block.integer("v", 1, 0, 9))))
                .containsExactly("cti.json:1: redis.v: must be a whole number from 0 to 9, is 10");
        assertThat(problems(value("99999999999999999999", block -> block.integer("v", 1, 0, 9))))
                .hasSize(1);
        assertThat(problems(value("1.0", block -> block.integer("v", 1, 0, 9)))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, a number",
        "true, a boolean",
        "null, null",
        "{}, an object",
        "[], a list",
    })
    void wrongTypeIsOneProblem(String literal, String what) {
        assertThat(problems(value(literal, block -> block.string("v", ""))))
                .containsExactly("cti.json:1: redis.v: must be a string, is " + what);
    }

    @Test
    void booleansAndNumbersAreNotTakenFromPlainStrings() {
        assertThat(problems(value("\"true\"", block -> block.bool("v", false))))
                .containsExactly("cti.json:1: redis.v: must be true or false, is a string");
        assertThat(problems(value("\"1\"", block -> block.integer("v", 0, 0, 9))))
                .containsExactly("cti.json:1: redis.v: must be a whole number from 0 to 9, is a string");
    }

    @Test
    void wrongTypesOfBlocksAndListsAreProblems() {
        assertThat(problems(value("1", block -> block.block("v").string("x", ""))))
                .containsExactly("cti.json:1: redis.v: must be an object, is a number");
        assertThat(problems(value("\"a\"", block -> block.strings("v", List.of()))))
                .containsExactly("cti.json:1: redis.v: must be a list, is a string");
        assertThat(problems(value("[{}, 1]", block -> block.blocks("v"))))
                .containsExactly("cti.json:1: redis.v[1]: must be an object, is a number");
        assertThat(problems(value("[\"a\", 1]", block -> block.strings("v", List.of()))))
                .containsExactly("cti.json:1: redis.v[1]: must be a string, is a number");
    }

    @Test
    void optionalBlocksAreNullWhenAbsent() {
        assertSound(value("{}", block -> block.optionalBlock("v") != null && block.optionalBlock("w") == null))
                .isEqualTo(true);
    }

    @Test
    void requiredKeysMustBeThereAndNotEmpty() {
        String json = """
                {"redis": {
                  "empty": "", "hidden": ""
                }}
                """;
        var read = config.read(
                json,
                BlockName.REDIS,
                block -> List.of(
                        block.requiredString("empty"),
                        block.requiredSecret("hidden"),
                        block.requiredString("absent"),
                        block.requiredSecret("gone"),
                        block.requiredAddress("nowhere")));
        assertThat(problems(read))
                .containsExactlyInAnyOrder(
                        "cti.json:2: redis.empty: must be a non-empty string, is \"\"",
                        "cti.json:2: redis.hidden: must be a non-empty string",
                        "cti.json:1: redis.absent: is missing; must be a non-empty string",
                        "cti.json:1: redis.gone: is missing; must be a non-empty string",
                        "cti.json:1: redis.nowhere: is missing; must be host:port or [ipv6]:port with a port from 1 "
                                + "to 65535");
    }

    @Test
    void valuesWithProblemsReadAsTheirFallbacks() {
        assertThat(value("\"soon\"", block -> {
                    assertThat(duration(block)).isEqualTo(Duration.ofSeconds(3));
                    assertThat(block.hasProblem("v")).isTrue();
                    return "";
                }))
                .isInstanceOf(Reading.Refused.class);
    }

    @Test
    void relativePathsStartAtTheConfigurationsDirectory() {
        Path file = config.file("ca.pem", "");
        assertSound(value("\"ca.pem\"", block -> requireNonNull(block.readableFile("v"))))
                .isEqualTo(file);
        assertSound(value("\"\"", block -> block.path("v") == null)).isEqualTo(true);
        assertThat(problems(value("\"${X:none.pem}\"", block -> String.valueOf(block.readableFile("v")))))
                .containsExactly("cti.json:1: redis.v: no such file: \"${X:none.pem}\"");
        assertThat(problems(value("\"\\u0000\"", block -> String.valueOf(block.path("v")))))
                .containsExactly("cti.json:1: redis.v: must be a path");
    }

    @Test
    void unknownKeysAreProblemsWithTheNearestKnownOne() {
        String json = """
                {
                  "redis": {
                    "unknown-domian": 1,
                    "xyzzy-and-more": 2
                  },
                  "direktory": {}
                }
                """;
        var read = config.read(
                json, BlockName.REDIS, block -> block.string("emit", "") + block.string("unknown-domain", ""));
        assertThat(problems(read))
                .containsExactly(
                        "cti.json:3: redis.unknown-domian: unknown key, did you mean \"unknown-domain\"?",
                        "cti.json:4: redis.xyzzy-and-more: unknown key, the nearest known key is \"unknown-domain\"",
                        "cti.json:6: direktory: unknown key, did you mean \"directory\"?");
    }

    @Test
    void unknownKeysOfNestedBlocksAreProblemsToo() {
        String json = """
                {"redis": {"list": [
                  {"name": "a"},
                  {"nam": "b"}
                ]}}
                """;
        var read = config.read(
                json,
                BlockName.REDIS,
                block -> block.blocks("list").stream()
                        .map(item -> item.string("name", ""))
                        .toList());
        assertThat(problems(read))
                .containsExactly("cti.json:3: redis.list[1].nam: unknown key, did you mean \"name\"?");
    }

    @Test
    void unknownKeysInGuiAreWarnings() {
        String json = """
                {"gui": {
                  "colour": "red",
                  "call": {"hash": "calls", "hsah": "x"}
                }}
                """;
        var read = config.read(json, BlockName.GUI, gui -> gui.block("call").string("hash", ""));
        assertThat(read).isInstanceOf(Reading.Sound.class);
        assertThat(warnings(read))
                .containsExactly(
                        "cti.json:2: gui.colour: warning: unknown key, the nearest known key is \"call\"",
                        "cti.json:3: gui.call.hsah: warning: unknown key, did you mean \"hash\"?");
    }

    @Test
    void wrongTypesInGuiAreProblemsStill() {
        var read = config.read(
                "{\"gui\": {\"call\": {\"fields\": [\"a\", \"b\", 3]}}}",
                BlockName.GUI,
                gui -> gui.block("call").strings("fields", List.of()));
        assertThat(problems(read)).containsExactly("cti.json:1: gui.call.fields[2]: must be a string, is a number");
    }

    @Test
    void blocksNotInUseAreNotLookedInto() {
        String json = "{\"redis\": {}, \"recorder\": {\"nonsense\": 1}, \"gui\": 7, \"directory\": null}";
        assertSound(config.read(json, BlockName.REDIS, block -> "ok")).isEqualTo("ok");
        assertThatThrownBy(() -> config.read(json, Set.of(BlockName.REDIS), all -> all.block(BlockName.GUI)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void secretsAreNeverShown() {
        String json = """
                {"redis": {
                  "a": "hunter2${", "b": 4711, "c": ["hunter2"], "d": "hunter2${UNSET}", "e": "${PW}"
                }}
                """;
        var read = config.with("PW", "hunter2").read(json, BlockName.REDIS, block -> {
            Secret resolved = block.requiredSecret("e");
            assertThat(resolved.reveal()).isEqualTo("hunter2");
            block.problem("e", "is too short");
            return List.of(resolved, block.secret("a"), block.secret("b"), block.secret("c"), block.secret("d"));
        });
        assertThat(problems(read))
                .hasSize(5)
                .noneSatisfy(line -> assertThat(line).containsAnyOf("hunter2", "4711"));
    }

    @Test
    void nothingInTheFileStartsALineOfItsOwn() {
        assertThat(problems(config.read("{\"a\\nb\": 1}", BlockName.REDIS, block -> "")))
                .containsExactly("cti.json:1: a?b: unknown key, the nearest known key is \"gui\"");
    }

    @Test
    void allProblemsComeAtOnceInLineOrder() {
        String json = """
                {
                  "redis": {
                    "timeout": "soon",
                    "usrname": "x",
                    "on": 1
                  },
                  "recorde": {}
                }
                """;
        var read = config.read(
                json,
                BlockName.REDIS,
                block -> List.of(
                        block.bool("on", true),
                        block.string("username", ""),
                        block.duration("timeout", Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(90))));
        assertThat(problems(read))
                .containsExactly(
                        "cti.json:3: redis.timeout: must be a duration (such as 250ms, 10s, 5m, 1h, 2d) from 0s to "
                                + "90s, is \"soon\"",
                        "cti.json:4: redis.usrname: unknown key, did you mean \"username\"?",
                        "cti.json:5: redis.on: must be true or false, is a number",
                        "cti.json:7: recorde: unknown key, did you mean \"recorder\"?");
    }
}
