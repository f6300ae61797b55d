package dev.switchbook.directory.explain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.directory.lookup.Answer.Document;
import dev.switchbook.directory.lookup.DomainView;
import dev.switchbook.directory.lookup.DomainView.Known;
import dev.switchbook.directory.lookup.Note;
import dev.switchbook.directory.lookup.Outcome;
import dev.switchbook.directory.lookup.UserFinding;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Flaw;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.record.RecordParser;
import dev.switchbook.directory.xml.UserView;
import dev.switchbook.directory.xml.Xml;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplanationTest {

    private static final String SECRET = "Geheimnis";

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "password",
                "PASSWORD",
                "a1-hash",
                "A1-Hash",
                "vm-password",
                "esl-password",
                "reverse-auth-pass",
                "pwd",
                "pin",
                "vm-pin",
                "sip_secret",
                "auth-token",
                "api-key",
                "key",
                "credentials",
                "user_passwd",
                "conference_pin"
            })
    void valuesOfSecretsAreMaskedWhereverTheyStand(String name) {
        JsonNode told = told(
                record("{'param':{'" + name + "':'" + SECRET + "'},'variable':{'" + name + "':'" + SECRET
                        + "'},'attribute':{'" + name + "':'" + SECRET + "'}}"),
                domain("{'param':{'" + name + "':'" + SECRET + "'},'variable':{'" + name + "':'" + SECRET + "'}}"));
        assertThat(told.toString()).containsIgnoringCase(name).doesNotContainIgnoringCase(SECRET);
        assertThat(told.at("/answer/variables/" + name).asText()).isEqualTo("***");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"user_context", "dial-string", "keyboard", "opinion", "mailbox"})
    void othersAreShown(String name) {
        JsonNode told = told(record("{'param':{'" + name + "':'shown'}}"), domain("{}"));
        assertThat(told.at("/answer/params/" + name).asText()).isEqualTo("shown");
    }

    @ParameterizedTest(name = "{0} in {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'param':{'password':'x'}}|{}|with the password",
                "{}|{'param':{'password':'x'}}|with the password",
                "{'param':{'password':'x','a1-hash':'y'}}|{}|with the password of which a1-hash is the digest",
                "{}|{}|by nobody: there is no password",
                "{'param':{'allow-empty-password':true}}|{}|by anybody: allow-empty-password",
            })
    void saysHowAUserLogsIn(String record, String domain, String login) {
        assertThat(told(record(record), domain(domain)).at("/login").asText()).isEqualTo(login);
    }

    @Test
    void saysWhatIsAnsweredAndWhy() {
        JsonNode told =
                told(record("{'param':{'password':'x'},'attribute':{'cacheable':5,'mailbox':'7'}}"), domain("{}"));
        assertThat(told.at("/user").asText()).isEqualTo("9121");
        assertThat(told.at("/domain").asText()).isEqualTo("alias.test");
        assertThat(told.at("/outcome").asText()).isEqualTo("found");
        assertThat(told.at("/why").asText()).isEqualTo("because");
        assertThat(told.at("/holder").asText()).isEqualTo("d.test");
        assertThat(told.at("/answer/id").asText()).isEqualTo("121");
        assertThat(told.at("/answer/cacheable").asText()).isEqualTo("5");
        assertThat(told.at("/answer/attributes/mailbox").asText()).isEqualTo("7");
        assertThat(told.at("/answer/params/allow-empty-password").asText()).isEqualTo("false");
    }

    @Test
    void tellsEveryWarning() {
        Note note = new Note("cti_exten@d.test", "121", new Flaw(Reason.NESTED, "param.a", "an object"));
        UserFinding finding = new UserFinding(new DomainView.Unknown("d.test"), null, null, "unknown", List.of(note));
        JsonNode told =
                json(Explanation.of("121", "d.test", finding, new Document(Outcome.NOT_FOUND, Xml.of(new byte[0]))));
        assertThat(told.at("/outcome").asText()).isEqualTo("not_found");
        assertThat(told.has("answer")).isFalse();
        JsonNode warning = told.at("/warnings/0");
        assertThat(warning.at("/key").asText()).isEqualTo("cti_exten@d.test");
        assertThat(warning.at("/field").asText()).isEqualTo("121");
        assertThat(warning.at("/reason").asText()).isEqualTo("nested");
        assertThat(warning.at("/text").asText()).isEqualTo("param.a: an object");
        assertThat(warning.at("/refused").asBoolean()).isTrue();
    }

    @Test
    void tellsThatNothingCanBeTold() {
        assertThat(json(Explanation.unavailable("121", "d.test", null))
                        .at("/outcome")
                        .asText())
                .isEqualTo("unavailable");
        assertThat(json(Explanation.unavailable("121", "d.test", "late"))
                        .at("/why")
                        .asText())
                .isEqualTo("late");
    }

    private static JsonNode told(ExtensionRecord record, DomainRecord defaults) {
        @Nullable Boolean allow = record.allowEmptyPassword();
        UserView view = new UserView(
                record.extension(),
                "d.test",
                record.attributes(),
                record.cacheable(),
                record.params(),
                record.variables(),
                Boolean.TRUE.equals(allow));
        Known domain = new Known("alias.test", "d.test", defaults, new byte[0], List.of());
        UserFinding finding = new UserFinding(domain, record, view, "because", List.of());
        return json(Explanation.of("9121", "alias.test", finding, new Document(Outcome.FOUND, Xml.of(new byte[0]))));
    }

    private static JsonNode json(Map<String, Object> told) {
        return new ObjectMapper().valueToTree(told);
    }

    private static ExtensionRecord record(String json) {
        return ((Valid<ExtensionRecord>) RecordParser.extension("121", bytes(json))).value();
    }

    private static DomainRecord domain(String json) {
        return ((Valid<DomainRecord>) RecordParser.domain("d.test", bytes(json))).value();
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(UTF_8);
    }
}
