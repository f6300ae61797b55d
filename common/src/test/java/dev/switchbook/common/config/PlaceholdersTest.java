package dev.switchbook.common.config;

import static dev.switchbook.common.config.TestConfig.assertSound;
import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.CtiConfig.Reading;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholdersTest {
    private TestConfig config;

    @BeforeEach
    void environment(@TempDir Path directory) {
        config = new TestConfig(directory)
                .with("USER", "alice")
                .with("EMPTY", "")
                .with("NESTED", "${USER}")
                .with("YES", "true")
                .with("SEVEN", "7");
        config.file("secret", "hunter2\n");
        config.file("windows", "hunter2\r\n");
        config.file("two-newlines", "hunter2\n\n");
    }

    private Reading<String> resolve(String text) {
        String json = "{\"redis\": {\n\"value\": \"" + text + "\"}}";
        return config.read(json, BlockName.REDIS, block -> block.string("value", "fallback"));
    }

    @Test
    void takesVariablesWithTextAroundThem() {
        assertThat(sound(resolve("<${USER}>-${USER}."))).isEqualTo("<alice>-alice.");
    }

    @Test
    void takesTheDefaultOfAnUnsetVariableOnly() {
        assertThat(sound(resolve("${NONE:redis://h:6379}"))).isEqualTo("redis://h:6379");
        assertThat(sound(resolve("${NONE:}"))).isEmpty();
        assertThat(sound(resolve("${USER:bob}"))).isEqualTo("alice");
        assertThat(sound(resolve("${EMPTY:bob}"))).isEmpty();
    }

    @Test
    void takesFilesFromTheConfigurationsDirectoryWithoutTheLastNewline() {
        assertThat(sound(resolve("${file:secret}"))).isEqualTo("hunter2");
        assertThat(sound(resolve("${file:windows}"))).isEqualTo("hunter2");
        assertThat(sound(resolve("${file:two-newlines}"))).isEqualTo("hunter2\n");
        assertThat(sound(resolve("a${file:./secret}${USER}"))).isEqualTo("ahunter2alice");
    }

    @Test
    void looksAtAResultOnlyOnce() {
        assertThat(sound(resolve("${NESTED}"))).isEqualTo("${USER}");
    }

    @Test
    void leavesDollarsAndBracesAlone() {
        assertThat(sound(resolve("$USER {x} $$ }"))).isEqualTo("$USER {x} $$ }");
    }

    @Test
    void unsetVariablesAreProblemsWithPathAndLine() {
        assertThat(problems(resolve("${NONE}${NADA}")))
                .containsExactly(
                        "cti.json:2: redis.value: environment variable NONE is not set",
                        "cti.json:2: redis.value: environment variable NADA is not set");
    }

    @Test
    void unreadableFileIsAProblemThatNamesIt() {
        assertThat(problems(resolve("${file:none}")))
                .containsExactly("cti.json:2: redis.value: file none cannot be read: no such file");
        assertThat(problems(resolve("${file:.}")))
                .containsExactly("cti.json:2: redis.value: file . cannot be read: is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${USER", "${}", "${1A}", "${A-B}", "${NONE:${USER}}", "x${ USER }"})
    void malformedPlaceholderIsAProblem(String text) {
        assertThat(problems(resolve(text)))
                .contains("cti.json:2: redis.value: malformed placeholder; must be ${NAME}, ${NAME:default} or "
                        + "${file:PATH}");
    }

    @Test
    void stringsWithAPlaceholderMayStandForBooleansAndNumbers() {
        var read = config.read(
                "{\"redis\": {\"a\": \"${YES}\", \"b\": \"${SEVEN}\", \"c\": \"${NONE:false}\"}}",
                BlockName.REDIS,
                block -> List.of(block.bool("a", false), block.integer("b", 0, 0, 9), block.bool("c", true)));
        assertThat(sound(read)).isEqualTo(List.of(true, 7, false));
    }

    @Test
    void resolvesNothingOutsideOfTheBlocksInUse() {
        String json = """
                {"redis": {"value": "x"}, "recorder": {"password": "${ESL_PASSWORD}", "other": "${file:none}"}}
                """;
        assertSound(config.read(json, BlockName.REDIS, block -> block.string("value", "")))
                .isEqualTo("x");
        assertThat(problems(config.read(
                        json,
                        Set.of(BlockName.RECORDER),
                        all -> all.block(BlockName.RECORDER).secret("password"))))
                .anySatisfy(line -> assertThat(line).contains("environment variable ESL_PASSWORD is not set"));
    }

    @Test
    void aProblemShowsTheTextAsWrittenAndNotTheResult() {
        String json = "{\"redis\": {\"timeout\": \"${USER}${file:secret}\"}}";
        var read = config.read(json, BlockName.REDIS, block -> block.bool("timeout", false));
        assertThat(problems(read))
                .containsExactly("cti.json:1: redis.timeout: must be true or false, is \"${USER}${file:secret}\"");
    }
}
