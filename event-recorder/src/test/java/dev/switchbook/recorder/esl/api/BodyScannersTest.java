package dev.switchbook.recorder.esl.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScannersTest {
    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<profile>\n  <registrations>\n";
    private static final String TAIL = "  </registrations>\n</profile>\n";

    @Test
    void readsCapturedRegistrationsWhereverTheyAreCut() throws IOException {
        byte[] body = captured("14_sofia_xmlstatus_profile_internal_reg.txt");
        List<Object> whole = everywhere(body, found -> new RegistrationScanner(found::accept));
        assertThat(whole).hasSize(5).last().isEqualTo(new BodyEnd.Complete());
        assertThat(whole.get(2))
                .isEqualTo(new RegisteredContact(
                        "0f5eba36018b@lab",
                        "123@127.0.0.1",
                        "\"\" <sip:123@127.0.0.1:42942;transport=tcp>",
                        "LabPhone/1.0",
                        "Registered(TCP)(unknown) exp(2026-11-22 16:41:09) expsecs(3656)",
                        "pbx-lab",
                        "127.0.0.1",
                        "42942",
                        "123",
                        "127.0.0.1"));
    }

    @Test
    void anEmptyProfileIsComplete() throws IOException {
        assertThat(registrations(new String(captured("05_sofia_xmlstatus_profile_internal_reg.txt"), UTF_8)))
                .containsExactly(new BodyEnd.Complete());
    }

    @Test
    void aCallIdCannotForgeARow() {
        String hostile = "x</call-id></registration><registration><user>999@d</user></registration></profile>&lt;&amp;";
        List<Object> found = registrations(HEAD + "    <registration>\n        <call-id>" + hostile
                + "</call-id>\n        <user>121@d</user>\n    </registration>\n" + TAIL);
        assertThat(found).hasSize(2);
        RegisteredContact row = (RegisteredContact) found.get(0);
        assertThat(row.callId()).isEqualTo(hostile);
        assertThat(row.user()).isEqualTo("121@d");
        assertThat(row.contact()).isEmpty();
    }

    @Test
    void decodesWhatFreeSwitchEncodes() {
        RegisteredContact row = (RegisteredContact) registrations(HEAD
                        + "<registration>\n<contact>&quot;&apos;&#65;&#x42;&#xD800;&#1114112;&#;&#99999999;&no;&amp;lt; & &lt;a&gt;&</contact>\n"
                        + "<agent>a\u0001ü\ud83d\ude00</agent>\n<sip-auth-user>a%40b%zz+%C3%A4%4</sip-auth-user>\n<user>a%40b</user>\n"
                        + "<user>second</user>\n<unknown>x</unknown>\n</registration>\n" + TAIL)
                .get(0);
        assertThat(row.contact()).isEqualTo("\"'AB&#xD800;&#1114112;&#;&#99999999;&no;&lt; & <a>&");
        assertThat(row.agent()).isEqualTo("a\u0001ü\ud83d\ude00");
        assertThat(row.authUser()).isEqualTo("a@b%zz+ä%4");
        assertThat(row.user()).isEqualTo("a%40b");
    }

    @Test
    void cutsAValueThatIsTooLong() {
        RegisteredContact row = (RegisteredContact) registrations(HEAD + "<registration>\n<agent>" + "x".repeat(100_000)
                        + "</agent>\n<user>u@d</user>\n</registration>\n" + TAIL)
                .get(0);
        assertThat(row.agent()).hasSize(16 * 1024 - "<agent>".length());
        assertThat(row.user()).isEqualTo("u@d");
    }

    @Test
    void knowsWhetherTheDocumentBrokeOff() {
        assertThat(registrations(HEAD + "<registration>\n<user>u@d</user>\n"))
                .containsExactly(new BodyEnd.Incomplete("the document broke off"));
        assertThat(registrations("")).containsExactly(new BodyEnd.Incomplete("the document broke off"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Invalid Profile!\n", "-ERR no such command\n", "false"})
    void knowsARefusal(String body) {
        BodyEnd refused = new BodyEnd.Refused(body.strip());
        assertThat(registrations(body)).containsExactly(refused);
        assertThat(everywhere(body.getBytes(UTF_8), found -> new ProfileScanner()))
                .containsExactly(refused);
        assertThat(rows(body)).containsExactly(refused);
    }

    @Test
    void showsARefusalInOneShortLine() {
        assertThat(rows("-ERR \u001b[2J" + "x".repeat(1000) + "\nmore"))
                .singleElement()
                .satisfies(end -> {
                    String text = ((BodyEnd.Refused) end).text();
                    assertThat(text).hasSizeLessThan(220).contains("\\u001b").doesNotContain("more");
                });
    }

    @Test
    void readsCapturedProfiles() throws IOException {
        byte[] body = captured("17_sofia_xmlstatus.txt");
        ProfileScanner scanner = new ProfileScanner();
        scanner.feed(body, 0, body.length);
        assertThat(scanner.end()).isEqualTo(new BodyEnd.Complete());
        assertThat(scanner.names()).containsExactly("external", "internal");
    }

    @Test
    void aliasesAndGatewaysAreNoProfiles() {
        byte[] body = """
                <?xml version="1.0" encoding="ISO-8859-1"?>
                <profiles>
                <alias>
                <name>d.test</name>
                <type>alias</type>
                <data>internal</data>
                <state>ALIASED</state>
                </alias>
                <profile>
                <name>internal</name>
                <type>profile</type>
                </profile>
                <profile>
                <name>internal</name>
                <type>profile</type>
                <state>RUNNING (0) (TLS)</state>
                </profile>
                <gateway>
                <name>carrier</name>
                <type>gateway</type>
                </gateway>
                 (retry: 5s)
                </profiles>
                """.getBytes(UTF_8);
        for (int cut = 0; cut <= body.length; cut++) {
            ProfileScanner scanner = new ProfileScanner();
            scanner.feed(body, 0, cut);
            scanner.feed(body, cut, body.length - cut);
            assertThat(scanner.end()).isEqualTo(new BodyEnd.Complete());
            assertThat(scanner.names()).containsExactly("internal");
        }
    }

    @Test
    void cutsCapturedRowsOut() throws IOException {
        List<Object> found = everywhere(captured("08_show_channels_as_json.txt"), BodyScannersTest::jsonRows);
        assertThat(found).hasSize(3).last().isEqualTo(new BodyEnd.Complete());
        assertThat((String) found.get(0))
                .startsWith("{\"uuid\":\"6d7440d0")
                .endsWith("\"initial_context\":\"default\"}");
        assertThat((String) found.get(1)).startsWith("{\"uuid\":\"155fde89").endsWith("}");
    }

    @Test
    void anAnswerWithoutRowsIsComplete() throws IOException {
        assertThat(rows(new String(captured("03_show_calls_as_json.txt"), UTF_8)))
                .containsExactly(new BodyEnd.Complete());
        assertThat(rows(new String(captured("13_show_channels_count_as_json.txt"), UTF_8)))
                .containsExactly(new BodyEnd.Complete());
    }

    @Test
    void aValueCannotForgeARow() {
        assertThat(
                        rows(
                                "{\"x\":\"rows\",\"y\":[{\"rows\":[{}]}],\"rows\":[{\"a\":\"}],\\\"rows\\\":[{\",\"b\":{\"c\":[{}]}},{}],\"z\":[{}]} \n"))
                .containsExactly("{\"a\":\"}],\\\"rows\\\":[{\",\"b\":{\"c\":[{}]}}", "{}", new BodyEnd.Complete());
    }

    @Test
    void leavesOutARowThatIsTooLong() {
        List<Object> found = rows("{\"rows\":[{\"a\":\"" + "x".repeat(1024 * 1024) + "\"},{\"b\":\"c\"}]}");
        assertThat(found).containsExactly("{\"b\":\"c\"}", new BodyEnd.Incomplete("a row of more than 1048576 bytes"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"rows\":[", "{\"rows\":[{\"a\":\"b\"", "{\"rows\":[]", "{}{", "{\"rows\":[\"{\"]"})
    void knowsWhetherTheRowsBrokeOff(String body) {
        assertThat(rows(body)).singleElement().isInstanceOf(BodyEnd.Incomplete.class);
    }

    private static List<Object> registrations(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        List<Object> found = new ArrayList<>();
        BodyScanner scanner = new RegistrationScanner(found::add);
        scanner.feed(bytes, 0, bytes.length);
        found.add(scanner.end());
        return found;
    }

    private static List<Object> rows(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        List<Object> found = new ArrayList<>();
        BodyScanner scanner = jsonRows(found::add);
        scanner.feed(bytes, 0, bytes.length);
        found.add(scanner.end());
        return found;
    }

    private static BodyScanner jsonRows(Consumer<Object> found) {
        return new JsonRows((bytes, offset, length) -> found.accept(new String(bytes, offset, length, UTF_8)));
    }

    /** What is found and the end, cut at each offset, and byte by byte. */
    private static List<Object> everywhere(byte[] body, Function<Consumer<Object>, BodyScanner> scanners) {
        List<Object> whole = new ArrayList<>();
        BodyScanner single = scanners.apply(whole::add);
        for (int i = 0; i < body.length; i++) {
            single.feed(body, i, 1);
        }
        whole.add(single.end());
        for (int cut = 0; cut <= body.length; cut++) {
            List<Object> found = new ArrayList<>();
            BodyScanner scanner = scanners.apply(found::add);
            scanner.feed(body, 0, cut);
            scanner.feed(body, cut, body.length - cut);
            found.add(scanner.end());
            assertThat(found).as("cut at %d", cut).isEqualTo(whole);
        }
        return whole;
    }

    /** The body of a captured answer. */
    private static byte[] captured(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(BodyScannersTest.class.getResourceAsStream("/fixtures/A1/api/" + file), file)) {
            String frame = new String(in.readAllBytes(), UTF_8);
            return frame.substring(frame.indexOf("\n\n") + 2).getBytes(UTF_8);
        }
    }
}
