package dev.switchbook.directory.xml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.freeswitch.NetworkList;
import dev.switchbook.directory.record.Cacheable;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.Fields;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedXmlTest {

    private static final byte[] HEAD = DirectoryXml.head("d.test", DomainRecord.EMPTY);

    private static final String[] USER = {"document", "section", "domain", "users", "user"};

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();

    @Test
    void aListWithoutAnybodyIsAWholeDocument() {
        byte[] list = DirectoryXml.users(HEAD, null, 4096).last();
        assertThat(SecureXml.at(SecureXml.parse(list), USER)).isEmpty();
        assertThat(freeswitch.networkList(list, "d.test")).hasValue(new NetworkList(List.of(), List.of()));
    }

    @Test
    void theLimitIsReachedToTheByte() {
        int frame = DirectoryXml.users(HEAD, null, 9999).last().length;
        int element = "<user id=\"1000\" cidr=\"10.0.0.0/8\"/>\n".length();
        for (int room = 0; room <= 2 * element; room++) {
            StreamedXml xml = DirectoryXml.users(HEAD, null, frame + room);
            boolean first = xml.network("1000", "10.0.0.0/8");
            boolean second = xml.network("1001", "10.0.0.0/8");
            byte[] document = xml.last();
            assertThat(first).isEqualTo(room >= element);
            assertThat(second).isEqualTo(room >= 2 * element);
            assertThat(xml.full()).isEqualTo(!second);
            assertThat(document.length).isEqualTo(frame + element * ((first ? 1 : 0) + (second ? 1 : 0)));
            assertThat(SecureXml.at(SecureXml.parse(document), USER)).hasSize((first ? 1 : 0) + (second ? 1 : 0));
        }
    }

    @ParameterizedTest(name = "a piece every {0} elements")
    @ValueSource(ints = {1, 2, 7, 1000})
    void piecesMakeOneWellFormedDocumentOfWholeElementsWithinTheLimit(int every) {
        int limit = 20_000;
        StreamedXml xml = DirectoryXml.users(HEAD, "all", limit);
        ByteArrayOutputStream document = new ByteArrayOutputStream();
        List<String> written = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            if (xml.user(user("<" + i + ">"))) {
                written.add("<" + i + ">");
            }
            if (i % every == 0) {
                document.writeBytes(xml.next());
            }
        }
        document.writeBytes(xml.last());
        assertThat(xml.full()).isTrue();
        assertThat(document.size()).isBetween(limit - 1000, limit);
        assertThat(written).hasSizeBetween(20, 100);
        String[] inGroup = {"document", "section", "domain", "groups", "group", "users", "user"};
        assertThat(SecureXml.at(SecureXml.parse(document.toByteArray()), inGroup))
                .extracting(user -> user.getAttribute("id"))
                .isEqualTo(written);
    }

    @Test
    void onceFullNothingSmallerSlipsInBehind() {
        int frame = DirectoryXml.domains(9999).last().length;
        StreamedXml xml = DirectoryXml.domains(frame + 40);
        assertThat(xml.domain("x".repeat(100))).isFalse();
        assertThat(xml.domain("a")).isFalse();
        assertThat(xml.full()).isTrue();
        assertThat(xml.last()).hasSize(frame);
    }

    @Test
    void theHeadIsInTheFirstPieceAndNowhereElse() {
        StreamedXml xml = DirectoryXml.domains(9999);
        assertThat(new String(xml.next(), UTF_8)).startsWith("<document ").doesNotContain("</document>");
        assertThat(xml.next()).isEmpty();
        xml.domain("d.test");
        assertThat(new String(xml.next(), UTF_8)).isEqualTo("<domain name=\"d.test\"></domain>\n");
        assertThat(new String(xml.last(), UTF_8)).isEqualTo("</section>\n</document>\n");
    }

    @Test
    void freeSwitchTakesTheNamesOfAllDomains() {
        StreamedXml xml = DirectoryXml.domains(99_999);
        List<String> names = new ArrayList<>(List.of("d.test", "a b", "ä.test", "<x>", "$${base_dir}"));
        names.forEach(xml::domain);
        assertThat(freeswitch.gatewayDomains(xml.last())).hasValue(names);
        assertThat(freeswitch.gatewayDomains(DirectoryXml.domains(9999).last())).hasValue(List.of());
    }

    @Test
    void aGroupsNameIsEscaped() {
        StreamedXml xml = DirectoryXml.users(HEAD, "\"><x-pre-process", 9999);
        xml.user(user("121"));
        byte[] answer = xml.last();
        assertThat(freeswitch
                        .groupCall(answer, "\"><x-pre-process", "d.test", id -> new byte[0])
                        .members())
                .hasSize(1);
        assertThat(freeswitch.executed()).isEmpty();
    }

    private static UserView user(String id) {
        return new UserView(id, "d.test", Fields.NONE, Cacheable.NO, Fields.NONE, Fields.NONE, false);
    }
}
