package dev.switchbook.common.config;

import static dev.switchbook.common.config.TestConfig.problems;
import static dev.switchbook.common.config.TestConfig.sound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.config.CtiConfig.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSyntaxTest {
    private TestConfig config;

    @BeforeEach
    void emptyDirectory(@TempDir Path directory) {
        config = new TestConfig(directory);
    }

    private Reading<String> username(String json) {
        return config.read(json, BlockName.REDIS, block -> block.string("username", "fallback"));
    }

    @Test
    void takesCommentsAndTrailingCommas() {
        String json = """
                // before
                {
                  "redis": { /* a // b */ "username": "u", }, // after
                }
                """;
        assertThat(sound(username(json))).isEqualTo("u");
    }

    @Test
    void takesTrailingCommasInLists() {
        var read = config.read(
                "{\"redis\": {\"uri\": [\"a\", \"b\",]}}", BlockName.REDIS, block -> block.strings("uri", List.of()));
        assertThat(sound(read)).containsExactly("a", "b");
    }

    @Test
    void takesAByteOrderMark() {
        assertThat(sound(username("\uFEFF{\"redis\": {\"username\": \"ü\"}}"))).isEqualTo("ü");
    }

    @Test
    void absentBlockReadsAsDefaults() {
        assertThat(sound(username("{}"))).isEqualTo("fallback");
    }

    @Test
    void everyDuplicateKeyIsAProblem() {
        String json = """
                {
                  "redis": {"username": "a",
                    "username": "b"},
                  "recorder": {"x": [{"y": 1, "y": 2}]}
                }
                """;
        assertThat(problems(username(json)))
                .containsExactly(
                        "cti.json:3: redis.username: duplicate key, first given in line 2",
                        "cti.json:4: recorder.x[0].y: duplicate key, first given in line 4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\\n  'redis': {\\n    x|3:5: not valid JSON: was expecting double-quote to start field name",
                "{\\n  'redis': hunter2 }|2:12: not valid JSON: must be a quoted string, a number, true, false, null, "
                        + "an object or a list",
                "{'redis': {}\\n 'gui': {}}|2:2: not valid JSON: was expecting comma to separate Object entries",
                "{'redis': {'password': 'hunter2\\n}}|1:32: not valid JSON: a string is not closed, or holds an "
                        + "unescaped control character",
                "{'redis': {|1:12: not valid JSON: the file ends too early",
                "{'redis': '\\q'}|1:13: not valid JSON",
                "{} {}|1:4: not valid JSON: text after the end of the document",
                "[]|1: must be an object, is a list",
            })
    void syntaxErrorIsOneProblemWithLineAndColumn(String json, String problem) {
        String text = json.replace("\\n", "\n").replace('\'', '"');
        assertThat(problems(username(text))).singleElement().isEqualTo("cti.json:" + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"redis\": {\"password\": hunter2}}",
                "{\"redis\": {\"password\": \"hunter2}}",
                "{\"redis\": {\"password\": \"hunter2\" \"}}",
                "{\"redis\": {\"password\": \"hunter2\\x\"}}",
                "{\"redis\": {\"password\": 123hunter2}}",
                "{\"redis\": {\"password\": 'hunter2'}}",
                "{\"redis\": {\"password\": \"hunter2\"}} hunter2",
                "{\"redis\": {hunter2: 1}}",
            })
    void syntaxErrorShowsNothingOfTheText(String json) {
        assertThat(problems(username(json))).singleElement().asString().doesNotContain("hunter2");
    }

    @Test
    void emptyFileIsAProblem() {
        assertThat(problems(username(" // nothing\n"))).containsExactly("cti.json: is empty; must hold a JSON object");
    }

    @Test
    void tooDeepNestingIsAProblem() {
        assertThat(problems(username("{\"redis\": " + "[".repeat(100_000))))
                .singleElement()
                .asString()
                .contains("not valid JSON");
    }

    @Test
    void textThatIsNotUtf8IsAProblem(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("cti.json"), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'});
        assertThat(problems(read(file))).singleElement().asString().matches("cti.json:1:[0-9]: is not UTF-8 text");
    }

    @Test
    void missingFileIsOneProblem(@TempDir Path directory) {
        assertThat(problems(read(directory.resolve("cti.json"))))
                .containsExactly("cti.json: cannot be read: no such file");
    }

    @Test
    void directoryInPlaceOfTheFileIsOneProblem(@TempDir Path directory) throws IOException {
        Path file = Files.createDirectory(directory.resolve("cti.json"));
        assertThat(problems(read(file))).containsExactly("cti.json: cannot be read: is a directory");
    }

    @Test
    void fileOverOneMebibyteIsOneProblem() {
        assertThat(problems(username("{}" + " ".repeat(1024 * 1024))))
                .containsExactly("cti.json: cannot be read: larger than 1 MiB");
        assertThat(sound(username("{}" + " ".repeat(1024 * 1024 - 2)))).isEqualTo("fallback");
    }

    @Test
    void settingsAreNotReadFromABrokenFile(@TempDir Path directory) {
        Reading<String> reading =
                CtiConfig.read(directory.resolve("cti.json"), name -> null, Set.of(BlockName.REDIS), ignored -> {
                    throw new AssertionError("must not be called");
                });
        assertThat(reading).isInstanceOf(Reading.Refused.class);
    }

    private static Reading<String> read(Path file) {
        return CtiConfig.read(file, name -> null, Set.of(), ignored -> "");
    }
}
