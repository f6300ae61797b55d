package dev.switchbook.directory.freeswitch;

import static dev.switchbook.directory.freeswitch.Answers.params;
import static dev.switchbook.directory.freeswitch.SipAuth.a1Hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in with which record: the table of logins as seen. Phones know {@code pw}, or {@code other}. */
class WhoGetsInTest {

    private static final String LOCAL = "127.0.0.1";
    private static final String HASH = a1Hash("121", "d.test", "pw");

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();
    private final SipAuth auth = new SipAuth();

    @ParameterizedTest
    @MethodSource("open")
    void withoutPasswordEverybodyGetsIn(String content) {
        assertThat(verdict(Answers.user("", content), "121", "pw")).isEqualTo(SipAuth.Verdict.NO_PASSWORD_NEEDED);
        assertThat(verdict(Answers.user("", content), "121", "other")).isEqualTo(SipAuth.Verdict.NO_PASSWORD_NEEDED);
        assertThat(verdict(Answers.user("", content), "121", "")).isEqualTo(SipAuth.Verdict.NO_PASSWORD_NEEDED);
    }

    @ParameterizedTest
    @MethodSource("open")
    void unlessTheDomainForbidsIt(String content) {
        for (String no : new String[] {"false", "0"}) {
            byte[] answer = Answers.domain(
                    params("allow-empty-password", no) + "<users><user id=\"121\">" + content + "</user></users>");
            assertThat(verdict(answer, "121", "pw")).isEqualTo(SipAuth.Verdict.EMPTY_PASSWORD_DENIED);
        }
    }

    static Stream<String> open() {
        return Stream.of("", "<params/>", params("x", "y"), params("password", ""), params("a1-hash", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0"})
    void unlessTheUserForbidsIt(String no) {
        byte[] answer = Answers.user("", params("allow-empty-password", no, "password", "", "a1-hash", ""));
        assertThat(verdict(answer, "121", "")).isEqualTo(SipAuth.Verdict.EMPTY_PASSWORD_DENIED);
    }

    @ParameterizedTest
    @MethodSource("records")
    void thePasswordDecides(String content, boolean rightGetsIn) {
        byte[] answer = Answers.user("number-alias=\"9121\"", content);
        assertThat(verdict(answer, "121", "pw").letsIn()).isEqualTo(rightGetsIn);
        assertThat(verdict(answer, "121", "other")).isEqualTo(SipAuth.Verdict.WRONG_PASSWORD);
        assertThat(verdict(answer, "121", "")).isEqualTo(SipAuth.Verdict.WRONG_PASSWORD);
    }

    static Stream<Arguments> records() {
        return Stream.of(
                arguments(params("password", "pw"), true),
                arguments(params("PASSWORD", "pw"), true),
                arguments(params("password", "first", "password", "pw"), true),
                arguments(params("password", "pw", "password", "last"), false),
                arguments(params("password", "pw", "a1-hash", ""), false),
                arguments(params("password", "wrong", "a1-hash", HASH), true),
                arguments(params("password", "", "a1-hash", HASH), true),
                arguments(params("a1-hash", HASH), true),
                arguments(params("a1-hash", HASH.toUpperCase(Locale.ROOT)), false));
    }

    @Test
    void aDomainsPasswordIsAUsersThatHasNone() {
        byte[] answer = Answers.domain(params("password", "pw") + "<users><user id=\"121\"/></users>");
        assertThat(verdict(answer, "121", "pw")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
        assertThat(verdict(answer, "121", "other")).isEqualTo(SipAuth.Verdict.WRONG_PASSWORD);
    }

    @Test
    void anAliasLogsInWithThePasswordButNotWithTheHash() {
        assertThat(verdict(Answers.user("number-alias=\"9121\"", params("password", "pw")), "9121", "pw"))
                .isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
        assertThat(verdict(Answers.user("number-alias=\"9121\"", params("a1-hash", HASH)), "9121", "pw"))
                .isEqualTo(SipAuth.Verdict.WRONG_PASSWORD);
    }

    @Test
    void idsCompareWithoutCase() {
        byte[] answer = Answers.users("<user id=\"Anna\">" + params("password", "pw") + "</user>");
        assertThat(verdict(answer, "anna", "pw")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ""})
    void aTypeMatchesEveryName(String type) {
        byte[] answer = Answers.user("type=\"" + type + "\"", params("password", "pw"));
        assertThat(verdict(answer, "777", "pw")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
    }

    @Test
    void aPointerDoesNotLogIn() {
        byte[] answer = Answers.user("type=\"pointer\"", params("password", "pw"));
        assertThat(verdict(answer, "121", "pw")).isEqualTo(SipAuth.Verdict.NOT_FOUND);
        assertThat(verdict(answer, "777", "pw")).isEqualTo(SipAuth.Verdict.NOT_FOUND);
    }

    @Test
    void anIpMatchesEveryNameFromThere() {
        byte[] answer = Answers.user("ip=\"127.0.0.1\"", params("password", "pw"));
        assertThat(verdict(answer, "777", "pw")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
        Lookup elsewhere = freeswitch.login(answer, "777", "d.test", "192.0.2.10");
        assertThat(elsewhere).isInstanceOf(Lookup.NoUser.class);
    }

    @Test
    void anExclamationMarkIsTheFirstUser() {
        byte[] answer = Answers.users("<user id=\"121\">" + params("password", "pw") + "</user><user id=\"122\">"
                + params("password", "other") + "</user>");
        assertThat(verdict(answer, "!", "pw")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
        assertThat(verdict(answer, "!", "other")).isEqualTo(SipAuth.Verdict.WRONG_PASSWORD);
        assertThat(verdict(answer, "!121", "other")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
    }

    @Test
    void forbidRegisterForbids() {
        for (String yes : new String[] {"true", "yes"}) {
            byte[] answer = Answers.user("", params("password", "pw", "sip-forbid-register", yes));
            assertThat(verdict(answer, "121", "pw")).isEqualTo(SipAuth.Verdict.FORBIDDEN);
        }
        byte[] no = Answers.user("", params("password", "pw", "sip-forbid-register", "false"));
        assertThat(verdict(no, "121", "pw")).isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
    }

    @Test
    void aDomainsAclHoldsForAUserWithoutParams() {
        byte[] answer = Answers.domain(params("auth-acl", "10.0.0.0/8") + "<users><user id=\"121\"/></users>");
        assertThat(verdict(answer, "121", "pw")).isEqualTo(SipAuth.Verdict.ADDRESS_REFUSED);
    }

    @Test
    void userGoesBeforeGroupBeforeDomain() {
        String user = "<user id=\"121\">" + params("a", "u") + "</user>";
        byte[] answer = Answers.domain(params("a", "d", "b", "d", "c", "d") + "<groups><group name=\"g\">"
                + params("a", "g", "B", "g") + "<users>" + user + "</users></group></groups>");
        DirectoryUser found = freeswitch.login(answer, "121", "d.test").user();
        assertThat(found.params())
                .containsEntry("a", "u")
                .containsEntry("B", "g")
                .containsEntry("c", "d");
        assertThat(found.attribute("domain-name")).hasValue("d.test");
    }

    private SipAuth.Verdict verdict(byte[] answer, String name, String password) {
        return auth.verdict(freeswitch.login(answer, name, "d.test", LOCAL), name, "d.test", password, LOCAL);
    }
}
