package dev.switchbook.directory;

import static dev.switchbook.directory.RunningDirectory.fill;
import static dev.switchbook.directory.RunningDirectory.form;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.switchbook.common.testing.TestRedis;
import dev.switchbook.directory.RawHttp.Response;
import dev.switchbook.directory.freeswitch.CapturedRequests;
import dev.switchbook.directory.freeswitch.CapturedRequests.Request;
import dev.switchbook.directory.freeswitch.DirectoryFixture;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.freeswitch.GroupCall;
import dev.switchbook.directory.freeswitch.Lookup;
import dev.switchbook.directory.freeswitch.SipAuth;
import dev.switchbook.directory.freeswitch.SipAuth.Verdict;
import dev.switchbook.directory.request.DirectoryRequest;
import dev.switchbook.directory.request.RequestReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of request over real sockets from a real Redis, judged by what FreeSWITCH makes of the answer. */
class LookupIT {

    private static TestRedis redis;
    private static RunningDirectory directory;
    private static RunningDirectory denying;
    private static RunningDirectory hashing;

    private final FreeSwitchXml freeSwitch = new FreeSwitchXml();

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        directory = RunningDirectory.on(redis);
        denying = RunningDirectory.on(redis, "\"unknown-domain\": \"deny\"");
        hashing = RunningDirectory.on(redis, "\"emit\": \"a1-hash\"");
    }

    @AfterAll
    static void stop() {
        directory.close();
        denying.close();
        hashing.close();
        redis.close();
    }

    @BeforeEach
    void empty() {
        redis.flush();
    }

    private static void extension(String domain, String extension, String json) {
        redis.call("HSET", "cti_exten@" + domain, extension, json);
    }

    private Lookup login(String user, String domain) {
        Lookup found = freeSwitch.login(directory.xml(user, domain), user, domain);
        assertThat(freeSwitch.executed()).isEmpty();
        return found;
    }

    private Verdict verdict(String user, String domain, String password, String ip) {
        return new SipAuth().verdict(login(user, domain), user, domain, password, ip);
    }

    static List<String> scenarios() {
        return CapturedRequests.SCENARIOS;
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void answersEveryCapturedRequest(String scenario) {
        fill(redis, DirectoryFixture.of(scenario).build());
        for (Request captured : CapturedRequests.of(scenario)) {
            DirectoryRequest request = RequestReader.read(captured.body().getBytes(StandardCharsets.UTF_8));
            if (asksByAlias(captured, request)) {
                // the keys were flushed and written anew: to the search they may still be empty
                await().untilAsserted(() -> assertAnswered(captured, request, answer(captured)));
            } else {
                assertAnswered(captured, request, answer(captured));
            }
        }
    }

    private static byte[] answer(Request captured) {
        try (RawHttp http = directory.connect()) {
            return http.post(captured.body()).body();
        }
    }

    private static boolean asksByAlias(Request captured, DirectoryRequest request) {
        return captured.found()
                && request instanceof DirectoryRequest.User user
                && user.user().length() > 3
                && user.user().startsWith("9");
    }

    private void assertAnswered(Request captured, DirectoryRequest request, byte[] answer) {
        FreeSwitchXml model = new FreeSwitchXml();
        if (request instanceof DirectoryRequest.User user) {
            Lookup found = model.login(answer, user.user(), user.domain());
            if (captured.found()) {
                String id = user.user().length() > 3 && user.user().startsWith("9")
                        ? user.user().substring(1)
                        : user.user();
                assertThat(found.user().attribute("id")).as(captured.body()).hasValue(id);
                assertThat(found.user().param("password")).hasValue("pw-" + id);
                assertThat(found.user().param("dial-string")).hasValue(DirectoryFixture.DIAL_STRING);
                assertThat(found.user().variable("cti_extension")).hasValue(id);
                assertThat(found.user().variable("cti_domain")).hasValue(user.domain());
            } else {
                assertThat(found).as(captured.body()).isInstanceOf(Lookup.NoUser.class);
            }
        } else if (request instanceof DirectoryRequest.Group group) {
            GroupCall call = model.groupCall(answer, group.group(), group.domain(), id -> new byte[0]);
            assertThat(call.members().stream().map(GroupCall.Member::id).toList())
                    .isEqualTo(group.group().equals("sales") ? List.of("121", "122", "123") : List.of());
        } else if (request instanceof DirectoryRequest.NetworkList list) {
            assertThat(model.networkList(answer, list.domain()).orElseThrow().entries())
                    .isEmpty();
        } else if (request instanceof DirectoryRequest.Gateways) {
            assertThat(model.gatewayDomains(answer).orElseThrow())
                    .containsExactlyInAnyOrder("127.0.0.1", "pbx.example.test");
        } else if (request instanceof DirectoryRequest.Domain domain) {
            assertThat(model.domainExists(answer, domain.domain())).isTrue();
        } else {
            throw new AssertionError("not recognised: " + captured.body());
        }
        assertThat(model.executed()).isEmpty();
    }

    @Test
    void answersTheSameBytesWhateverTheAction() {
        extension("d.test", "121", "{\"param\":{\"password\":\"pw\"},\"attribute\":{\"cacheable\":true}}");
        byte[] login = directory.xml("121", "d.test");
        List<String> others = List.of(
                "section=directory&action=user_call&as_channel=true&key=id&user=121&domain=d.test",
                "section=directory&action=reverse-auth-lookup&key=id&user=121&domain=d.test",
                "section=directory&action=jsonrpc-authenticate&key=id&user=121&domain=d.test",
                "section=directory&action=event_socket_auth&key=id&user=121&domain=d.test",
                "section=directory&action=voicemail-lookup&key=id&user=121&domain=d.test",
                "section=directory&type=param&key=number-alias&user=121&domain=d.test",
                "section=directory&user=121&domain=d.test&purpose=publish-vm",
                "section=directory&key=id&user=121&domain=d.test");
        for (String other : others) {
            assertThat(directory.post(other).body()).as(other).isEqualTo(login);
        }
    }

    @Test
    void passesOnWhatEachKindOfLoginNeeds() {
        extension(
                "d.test",
                "121",
                "{\"param\":{\"password\":\"pw\",\"reverse-auth-user\":\"rev\",\"reverse-auth-pass\":\"back\",\"esl-password\":\"e\","
                        + "\"esl-allowed-events\":\"all\",\"vm-password\":\"1234\",\"dial-string\":\"own\"},"
                        + "\"variable\":{\"n\":12,\"yes\":true,\"empty\":\"\",\"nothing\":null}}");
        Lookup found = login("121", "d.test");
        assertThat(found.user().params())
                .containsEntry("reverse-auth-user", "rev")
                .containsEntry("reverse-auth-pass", "back")
                .containsEntry("esl-password", "e")
                .containsEntry("esl-allowed-events", "all")
                .containsEntry("vm-password", "1234")
                .containsEntry("dial-string", "own")
                .containsEntry("dial-var-cti_extension", "121")
                .containsEntry("dial-var-cti_domain", "d.test");
        assertThat(found.user().variables())
                .containsEntry("n", "12")
                .containsEntry("yes", "true")
                .doesNotContainKeys("empty", "nothing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"param\":{}}",
                "{\"param\":{\"password\":\"\"}}",
                "{\"param\":{\"password\":null}}",
                "{\"param\":{\"a1-hash\":\"\"}}",
                "{\"param\":{\"vm-password\":\"1\"}}"
            })
    void letsNobodyInWithoutASecret(String record) {
        extension("d.test", "121", record);
        assertThat(verdict("121", "d.test", "", "127.0.0.1").letsIn()).isFalse();
        assertThat(verdict("121", "d.test", "any", "127.0.0.1").letsIn()).isFalse();
        extension("d.test", "122", "{\"param\":{\"allow-empty-password\":true}}");
        assertThat(verdict("122", "d.test", "", "127.0.0.1").letsIn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"127.0.0.1/33\"}}",
                "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"192.168.0.100/255\"}}",
                "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"127.0.0.1,192.0.2.0/24\"}}",
                "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"lan,127.0.0.0/8\"}}",
                "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"127.0.0.1 /32\"}}",
                "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"0.0.0.0/32\"}}",
                "{\"param\":{\"password\":\"pw\"},\"attribute\":{\"cidr\":\"10.0.0.0/99\"}}",
                "{\"param\":{\"password\":\"pw\",\"x\":{\"nested\":1}}}",
                "{\"param\":{\"password\":\"pw\",\"x\":[1]}}",
                "{\"param\":{\"password\":\"pw\"},\"variable\":{\"x\":\"<!\"}}",
                "{\"param\":{\"password\":\"pw\"},\"variable\":{\"<!\":\"x\"}}",
                "{\"param\":{\"password\":\"pw\"},\"variable\":{\"x\":\"a\\u0000b\"}}",
                "{\"param\":{\"password\":\"pw\"},\"attribute\":{\"a b\":\"x\"}}",
                "{\"param\":{\"password\":\"pw\"",
                "[]",
                "\"121\"",
                ""
            })
    void deniesAnInvalidRecordForGoodAndTellsOfIt(String record) {
        extension("d.test", "121", record);
        assertThat(login("121", "d.test")).isInstanceOf(Lookup.NoUser.class);
        JsonNode told = directory.explain("121", "d.test");
        assertThat(told.get("outcome").asText()).isEqualTo("denied");
        assertThat(told.get("warnings").get(0).get("refused").asBoolean()).isTrue();
        String reason = told.get("warnings").get(0).get("reason").asText();
        assertThat(directory.metric("directory_invalid_records_total{reason=\"" + reason + "\"}"))
                .isPositive();
    }

    @Test
    void deniesUnknownUsersOfAKnownDomainForGood() {
        extension("d.test", "121", "{\"param\":{\"password\":\"pw\"}}");
        for (String user : List.of("777", "!", "!121", "", "x".repeat(1000), "121 ", "<!", "\0")) {
            assertThat(login(user, "d.test")).as(user).isInstanceOf(Lookup.NoUser.class);
        }
    }

    @Test
    void answersUnknownDomainsAsConfigured() {
        assertThat(login("121", "no.test")).isInstanceOf(Lookup.FallsThrough.class);
        assertThat(freeSwitch.login(denying.xml("121", "no.test"), "121", "no.test"))
                .isInstanceOf(Lookup.NoUser.class);
    }

    @Test
    void keepsDenyingADomainThatWasKnownBefore() {
        extension("once.test", "121", "{\"param\":{\"password\":\"pw\"}}");
        assertThat(login("121", "once.test")).isInstanceOf(Lookup.Found.class);
        redis.flush(); // the cache hears of it by a push of its own, perhaps behind the next request
        await().untilAsserted(() -> assertThat(login("121", "once.test")).isInstanceOf(Lookup.NoUser.class));
    }

    @Test
    void mergesDefaultsOfTheDomainUnderThoseOfTheUser() {
        redis.call(
                "HSET",
                "cti_domain",
                "d.test",
                "{\"param\":{\"password\":\"of-domain\",\"vm-email\":\"d\"},\"variable\":{\"area\":\"30\",\"who\":\"d\"}}");
        extension("d.test", "121", "{\"param\":{\"vm-email\":\"u\"},\"variable\":{\"who\":\"u\"}}");
        Lookup found = login("121", "d.test");
        assertThat(found.user().params()).containsEntry("vm-email", "u").containsEntry("password", "of-domain");
        assertThat(found.user().variables()).containsEntry("area", "30").containsEntry("who", "u");
        assertThat(verdict("121", "D.Test", "of-domain", "127.0.0.1")).isEqualTo(Verdict.RIGHT_PASSWORD);
        redis.call("HSET", "cti_domain", "d.test", "{\"param\":{\"auth-acl\":\"10.0.0.0/33\"}}");
        assertThat(login("121", "d.test")).isInstanceOf(Lookup.NoUser.class);
    }

    @Test
    void servesTheExtensionsOfAnotherDomain() {
        redis.call("HSET", "cti_domain", "a.test", "{\"alias-of\":\"Held.test\",\"param\":{\"x\":\"alias\"}}");
        redis.call("HSET", "cti_domain", "held.test", "{\"param\":{\"x\":\"holder\",\"y\":\"holder\"}}");
        extension("held.test", "121", "{\"param\":{\"password\":\"pw\"},\"attribute\":{\"number-alias\":\"9121\"}}");
        redis.call("HSET", "cti_group@held.test", "g", "[\"121\",\"121\",122,\"gone\"]");
        await().until(() -> login("9121", "a.test") instanceof Lookup.Found);
        for (String name : List.of("121", "9121")) {
            Lookup found = login(name, "a.test");
            assertThat(found.user().param("x")).hasValue("alias");
            assertThat(found.user().param("y")).hasValue("holder");
            assertThat(found.user().variable("cti_domain")).hasValue("held.test");
        }
        byte[] group = directory
                .post("section=directory&action=group_call&group=g&group_name=g&domain=a.test")
                .body();
        assertThat(freeSwitch.groupCall(group, "g", "a.test", id -> new byte[0]).members())
                .hasSize(1);
        redis.call("HSET", "cti_domain", "b.test", "{\"alias-of\":\"a.test\"}");
        assertThat(login("121", "b.test")).isInstanceOf(Lookup.NoUser.class);
    }

    @Test
    void findsAnAliasByBothKeysAndNeverInsteadOfAnExtension() {
        extension("alias.test", "121", "{\"param\":{\"password\":\"pw-121\"},\"attribute\":{\"number-alias\":9121}}");
        extension(
                "alias.test", "122", "{\"param\":{\"password\":\"pw-122\"},\"attribute\":{\"number-alias\":\"121\"}}");
        assertThat(login("9121", "alias.test").user().attribute("id")).hasValue("121");
        byte[] byAlias = directory
                .post("section=directory&type=var&key=number-alias&user=9121&domain=alias.test")
                .body();
        assertThat(freeSwitch.userExists(byAlias, "number-alias", "9121", "alias.test"))
                .isTrue();
        assertThat(login("121", "alias.test").user().param("password")).hasValue("pw-121");
        extension("alias.test", "121", "{\"param\":{\"password\":\"pw\",\"auth-acl\":\"1/2\"}}");
        await().untilAsserted(() -> assertThat(login("121", "alias.test")).isInstanceOf(Lookup.NoUser.class));
    }

    @Test
    void choosesOneOfTwoThatShareAnAliasAndTells() {
        for (String extension : List.of("1000", "99", "100")) {
            extension("two.test", extension, "{\"param\":{\"password\":\"p\"},\"attribute\":{\"number-alias\":\"5\"}}");
        }
        assertThat(login("5", "two.test").user().attribute("id")).hasValue("99");
        assertThat(directory.explain("5", "two.test").get("warnings")).hasSize(2);
        assertThat(directory.metric("directory_invalid_records_total{reason=\"shared_alias\"}"))
                .isGreaterThanOrEqualTo(2);
        redis.call("HDEL", "cti_exten@two.test", "99");
        await().untilAsserted(() ->
                assertThat(login("5", "two.test").user().attribute("id")).hasValue("100"));
    }

    @Test
    void tellsOfExtensionsThatDifferInCaseAlone() {
        extension("case.test", "Anna", "{\"param\":{\"password\":\"A\"}}");
        extension("case.test", "anna", "{\"param\":{\"password\":\"a\"}}");
        assertThat(login("anna", "case.test").user().param("password")).hasValue("a");
        assertThat(login("Anna", "case.test").user().param("password")).hasValue("A");
        assertThat(login("ANNA", "case.test")).isInstanceOf(Lookup.NoUser.class);
        assertThat(directory.metric("directory_invalid_records_total{reason=\"case\"}"))
                .isPositive();
    }

    @Test
    void leavesCacheableOutWhereFreeSwitchCouldTakeOneUserForAnother() {
        String record = "{\"param\":{\"password\":\"p\"},\"attribute\":{\"cacheable\":\"true\"}}";
        extension("110.0.0.1", "10", record);
        assertThat(login("10", "110.0.0.1").user().attribute("cacheable")).hasValue("true");
        extension("10.0.0.1", "7", record);
        assertThat(login("10", "110.0.0.1").user().attribute("cacheable")).isEmpty();
        assertThat(login("20", "110.0.0.1")).isInstanceOf(Lookup.NoUser.class);
        assertThat(login("7", "10.0.0.1").user().attribute("cacheable")).hasValue("true");
        extension("10.0.0.1", "101", record);
        assertThat(login("101", "10.0.0.1").user().attribute("cacheable"))
                .as("10110.0.0.1 is 10@110.0.0.1")
                .isEmpty();
    }

    @Test
    void hashesPasswordsWhereItIsToldTo() {
        extension("d.test", "121", "{\"param\":{\"password\":\"pw\"}}");
        extension("d.test", "122", "{\"param\":{\"password\":\"pw\"},\"attribute\":{\"number-alias\":\"9122\"}}");
        byte[] answer = hashing.xml("121", "d.test");
        assertThat(new String(answer, StandardCharsets.UTF_8)).doesNotContain("value=\"pw\"");
        Lookup found = freeSwitch.login(answer, "121", "d.test");
        assertThat(found.user().param("a1-hash")).hasValue(SipAuth.a1Hash("121", "d.test", "pw"));
        assertThat(new SipAuth()
                        .verdict(found, "121", "d.test", "pw", "127.0.0.1")
                        .letsIn())
                .isTrue();
        assertThat(freeSwitch.login(hashing.xml("122", "d.test"), "122", "d.test"))
                .isInstanceOf(Lookup.NoUser.class);
        redis.call("HSET", "cti_domain", "d.test", "{\"param\":{\"password\":\"of-domain\"}}");
        extension("d.test", "123", "{}");
        String third = new String(hashing.xml("123", "d.test"), StandardCharsets.UTF_8);
        assertThat(third).doesNotContain("of&#45;domain").contains(SipAuth.a1Hash("123", "d.test", "of-domain"));
    }

    @Test
    void listsEveryDomainForAProfile() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            redis.call("HSET", "cti_domain", "d" + i + ".test", "{}");
            expected.add("d" + i + ".test");
        }
        extension("only-extensions.test", "1", "{}");
        extension("d1.test", "1", "{}");
        redis.call("HSET", "cti_domain", "UPPER.test", "{}");
        expected.add("only-extensions.test");
        byte[] answer = directory
                .post("section=directory&tag_name=&key_name=&key_value=&purpose=gateways&profile=internal")
                .body();
        assertThat(freeSwitch.gatewayDomains(answer).orElseThrow()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void tellsAGroupItsMembersAndInGroup() {
        fill(
                redis,
                Map.of(
                        "cti_exten@d.test",
                        Map.of(
                                "121", "{\"param\":{\"password\":\"p\"}}",
                                "122", "{\"param\":{\"password\":\"p\",\"auth-acl\":\"9/9\"}}",
                                "123", "{\"param\":{\"password\":\"p\"}}"),
                        "cti_group@d.test",
                        Map.of("sales", "[\"123\",\"121\",\"122\",\"999\"]", "bad", "[[1]]")));
        byte[] answer = directory
                .post("section=directory&group=sales&action=group_call&group_name=sales&domain=d.test")
                .body();
        assertThat(freeSwitch.groupCall(answer, "sales", "d.test", id -> new byte[0]).members().stream()
                        .map(GroupCall.Member::id))
                .containsExactly("123", "121");
        byte[] inGroup = directory
                .post("section=directory&user=121&domain=d.test&group_name=sales&domain=d.test")
                .body();
        assertThat(inGroup).isEqualTo(answer);
        for (String none : List.of("bad", "none", "")) {
            byte[] empty = directory
                    .post("section=directory&action=group_call&group_name=" + none + "&domain=d.test")
                    .body();
            assertThat(freeSwitch
                            .groupCall(empty, none, "d.test", id -> new byte[0])
                            .members())
                    .isEmpty();
            assertThat(freeSwitch.domainExists(empty, "d.test")).isTrue();
        }
    }

    @Test
    void explainsWithoutSecrets() {
        extension(
                "explain.test",
                "121",
                "{\"param\":{\"password\":\"topsecret\",\"vm-password\":\"pin1\",\"a1-hash\":\"ABCDEF\"},"
                        + "\"attribute\":{\"number-alias\":\"9121\",\"type\":\"x\",\"cacheable\":\"5s\"}}");
        JsonNode told = directory.explain("9121", "explain.test");
        assertThat(told.toString()).doesNotContain("topsecret", "pin1", "abcdef", "ABCDEF");
        assertThat(told.get("outcome").asText()).isEqualTo("found");
        assertThat(told.get("answer").get("id").asText()).isEqualTo("121");
        assertThat(told.get("warnings").findValuesAsText("reason"))
                .containsExactlyInAnyOrder("ignored", "cacheable", "a1_hash");
        assertThat(directory.explain("121", "no.test").get("outcome").asText()).isEqualTo("not_found");
        assertThat(directory.ops("/explain?user=1")).contains("/explain?user=1000&domain=localhost");
    }

    /** That does not pass by itself, so FreeSWITCH must not be sent to its static files for it. */
    @Test
    void deniesForGoodWhatIsNoHashAndNamesIt() {
        redis.call("HSET", "cti_domain", "string.test", "{}");
        redis.call("SET", "cti_exten@string.test", "x");
        redis.call("SET", "cti_group@string.test", "x");
        assertThat(login("121", "string.test")).isInstanceOf(Lookup.NoUser.class);
        JsonNode warning =
                directory.explain("121", "string.test").get("warnings").get(0);
        assertThat(warning.get("key").asText()).isEqualTo("cti_exten@string.test");
        assertThat(warning.get("reason").asText()).isEqualTo("wrong_type");
        byte[] group = directory
                .post("section=directory&action=group_call&group_name=g&domain=string.test")
                .body();
        assertThat(freeSwitch.domainExists(group, "string.test")).isTrue();
        redis.call("DEL", "cti_domain");
        redis.call("SET", "cti_domain", "x");
        assertThat(login("121", "string.test")).isInstanceOf(Lookup.NoUser.class);
        assertThat(directory.metric("directory_invalid_records_total{reason=\"wrong_type\"}"))
                .isPositive();
    }

    @Test
    void groupsAndListsOfWhatIsNoHashHaveNoMembersAndNameIt() {
        redis.call("HSET", "cti_domain", "d.test", "{}");
        redis.call("SET", "cti_exten@d.test", "x");
        String many = IntStream.range(0, 200).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        redis.call("HSET", "cti_group@d.test", "few", "[\"121\"]", "many", "[" + many + "]");
        String counted = "directory_invalid_records_total{reason=\"wrong_type\"}";
        for (String form : List.of(
                "section=directory&action=group_call&group_name=few&domain=d.test",
                "section=directory&action=group_call&group_name=many&domain=d.test",
                "section=directory&purpose=network-list&domain=d.test",
                "section=directory&purpose=publish-vm&user=_all_&domain=d.test")) {
            double before = directory.metric(counted);
            Response answer = directory.post(form);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(freeSwitch.domainExists(answer.body(), "d.test")).isTrue();
            assertThat(answer.text()).doesNotContain("<user ").endsWith("</document>\n");
            assertThat(directory.metric(counted)).isGreaterThan(before);
        }
        redis.call("DEL", "cti_domain");
        redis.call("SET", "cti_domain", "x");
        Response gateways = directory.post("section=directory&purpose=gateways");
        assertThat(gateways.status()).isEqualTo(200);
        assertThat(gateways.text()).doesNotContain("<domain ").endsWith("</document>\n");
    }

    @Test
    void leavesCacheableOutUnderASpellingThatNoFlushReaches() {
        extension("d.test", "121", "{\"param\":{\"password\":\"p\"},\"attribute\":{\"cacheable\":\"true\"}}");
        assertThat(login("121", "d.test").user().attribute("cacheable")).hasValue("true");
        assertThat(login("121", "D.test").user().attribute("cacheable")).isEmpty();
        assertThat(directory
                        .explain("121", "D.test")
                        .get("warnings")
                        .get(0)
                        .get("text")
                        .asText())
                .contains("capital letters");
    }

    @Test
    void deniesAUserWhoseAnswerFreeSwitchWouldThrowAway() {
        StringBuilder values = new StringBuilder("\"x\":\"\"");
        for (int i = 0; values.length() < 63_000; i++) {
            values.append(",\"q")
                    .append(i)
                    .append("\":\"")
                    .append("~".repeat(900))
                    .append('"');
        }
        String record = "{\"param\":{\"password\":\"p\"},\"variable\":{" + values + "}}";
        redis.call("HSET", "cti_domain", "fat.test", record.replace("\"q", "\"r"));
        redis.call(
                "HSET",
                "cti_domain",
                "fatter.test",
                "{\"alias-of\":\"fat.test\"," + record.replace("\"q", "\"s").substring(1));
        extension("fat.test", "121", record);
        assertThat(login("121", "fat.test")).isInstanceOf(Lookup.Found.class);
        assertThat(login("121", "fatter.test")).isInstanceOf(Lookup.NoUser.class);
        assertThat(directory.metric("directory_invalid_records_total{reason=\"too_large\"}"))
                .isPositive();
    }

    @Test
    void knowsNoDomainWhoseNameFreeSwitchCannotCarry() {
        for (String name : List.of("a<!b", "a\0b", "x".repeat(251))) {
            extension(name, "121", "{\"param\":{\"password\":\"p\"}}");
            assertThat(directory.user("121", name).text()).as(name).doesNotContain("<user", "not found");
        }
    }

    @Test
    void remainsTheLoginThatItIsWhateverAPhonePutsIntoIt() {
        extension("d.test", "121", "{\"param\":{\"password\":\"p\"},\"attribute\":{\"cidr\":\"10.0.0.1\"}}");
        byte[] login = directory.xml("121", "d.test");
        String genuine = form("121", "d.test");
        for (String forged : List.of(
                "x&user=999&domain=evil.test",
                "x&purpose=network-list",
                "x&purpose=gateways&section=dialplan",
                "x&action=group_call&group_name=sales&group=sales",
                "x&purpose=publish-vm&user=_all_")) {
            String body = genuine.replaceFirst("key_value=[^&]*", "key_value=" + forged);
            assertThat(directory.post(body).body()).as(forged).isEqualTo(login);
        }
    }
}
