package dev.switchbook.directory.alias;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.common.record.AliasReader;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.RecordParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsTest {

    @Test
    void claimantsStandInOneOrderHoweverTheyCame() {
        List<String> extensions = new ArrayList<>(List.of("100", "99", "a", "1000", "101", "99"));
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(extensions, new Random(seed));
            Claims claims = new Claims();
            extensions.forEach(extension -> claims.add("9", extension));
            assertThat(claims.of("9")).containsExactly("a", "99", "100", "101", "1000");
            assertThat(claims.size()).isEqualTo(1);
        }
    }

    @Test
    void nobodyClaimsWhatNobodyClaimed() {
        Claims claims = new Claims();
        claims.add("9", "1");
        assertThat(claims.of("8")).isEmpty();
        assertThat(claims.of("9")).containsExactly("1");
    }

    @ParameterizedTest(name = "{0} claims {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'attribute':{'number-alias':'9'}}|9",
                "{'attribute':{'number-alias':9}}|9",
                "{'attribute':{'NUMBER-alias':'9'}}|9",
                "{'attribute':{'number-alias':true}}|true",
                "{'attribute':{'\\u006eumber-alias':'9'}}|9",
                "{'param':{'number-alias':'9'}}|",
                "{'variable':{'attribute':{'number-alias':'9'}}}|",
                "{'number-alias':'9'}|",
                "{'attribute':{'number-alias':''}}|",
                "{'attribute':{'number-alias':null}}|",
                "{'attribute':null}|",
                "{}|",
                "|",
                "[]|",
                "'number-alias'|",
                "{'attribute':{'number-alias':'9'},'attribute':{'number-alias':'8'}}|8",
                "{'attribute':{'number-alias':'9','Number-Alias':''}}|",
                "{'attribute':{'number-alias'|",
                "{'attribute':'number-alias'}|",
                "{'attribute':{'x':{'number-alias':'8'},'number-alias':'9'}}|9",
                "{'attribute':{'number-alias':'9'},'param':{'a':{}}}|9"
            })
    void readsTheAliasOfARecordWhetherItIsValidOrNot(@Nullable String json, @Nullable String alias) {
        assertThat(AliasReader.alias(bytes(json == null ? "" : json))).isEqualTo(alias);
    }

    @Test
    void aRecordThatIsTooLargeClaimsNothing() {
        String json = "{'attribute':{'number-alias':'9'},'x':'" + "x".repeat(65_536) + "'}";
        assertThat(AliasReader.alias(bytes(json))).isNull();
    }

    @Test
    void readsWhatTheParserOfRecordsReads() {
        Random random = new Random(3);
        String[] names = {"number-alias", "Number-Alias", "x", "cidr"};
        String[] values = {"'9'", "''", "null", "8", "true", "'10.0.0.0/8'", "'\\u0039'"};
        String[] blocks = {"attribute", "param", "variable", "other"};
        int claimed = 0;
        for (int round = 0; round < 20_000; round++) {
            List<String> parts = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                List<String> fields = new ArrayList<>();
                for (int j = random.nextInt(4); j > 0; j--) {
                    fields.add("'" + names[random.nextInt(4)] + "':" + values[random.nextInt(7)]);
                }
                parts.add("'" + blocks[random.nextInt(4)] + "':{" + String.join(",", fields) + "}");
            }
            byte[] json = bytes("{" + String.join(",", parts) + "}");
            if (RecordParser.extension("121", json) instanceof Valid<ExtensionRecord> valid) {
                assertThat(AliasReader.alias(json))
                        .as(new String(json, UTF_8))
                        .isEqualTo(valid.value().alias());
                claimed += valid.value().alias() == null ? 0 : 1;
            }
        }
        assertThat(claimed).isGreaterThan(500);
    }

    @Test
    void extensionsThatDifferInCaseAloneAreTold() {
        KeptReports reports = new KeptReports();
        Sweep sweep = new Sweep("d.test", reports, page -> {});
        Map<String, byte[]> page = new LinkedHashMap<>();
        for (String extension : List.of("anna", "Anna", "121", "berta")) {
            page.put(extension, bytes("{}"));
        }
        sweep.page(page);
        assertThat(reports.notes).singleElement().satisfies(note -> {
            assertThat(note.flaw().reason()).isEqualTo(Reason.CASE);
            assertThat(note.key()).isEqualTo("cti_exten@d.test");
            assertThat(note.field()).isEqualTo("anna");
            assertThat(note.refused()).isFalse();
        });
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }
}
