package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which answers end a look-up and which make FreeSWITCH ask its static files: the table of refusals as seen. */
class FinalAnswerTest {

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<domain name=\"d.test\"></domain>",
                "<domain name=\"d.test\"/>",
                "<domain name=\"d.test\"><users/></domain>",
                "<domain name=\"d.test\"><users><user id=\"122\"/></users></domain>",
                "<domain name=\"D.TEST\"><users/></domain>",
            })
    void aDomainWithoutTheUserIsFinal(String domain) {
        byte[] answer = Answers.directory(domain);
        assertThat(freeswitch.login(answer, "121", "d.test")).isInstanceOf(Lookup.NoUser.class);
        assertThat(freeswitch.userExists(answer, "id", "121", "d.test")).isFalse();
        assertThat(freeswitch.domainExists(answer, "d.test")).isTrue();
        assertThat(freeswitch.userData(answer, "121", "d.test", UserDataType.PARAM, "password"))
                .isEmpty();
        assertThat(freeswitch.groupCall(answer, "sales", "d.test", id -> answer).text())
                .isEqualTo("error/NO_ROUTE_DESTINATION");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<document type=\"freeswitch/xml\"><section name=\"result\"><result status=\"not found\"/></section></document>",
                "<document type=\"freeswitch/xml\"><section name=\"result\"><result status=\"NOT FOUND\"/></section></document>",
                "<document type=\"freeswitch/xml\"><section name=\"result\"><result status=\"error\"/></section></document>",
                "<document type=\"freeswitch/xml\"><section name=\"directory\"></section></document>",
                "<document><section name=\"directory\"><domain name=\"e.test\"><users/></domain></section></document>",
                "",
                "\n",
                "<html><body>Sorry</body></html>",
                "<html><body>Sorry<br></body></html>",
                "no markup at all",
                "<document><section name=\"directory\"><domain name=\"d.test\">",
            })
    void anythingElseFallsThrough(String answer) {
        byte[] bytes = Answers.bytes(answer);
        assertThat(freeswitch.login(bytes, "121", "d.test")).isInstanceOf(Lookup.FallsThrough.class);
        assertThat(freeswitch.domainExists(bytes, "d.test")).isFalse();
        assertThat(freeswitch.networkList(bytes, "d.test")).isEmpty();
    }

    @Test
    void gatewaysTakeASectionWithoutDomainsForFinal() {
        assertThat(freeswitch.gatewayDomains(Answers.directory("")))
                .hasValueSatisfying(domains -> assertThat(domains).isEmpty());
        assertThat(freeswitch.gatewayDomains(Answers.notFound())).isEmpty();
        assertThat(freeswitch.gatewayDomains(
                        Answers.directory("<domain name=\"a\"></domain><domain name=\"b\"></domain>")))
                .hasValueSatisfying(domains -> assertThat(domains).containsExactly("a", "b"));
    }

    @Test
    void aBodyOverOneMebibyteIsThrownAway() {
        byte[] whole = Arrays.copyOf(Answers.user("", ""), FreeSwitchXml.MAX_BYTES);
        Arrays.fill(whole, Answers.user("", "").length, whole.length, (byte) '\n');
        assertThat(freeswitch.login(whole, "121", "d.test")).isInstanceOf(Lookup.Found.class);
        byte[] more = Arrays.copyOf(whole, whole.length + 1);
        more[whole.length] = '\n';
        assertThat(freeswitch.login(more, "121", "d.test"))
                .isEqualTo(new Lookup.FallsThrough("Oversized file detected"));
        assertThat(freeswitch.networkList(more, "d.test")).isEmpty();
    }

    @Test
    void groupCallWithoutDialStringCallsTheUser() {
        byte[] answer =
                Answers.domain("<groups><group name=\"sales\"><users><user id=\"121\"/><user id=\"122\"/></users>"
                        + "</group></groups>");
        assertThat(freeswitch.groupCall(answer, "SALES", "d.test", id -> answer).text())
                .isEqualTo("user/121@d.test,user/122@d.test");
    }

    @Test
    void groupCallDropsPointersToNobody() {
        byte[] group = Answers.domain("<groups><group name=\"sales\"><users><user id=\"121\" type=\"pointer\"/>"
                + "<user id=\"123\" type=\"pointer\"/></users></group></groups>");
        Function<String, byte[]> pointed =
                id -> Map.of("121", Answers.user("", "")).getOrDefault(id, Answers.notFound());
        assertThat(freeswitch.groupCall(group, "sales", "d.test", pointed).text())
                .isEqualTo("user/121@d.test");
    }

    @Test
    void groupCallTakesTheNearestDialString() {
        String user = "<user id=\"121\">" + Answers.params("dial-string", "u", "group-dial-string", "g") + "</user>";
        byte[] answer = Answers.domain(Answers.params("dial-string", "d") + "<groups><group name=\"a\"><users>" + user
                + "<user id=\"122\"/></users></group><group name=\"b\">" + Answers.params("dial-string", "b")
                + "<users><user id=\"123\"/></users></group></groups>");
        assertThat(freeswitch.groupCall(answer, "a", "d.test", id -> answer).text())
                .isEqualTo("g,d");
        assertThat(freeswitch.groupCall(answer, "b", "d.test", id -> answer).text())
                .isEqualTo("b");
    }

    @Test
    void networkListTakesUsersWithACidr() {
        String users = "<user id=\"1\" cidr=\"10.0.0.0/8\"/><user id=\"2\"/><user id=\"3\" cidr=\"10.1.0.1\"/>"
                + "<user id=\"4\" cidr=\"10.2.0.0/16, 10.3.0.0/255 ,10.4.0.0/16\"/>";
        String group =
                "<groups><group name=\"a\"><users><user id=\"5\" cidr=\"10.5.0.0/16\"/></users></group></groups>";
        NetworkList beside =
                freeswitch.networkList(Answers.domain(users + group), "d.test").orElseThrow();
        assertThat(beside.entries())
                .extracting(NetworkList.Entry::cidr)
                .containsExactly("10.0.0.0/8", "10.2.0.0/16", "10.4.0.0/16", "10.5.0.0/16");
        assertThat(beside.rejected())
                .containsExactly(new NetworkList.Entry("3", "10.1.0.1"), new NetworkList.Entry("4", "10.3.0.0/255"));
        NetworkList inUsers = freeswitch
                .networkList(Answers.domain(group + "<users>" + users + "</users>"), "d.test")
                .orElseThrow();
        assertThat(inUsers.entries()).extracting(NetworkList.Entry::id).containsExactly("1", "4", "4");
    }
}
