package dev.switchbook.directory.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.RecordParser;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {

    private static final byte[] HEAD = DirectoryXml.head("d.test", DomainRecord.EMPTY);

    private static Xml user(String json) {
        Valid<ExtensionRecord> record = (Valid<ExtensionRecord>) RecordParser.extension("121", json.getBytes(UTF_8));
        ExtensionRecord value = record.value();
        return DirectoryXml.user(
                HEAD,
                new UserView(
                        "121",
                        "d.test",
                        value.attributes(),
                        value.cacheable(),
                        value.params(),
                        value.variables(),
                        false));
    }

    @Test
    void aUserTakesAboutHalf() {
        Xml user = user("{\"param\":{\"password\":\"secret-1\",\"vm-password\":\"121\"},\"variable\":{\"toll_allow\":"
                + "\"domestic\",\"accountcode\":\"121\",\"user_context\":\"default\",\"effective_caller_id_name\":"
                + "\"Extension 121\",\"callgroup\":\"sales\"},\"attribute\":{\"number-alias\":\"9121\"}}");
        Xml packed = user.packed();
        assertThat(packed.ownLength()).isLessThan(user.ownLength() / 2);
        assertThat(packed.length()).isEqualTo(user.length());
        assertThat(packed.toBytes()).isEqualTo(user.toBytes());
        assertThat(packed.packed()).isSameAs(packed);
    }

    @Test
    void everyAnswerComesBackAsItWas() {
        Random random = new Random(121);
        String[] pieces = {
            "<",
            "&",
            "\\u0007",
            "\\u00e4",
            "\uD83D\uDCDE",
            "default",
            "password",
            "-",
            "name",
            " value=",
            "\\n",
            "\\u001f",
            "x"
        };
        for (int i = 0; i < 2000; i++) {
            StringBuilder json = new StringBuilder("{\"param\":{\"password\":\"p\"");
            for (int j = random.nextInt(5); j > 0; j--) {
                json.append(",\"n").append(j).append("\":\"v");
                for (int k = random.nextInt(8); k > 0; k--) {
                    json.append(pieces[random.nextInt(pieces.length)]);
                }
                json.append('"');
            }
            Xml user = user(json.append("}}").toString());
            assertThat(user.packed().toBytes()).isEqualTo(user.toBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0001", "a\u001fb", "\t", "\n", "&#45", "\"/>\n", "<param name=", "\u00e4&#45;"})
    void whatIsNoXmlOfOursComesBackToo(String text) {
        Xml xml = Xml.of(text.getBytes(UTF_8));
        assertThat(xml.packed().toBytes()).isEqualTo(xml.toBytes());
    }
}
