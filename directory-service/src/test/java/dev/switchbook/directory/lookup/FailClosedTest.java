package dev.switchbook.directory.lookup;

import static dev.switchbook.directory.freeswitch.SipAuth.a1Hash;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.freeswitch.Lookup;
import dev.switchbook.directory.freeswitch.SipAuth.Verdict;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.request.DirectoryRequest.User;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of which FreeSWITCH was seen to let in the wrong ones, answered by this directory. The phone is 121. */
class FailClosedTest {

    private static final String HASH = a1Hash("121", "d.test", "pw");

    private final TestDirectory directory = new TestDirectory();

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                "{'param':{}}",
                "{'param':null}",
                "{'param':{'x':'y'}}",
                "{'param':{'password':''}}",
                "{'param':{'a1-hash':''}}",
                "{'param':{'password':null,'a1-hash':null}}",
                "{'param':{'allow-empty-password':false}}",
                "{'param':{'allow-empty-password':''}}",
                "{'param':{'allow-empty-password':'maybe'}}",
                "{'param':{'password':'x','PASSWORD':''}}",
                "{'params':{'password':'pw'}}",
                "{'variable':{'password':'pw'}}",
                "{'attribute':{'password':'pw'}}"
            })
    void withoutASecretNobodyGetsIn(String json) {
        directory.extension("121", json);
        for (String password : new String[] {"pw", "other", ""}) {
            assertThat(directory.login("121", password)).isEqualTo(Verdict.EMPTY_PASSWORD_DENIED);
        }
    }

    @ParameterizedTest(name = "domain {0}, user {1}: everybody {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|{}|false",
                "{'param':{'allow-empty-password':true}}|{}|true",
                "{'param':{'allow-empty-password':true}}|{'param':{'allow-empty-password':false}}|false",
                "{'param':{'allow-empty-password':false}}|{'param':{'allow-empty-password':true}}|true",
                "{'param':{'allow-empty-password':false}}|{}|false",
                "{}|{'param':{'Allow-Empty-Password':'yes'}}|true",
                "{}|{'param':{'allow-empty-password':true,'password':'secret'}}|false",
            })
    void everybodyGetsInOnlyWhereARecordSaysSo(String domain, String user, boolean everybody) {
        directory.domain("d.test", domain).extension("121", user);
        assertThat(directory.login("121", "any").letsIn()).isEqualTo(everybody);
        assertThat(directory.login("121", "").letsIn()).isEqualTo(everybody);
    }

    @Test
    void aDomainsPasswordIsAUsersThatHasNone() {
        directory.domain("d.test", "{'param':{'password':'pw'}}").extension("121", "{}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.login("121", "other")).isEqualTo(Verdict.WRONG_PASSWORD);
        assertThat(directory.login("121", "")).isEqualTo(Verdict.WRONG_PASSWORD);
    }

    @Test
    void anEmptyHashDoesNotSpoilThePassword() {
        directory.extension("121", "{'param':{'password':'pw','a1-hash':''}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.login("121", "other")).isEqualTo(Verdict.WRONG_PASSWORD);
    }

    @Test
    void aHashWinsAndWorksInCapitals() {
        String hash = HASH.toUpperCase(Locale.ROOT);
        directory.extension("121", "{'param':{'password':'another','A1-HASH':'" + hash + "'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.login("121", "another")).isEqualTo(Verdict.WRONG_PASSWORD);
    }

    @Test
    void ofPasswordsInAnyCaseTheLastCounts() {
        directory.extension("121", "{'param':{'password':'first','PASSWORD':'pw'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.login("121", "first")).isEqualTo(Verdict.WRONG_PASSWORD);
    }

    @Test
    void aHashDoesNotFitTheAliasAndThatIsWarnedOf() {
        directory.extension("121", "{'param':{'a1-hash':'" + HASH + "'},'attribute':{'number-alias':'9121'}}");
        assertThat(directory.login("9121", "pw")).isEqualTo(Verdict.WRONG_PASSWORD);
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.reports.reasons()).contains(Reason.A1_HASH);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"'type':'x'", "'type':''", "'TYPE':'x'", "'ip':'127.0.0.1'", "'Ip':'127.0.0.1'", "'id':'777'"})
    void attributesThatMatchEveryNameDoNot(String attribute) {
        directory.extension("121", "{'param':{'password':'pw'},'attribute':{" + attribute + "}}");
        byte[] answer = directory.xml(new User("121", TestDirectory.DOMAIN, false));
        assertThat(directory.freeswitch.login(answer, "777", "d.test", "127.0.0.1"))
                .isEqualTo(new Lookup.NoUser());
        assertThat(directory.login("777", "pw")).isEqualTo(Verdict.NOT_FOUND);
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
    }

    @Test
    void aPointerIsAUserLikeAnyOther() {
        directory.extension("121", "{'param':{'password':'pw'},'attribute':{'type':'pointer'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
    }

    @Test
    void anExclamationMarkIsNobody() {
        directory.extension("121", "{'param':{'password':'pw'}}").extension("!122", "{'param':{'password':'pw'}}");
        for (String name : new String[] {"!", "!121", "!122", "!x"}) {
            assertThat(directory.login(name, "pw")).isEqualTo(Verdict.NOT_FOUND);
        }
    }

    @ParameterizedTest(name = "{0}: from 127.0.0.1 {1}, from 192.0.2.10 {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.0/8|RIGHT_PASSWORD|ADDRESS_REFUSED",
                "10.0.0.0/8, 192.0.2.0/24|ADDRESS_REFUSED|RIGHT_PASSWORD",
                "127.0.0.1|RIGHT_PASSWORD|ADDRESS_REFUSED",
                "unknown-list|ADDRESS_REFUSED|ADDRESS_REFUSED",
                "' 127.0.0.0/8'|RIGHT_PASSWORD|ADDRESS_REFUSED",
                "''|RIGHT_PASSWORD|RIGHT_PASSWORD",
                "192.168.0.100/255|NOT_FOUND|NOT_FOUND",
                "127.0.0.1/33|NOT_FOUND|NOT_FOUND",
                "127.0.0.0/255.0.0.0|NOT_FOUND|NOT_FOUND",
                "127.0.0.1 /32|NOT_FOUND|NOT_FOUND",
                "127.0.0.1,192.0.2.0/24|NOT_FOUND|NOT_FOUND",
                "foo,192.0.2.0/24|NOT_FOUND|NOT_FOUND",
                "lab-list,127.0.0.0/8|NOT_FOUND|NOT_FOUND",
                "192.0.2.0/24,foo|NOT_FOUND|NOT_FOUND",
                "127.0.0.0/8,|NOT_FOUND|NOT_FOUND",
                "0.0.0.0/32|NOT_FOUND|NOT_FOUND",
                "0.0.0.0/0|RIGHT_PASSWORD|RIGHT_PASSWORD",
                "::1/128|ADDRESS_REFUSED|ADDRESS_REFUSED",
                "::ffff:010.0.0.1/128|NOT_FOUND|NOT_FOUND",
            })
    void onlyThoseMeantByTheAccessListGetIn(String acl, Verdict local, Verdict remote) {
        directory.extension("121", "{'param':{'password':'pw','auth-acl':'" + acl + "'}}");
        assertThat(directory.login("121", "d.test", "pw", "127.0.0.1")).isEqualTo(local);
        assertThat(directory.login("121", "d.test", "pw", "192.0.2.10")).isEqualTo(remote);
    }

    @Test
    void aDomainsAccessListHolds() {
        directory
                .domain("d.test", "{'param':{'auth-acl':'10.0.0.0/8'}}")
                .extension("121", "{'param':{'password':'pw'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.ADDRESS_REFUSED);
    }

    @Test
    void aBadAccessListOfADomainDeniesAllItsUsers() {
        directory.domain("d.test", "{'param':{'auth-acl':'127.0.0.1/33'}}");
        directory.extension("121", "{'param':{'password':'pw','auth-acl':'127.0.0.0/8'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.NOT_FOUND);
    }

    @Test
    void markupInAValueLetsNobodyIn() {
        directory.extension(
                "121",
                "{'param':{'password':'pw'},'variable':{'v':'<!\\'/><variable name=\\'injected\\' value=\\'yes'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.NOT_FOUND);
    }

    @Test
    void emittedHashesLogInAndPasswordsStayHere() {
        TestDirectory hashed = new TestDirectory(Emit.A1_HASH, UnknownDomain.NOT_FOUND);
        hashed.domain("d.test", "{'param':{'password':'of-the-domain'}}");
        hashed.extension("121", "{'param':{'PassWord':'pw'}}").extension("122", "{}");
        hashed.extension("123", "{'param':{'password':'x','a1-hash':'" + a1Hash("123", "d.test", "pw") + "'}}");
        assertThat(hashed.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(hashed.login("121", "of-the-domain")).isEqualTo(Verdict.WRONG_PASSWORD);
        assertThat(hashed.login("122", "of-the-domain")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(hashed.login("123", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        for (String user : new String[] {"121", "122", "123", "777"}) {
            String xml = new String(hashed.xml(new User(user, "d.test", false)), StandardCharsets.UTF_8);
            assertThat(xml).doesNotContain("\"pw\"", "of&#45;the&#45;domain", "\"x\"", "name=\"password\"");
        }
    }

    @Test
    void emittedHashesCannotServeASecondName() {
        TestDirectory hashed = new TestDirectory(Emit.A1_HASH, UnknownDomain.NOT_FOUND);
        hashed.extension("121", "{'param':{'password':'pw'},'attribute':{'number-alias':'9121'}}");
        hashed.extension("122", "{'param':{'password':'pw'}}").domain("alias.test", "{'alias-of':'d.test'}");
        assertThat(hashed.login("121", "pw")).isEqualTo(Verdict.NOT_FOUND);
        assertThat(hashed.login("9121", "pw")).isEqualTo(Verdict.NOT_FOUND);
        assertThat(hashed.login("122", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(hashed.login("122", "alias.test", "pw", "127.0.0.1")).isEqualTo(Verdict.NOT_FOUND);
        assertThat(hashed.reports.notes).isNotEmpty().allSatisfy(note -> {
            assertThat(note.flaw().reason()).isEqualTo(Reason.NO_A1_HASH);
            assertThat(note.refused()).isTrue();
        });
    }

    @Test
    void withoutASecretNobodyGetsInWithEmittedHashesEither() {
        TestDirectory hashed = new TestDirectory(Emit.A1_HASH, UnknownDomain.NOT_FOUND).extension("121", "{}");
        assertThat(hashed.login("121", "")).isEqualTo(Verdict.EMPTY_PASSWORD_DENIED);
    }
}
