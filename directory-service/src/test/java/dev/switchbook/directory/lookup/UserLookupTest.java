package dev.switchbook.directory.lookup;

import static dev.switchbook.directory.lookup.TestDirectory.DOMAIN;
import static dev.switchbook.directory.lookup.TestDirectory.EXTENSIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchbook.directory.freeswitch.Cacheable;
import dev.switchbook.directory.freeswitch.CapturedRequests;
import dev.switchbook.directory.freeswitch.DirectoryFixture;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.freeswitch.Lookup;
import dev.switchbook.directory.freeswitch.SipAuth.Verdict;
import dev.switchbook.directory.record.Reason;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.DirectoryRequest.Domain;
import dev.switchbook.directory.request.DirectoryRequest.Group;
import dev.switchbook.directory.request.DirectoryRequest.NetworkList;
import dev.switchbook.directory.request.DirectoryRequest.Other;
import dev.switchbook.directory.request.DirectoryRequest.User;
import dev.switchbook.directory.request.RequestReader;
import io.lettuce.core.RedisException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserLookupTest {

    private static final String WITH_PASSWORD = "{'param':{'password':'pw'}}";

    private final TestDirectory directory = new TestDirectory();

    @Test
    void aKnownUserIsFound() {
        directory.extension("121", "{'param':{'password':'pw'},'variable':{'user_context':'default'}}");
        assertThat(directory.outcome("121")).isEqualTo(Outcome.FOUND);
        Lookup found = directory.lookup("121", DOMAIN);
        assertThat(found.user().variables())
                .isEqualTo(Map.of("user_context", "default", "cti_extension", "121", "cti_domain", DOMAIN));
        assertThat(found.user().param("dial-var-cti_extension")).hasValue("121");
        assertThat(found.user().param("dial-var-cti_domain")).hasValue(DOMAIN);
        assertThat(found.user().param("dial-string")).hasValue(DirectoryFixture.DIAL_STRING);
        assertThat(directory.reports.notes).isEmpty();
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"777", "", "!", "!121", "12", "1211", "ANNA", " 121", "121 ", "*", "\u0000", "a<!b"})
    void anybodyElseIsFinallyDenied(String user) {
        directory.extension("121", WITH_PASSWORD).extension("Anna", WITH_PASSWORD);
        assertThat(directory.outcome(user)).isEqualTo(Outcome.DENIED);
        assertThat(directory.lookup(user, DOMAIN)).isEqualTo(new Lookup.NoUser());
        assertThat(directory.login(user, "pw")).isEqualTo(Verdict.NOT_FOUND);
    }

    @ParameterizedTest(name = "{0} characters: {1}")
    @CsvSource({"250,FOUND", "251,DENIED", "100000,DENIED"})
    void namesThatAreTooLongAreNotLookedUp(int length, Outcome outcome) {
        String user = "1".repeat(length);
        directory.extension(user, WITH_PASSWORD);
        assertThat(directory.outcome(user)).isEqualTo(outcome);
        boolean asked = directory.store.commands.contains("HGET " + EXTENSIONS + " " + user);
        assertThat(asked).isEqualTo(outcome == Outcome.FOUND);
    }

    @Test
    void domainsThatAreTooLongAreDeniedAndTheEmptyOneIsUnknown() {
        assertThat(directory.answer(new User("121", "", false)).outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(directory.answer(new User("121", "d".repeat(251), false)).outcome())
                .isEqualTo(Outcome.DENIED);
        assertThat(directory.store.commands).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "{'param':{'password':{}}}",
                "{'param':{'password':'pw','x':'<!'}}",
                "{'param':{'password':'pw','auth-acl':'127.0.0.1/33'}}",
                "{'param':{'password':'pw'},'attribute':{'cidr':'x'}}",
                "{'param':{'password':'pw'},'attribute':{'a b':'x'}}",
                "{'param':{'password':'pw\\u0000'}}"
            })
    void anInvalidRecordDeniesAndIsTold(String json) {
        directory.extension("121", json);
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.NOT_FOUND);
        assertThat(directory.lookup("121", DOMAIN)).isEqualTo(new Lookup.NoUser());
        assertThat(directory.reports.notes).isNotEmpty().allSatisfy(note -> {
            assertThat(note.key()).isEqualTo(EXTENSIONS);
            assertThat(note.field()).isEqualTo("121");
            assertThat(note.refused()).isTrue();
        });
    }

    @ParameterizedTest
    @EnumSource(UnknownDomain.class)
    void anUnknownDomainIsAnsweredAsConfigured(UnknownDomain unknown) {
        TestDirectory other = new TestDirectory(Emit.PASSWORD, unknown);
        for (DirectoryRequest request : List.of(
                new User("121", DOMAIN, false),
                new Domain(DOMAIN),
                new Group("sales", DOMAIN),
                new NetworkList(DOMAIN))) {
            boolean deny = unknown == UnknownDomain.DENY;
            assertThat(other.answer(request).outcome()).isEqualTo(deny ? Outcome.DENIED : Outcome.NOT_FOUND);
            assertThat(other.freeswitch.domainExists(other.xml(request), DOMAIN))
                    .isEqualTo(deny);
        }
        assertThat(other.lookup("121", DOMAIN))
                .isInstanceOf(unknown == UnknownDomain.DENY ? Lookup.NoUser.class : Lookup.FallsThrough.class);
    }

    @ParameterizedTest
    @EnumSource(UnknownDomain.class)
    void aDomainThatWasKnownStaysAFinalNo(UnknownDomain unknown) {
        TestDirectory byRecord = new TestDirectory(Emit.PASSWORD, unknown).domain(DOMAIN, "{}");
        TestDirectory byExtensions = new TestDirectory(Emit.PASSWORD, unknown).extension("121", WITH_PASSWORD);
        for (TestDirectory each : List.of(byRecord, byExtensions)) {
            each.lookup("777", DOMAIN);
            each.store.hashes.clear();
            assertThat(each.outcome("121")).isEqualTo(Outcome.DENIED);
            assertThat(each.lookup("121", DOMAIN)).isEqualTo(new Lookup.NoUser());
            assertThat(each.answer(new Domain(DOMAIN)).outcome()).isEqualTo(Outcome.FOUND);
        }
    }

    @Test
    void anotherSectionIsNotFoundWhateverTheSetting() {
        TestDirectory deny = new TestDirectory(Emit.PASSWORD, UnknownDomain.DENY);
        assertThat(deny.answer(new Other()).outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(deny.store.commands).isEmpty();
    }

    @Test
    void aDomainIsAskedForInAnyCase() {
        directory.extension("121", WITH_PASSWORD);
        byte[] answer = directory.xml(
                RequestReader.read("section=directory&key=id&user=121&domain=D.TEST".getBytes(StandardCharsets.UTF_8)));
        assertThat(directory.freeswitch.login(answer, "121", "D.TEST")).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void aBrokenDomainLetsNobodyIn() {
        directory.extension("121", WITH_PASSWORD).domain(DOMAIN, "{'param':{'auth-acl':'foo,10.0.0.0/8'}}");
        assertThat(directory.outcome("121")).isEqualTo(Outcome.DENIED);
        assertThat(directory.lookup("121", DOMAIN)).isEqualTo(new Lookup.NoUser());
        assertThat(directory.reports.notes)
                .isNotEmpty()
                .allMatch(note -> note.key().equals("cti_domain"));
        assertThat(directory.answer(new Domain(DOMAIN)).outcome()).isEqualTo(Outcome.DENIED);
        assertThat(directory.answer(new NetworkList(DOMAIN)).outcome()).isEqualTo(Outcome.DENIED);
    }

    @Test
    void redisAwayIsNoAnswerAtAll() {
        directory.extension("121", WITH_PASSWORD);
        directory.store.failure = new RedisException("away");
        assertThat(directory.answer(new User("121", DOMAIN, false))).isInstanceOf(Answer.Unavailable.class);
        assertThat(directory.outcome("121")).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(directory.reports.unavailable).containsOnly("away");
        directory.store.failure = new IllegalStateException("bug");
        assertThat(directory.outcome("121")).isEqualTo(Outcome.UNAVAILABLE);
        assertThat(directory.reports.faults).hasSize(1);
    }

    @Test
    void aliasesThatCannotBeReadAreNoDenial() {
        directory.extension("121", WITH_PASSWORD);
        directory.aliases.failure = new RedisException("away");
        assertThat(directory.outcome("121")).isEqualTo(Outcome.FOUND);
        assertThat(directory.outcome("9121")).isEqualTo(Outcome.UNAVAILABLE);
    }

    @Test
    void everyActionAndKeyGetsTheSameBytes() {
        directory.store.hashes.putAll(copy(DirectoryFixture.recorded().build()));
        Map<String, byte[]> answers = new HashMap<>();
        int compared = 0;
        for (CapturedRequests.Request request : CapturedRequests.all()) {
            DirectoryRequest read = RequestReader.read(request.body().getBytes(StandardCharsets.UTF_8));
            if (read instanceof User user) {
                byte[] xml = directory.xml(read);
                byte[] before = answers.putIfAbsent(user.user() + "@" + user.domain(), xml);
                if (before != null) {
                    assertThat(xml).isEqualTo(before);
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
        assertThat(directory.xml(new User("121", "127.0.0.1", true)))
                .isEqualTo(directory.xml(new User("121", "127.0.0.1", false)));
    }

    @Test
    void recordedLoginsEndAsRecorded() {
        for (String scenario : CapturedRequests.SCENARIOS) {
            TestDirectory recorded = new TestDirectory();
            recorded.store.hashes.putAll(copy(DirectoryFixture.of(scenario).build()));
            for (CapturedRequests.Request request : CapturedRequests.of(scenario)) {
                if (RequestReader.read(request.body().getBytes(StandardCharsets.UTF_8)) instanceof User user) {
                    boolean found = recorded.answer(user).outcome() == Outcome.FOUND;
                    assertThat(found).as(request.body()).isEqualTo(request.found());
                }
            }
        }
    }

    private static Map<String, Map<String, String>> copy(Map<String, Map<String, String>> hashes) {
        return new HashMap<>(hashes);
    }

    @Test
    void anAliasIsAnsweredWithTheCanonicalId() {
        directory.extension("121", "{'param':{'password':'pw'},'attribute':{'number-alias':'9121'}}");
        assertThat(directory.lookup("9121", DOMAIN).user().attribute("id")).hasValue("121");
        assertThat(directory.login("9121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        byte[] answer = directory.xml(new User("9121", DOMAIN, true));
        assertThat(directory.freeswitch.userExists(answer, "number-alias", "9121", DOMAIN))
                .isTrue();
        assertThat(answer).isEqualTo(directory.xml(new User("121", DOMAIN, false)));
    }

    @ParameterizedTest(name = "the extension's record: {0}")
    @ValueSource(strings = {WITH_PASSWORD, "{}", "broken"})
    void anAliasNeverShadowsAnExtension(String json) {
        directory.extension("121", "{'param':{'password':'theirs'},'attribute':{'number-alias':'122'}}");
        directory.extension("122", json);
        assertThat(directory.login("122", "theirs").letsIn()).isFalse();
        if (directory.lookup("122", DOMAIN) instanceof Lookup.Found found) {
            assertThat(found.user().attribute("id")).hasValue("122");
        }
    }

    @Test
    void ofTwoWithOneAliasTheFirstInOrderAnswersAndTheOtherIsTold() {
        directory.extension("1000", "{'param':{'password':'b'},'attribute':{'number-alias':'9'}}");
        directory.extension("99", "{'param':{'password':'a'},'attribute':{'number-alias':'9'}}");
        assertThat(directory.login("9", "a")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.login("9", "b")).isEqualTo(Verdict.WRONG_PASSWORD);
        assertThat(directory.reports.notes).isNotEmpty().allSatisfy(note -> {
            assertThat(note.flaw().reason()).isEqualTo(Reason.SHARED_ALIAS);
            assertThat(note.field()).isEqualTo("1000");
            assertThat(note.refused()).isFalse();
        });
    }

    @Test
    void aClaimThatIsNoLongerTrueIsNotBelieved() {
        directory.extension("99", WITH_PASSWORD);
        directory.extension("100", "{'param':{'password':'b'},'attribute':{'number-alias':'9'}}");
        directory.aliases.lagging.put("9@d.test", List.of("98", "99", "100"));
        assertThat(directory.login("9", "b")).isEqualTo(Verdict.RIGHT_PASSWORD);
        directory.extension("100", WITH_PASSWORD);
        assertThat(directory.outcome("9")).isEqualTo(Outcome.DENIED);
    }

    @Test
    void anInvalidFirstClaimantDeniesTheAlias() {
        directory.extension("99", "{'attribute':{'number-alias':'9','x':{}}}");
        directory.extension("100", "{'param':{'password':'b'},'attribute':{'number-alias':'9'}}");
        directory.aliases.lagging.put("9@d.test", List.of("99", "100"));
        assertThat(directory.outcome("9")).isEqualTo(Outcome.DENIED);
        assertThat(directory.reports.reasons()).containsExactly(Reason.NESTED);
        directory.aliases.lagging.put("9@d.test", List.of("100", "99"));
        assertThat(directory.outcome("9")).isEqualTo(Outcome.FOUND);
    }

    @Test
    void anAliasEqualToItsOwnExtensionIsNoConflict() {
        directory.extension("121", "{'param':{'password':'pw'},'attribute':{'number-alias':'121'}}");
        assertThat(directory.login("121", "pw")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.reports.notes).isEmpty();
    }

    @Test
    void anAliasOfServesTheHoldersExtensionsUnderItsOwnName() {
        directory.extension("121", WITH_PASSWORD).domain(DOMAIN, "{'param':{'a':'holder','b':'holder'}}");
        directory.domain("alias.test", "{'alias-of':'d.test','param':{'b':'own'},'variable':{'v':'own'}}");
        Lookup found = directory.lookup("121", "alias.test");
        assertThat(found.user().attribute("domain-name")).hasValue("alias.test");
        assertThat(found.user().param("a")).hasValue("holder");
        assertThat(found.user().param("b")).hasValue("own");
        assertThat(found.user().variables())
                .isEqualTo(Map.of("v", "own", "cti_extension", "121", "cti_domain", DOMAIN));
        assertThat(directory.login("121", "alias.test", "pw", "127.0.0.1")).isEqualTo(Verdict.RIGHT_PASSWORD);
        assertThat(directory.login("777", "alias.test", "pw", "127.0.0.1")).isEqualTo(Verdict.NOT_FOUND);
    }

    @Test
    void anAliasOfDoesNotServeExtensionsOfItsOwn() {
        directory.extension("121", WITH_PASSWORD).domain("alias.test", "{'alias-of':'d.test'}");
        directory.store.put("cti_exten@alias.test", "500", WITH_PASSWORD);
        assertThat(directory.login("500", "alias.test", "pw", "127.0.0.1")).isEqualTo(Verdict.NOT_FOUND);
    }

    @Test
    void anAliasOfWhoseHolderHasNoRecordServesItsExtensions() {
        directory.extension("121", WITH_PASSWORD).domain("alias.test", "{'alias-of':'D.Test'}");
        assertThat(directory.login("121", "alias.test", "pw", "127.0.0.1")).isEqualTo(Verdict.RIGHT_PASSWORD);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'alias-of':'alias.test'}|{}",
                "{'alias-of':'d.test'}|{'alias-of':'e.test'}",
                "{'alias-of':'d.test'}|{'x'",
                "{'alias-of':'d.test'}|{'param':{'auth-acl':'/'}}"
            })
    void anAliasOfItselfOfAnAliasOrOfABrokenDomainLetsNobodyIn(String own, String holder) {
        directory.extension("121", WITH_PASSWORD).domain("alias.test", own).domain(DOMAIN, holder);
        directory.store.put("cti_exten@alias.test", "121", WITH_PASSWORD);
        directory.store.put("cti_exten@e.test", "121", WITH_PASSWORD);
        assertThat(directory.answer(new User("121", "alias.test", false)).outcome())
                .isEqualTo(Outcome.DENIED);
        assertThat(directory.lookup("121", "alias.test")).isEqualTo(new Lookup.NoUser());
        assertThat(directory.reports.notes).isNotEmpty();
    }

    @Test
    void cacheableIsLeftOutWhereTheCacheCouldTakeOneForTheOther() {
        String cached = "{'param':{'password':'pw'},'attribute':{'cacheable':5000}}";
        directory.store.put("cti_exten@110.0.0.1", "10", cached);
        directory.store.put("cti_exten@10.0.0.1", "101", cached);
        assertThat(FreeSwitchXml.cacheKey("id", "10", "110.0.0.1"))
                .isEqualTo(FreeSwitchXml.cacheKey("id", "101", "10.0.0.1"));
        assertThat(kept("10", "110.0.0.1")).isEqualTo(new Cacheable.Never());
        assertThat(kept("101", "10.0.0.1")).isEqualTo(new Cacheable.Never());
        assertThat(directory.reports.reasons()).containsOnly(Reason.CACHEABLE);
    }

    @Test
    void cacheableIsKeptWhereNothingCollides() {
        String cached = "{'param':{'password':'pw'},'attribute':{'cacheable':5000,'number-alias':'9'}}";
        directory.store.put("cti_exten@110.0.0.1", "20", cached);
        directory.store.put("cti_exten@10.0.0.1", "7", cached);
        directory.domain("0.1", "{}").domain("x.test", "{}");
        assertThat(kept("7", "10.0.0.1")).isEqualTo(new Cacheable.Never()); // 710.0. + 0.1
        directory.store.hashes.remove("cti_domain");
        assertThat(kept("20", "110.0.0.1")).isEqualTo(new Cacheable.Never()); // 2011 + 0.0.0.1 no, 201 + 10.0.0.1 yes
        TestDirectory fresh = new TestDirectory();
        fresh.store.put("cti_exten@110.0.0.1", "20", cached);
        fresh.store.put("cti_exten@e.test", "20", cached);
        fresh.store.put("cti_exten@d.e.test.x", "20", cached);
        assertThat(fresh.lookup("20", "110.0.0.1").user().cacheable()).isEqualTo(new Cacheable.For(5_000_000));
        assertThat(fresh.lookup("20", "e.test").user().cacheable()).isEqualTo(new Cacheable.For(5_000_000));
        assertThat(fresh.reports.notes).isEmpty();
    }

    @Test
    void anAliasIsJudgedByTheNameThatIsAskedFor() {
        directory.store.put(
                "cti_exten@10.0.0.1",
                "7",
                "{'param':{'password':'pw'},'attribute':{'cacheable':5000,'number-alias':'101'}}");
        directory.store.put("cti_exten@110.0.0.1", "10", WITH_PASSWORD);
        assertThat(kept("101", "10.0.0.1")).isEqualTo(new Cacheable.Never());
        assertThat(kept("7", "10.0.0.1")).isEqualTo(new Cacheable.For(5_000_000));
    }

    @Test
    void aDomainThatWasOnceKnownStillCollides() {
        String cached = "{'param':{'password':'pw'},'attribute':{'cacheable':true}}";
        directory.store.put("cti_exten@110.0.0.1", "10", cached);
        directory.lookup("10", "110.0.0.1");
        directory.store.hashes.remove("cti_exten@110.0.0.1");
        directory.store.put("cti_exten@10.0.0.1", "101", cached);
        assertThat(kept("101", "10.0.0.1")).isEqualTo(new Cacheable.Never());
    }

    private Cacheable kept(String user, String domain) {
        return directory.lookup(user, domain).user().cacheable();
    }

    @Test
    void aDomainThatFreeSwitchCannotCarryLetsNobodyIn() {
        String domain = "d<!\"/><variable name=\"injected\" value=\"yes";
        directory.store.put("cti_exten@" + domain, "121", WITH_PASSWORD);
        Lookup lookup = directory.lookup("121", domain);
        assertThat(lookup).isEqualTo(new Lookup.NoUser());
    }

    @Test
    void theLargestRecordsStillMakeAnAnswerThatFreeSwitchTakes() {
        StringBuilder block = new StringBuilder();
        for (int i = 0; block.length() < 63_000; i++) {
            block.append(block.isEmpty() ? "" : ",")
                    .append("'~")
                    .append(i)
                    .append("':'")
                    .append("~".repeat(1000))
                    .append("'");
        }
        String own = block.toString();
        directory.extension("121", "{'param':{'password':'pw'},'variable':{" + own + "}}");
        directory.domain(DOMAIN, "{'variable':{" + own.replace("'~", "'x") + "}}");
        directory.domain("alias.test", "{'alias-of':'d.test','variable':{" + own.replace("'~", "'y") + "}}");
        assertThat(directory.lookup("121", "alias.test")).isEqualTo(new Lookup.NoUser());
    }

    @Test
    void namesThatFreeSwitchsCacheCutsAreNobodys() {
        String domain = "\u4e00".repeat(250);
        String user = "\u4e01".repeat(250);
        directory.store.put("cti_exten@" + domain, user, "{'param':{'password':'pw'},'attribute':{'cacheable':true}}");
        assertThat(FreeSwitchXml.cacheKey("id", user, domain))
                .isEqualTo(FreeSwitchXml.cacheKey("id", user, "\u4e00".repeat(249)));
        assertThat(directory.lookup(user, domain)).isEqualTo(new Lookup.NoUser());
    }
}
