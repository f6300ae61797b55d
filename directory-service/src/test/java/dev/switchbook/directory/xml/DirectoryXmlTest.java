package dev.switchbook.directory.xml;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.switchbook.directory.freeswitch.DirectoryUser;
import dev.switchbook.directory.freeswitch.FreeSwitchXml;
import dev.switchbook.directory.freeswitch.Lookup;
import dev.switchbook.directory.freeswitch.UserDataType;
import dev.switchbook.directory.record.DomainRecord;
import dev.switchbook.directory.record.ExtensionRecord;
import dev.switchbook.directory.record.Parsed;
import dev.switchbook.directory.record.Parsed.Valid;
import dev.switchbook.directory.record.RecordParser;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class DirectoryXmlTest {

    private static final String[] USER = {"document", "section", "domain", "users", "user"};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();

    @Test
    void aUserInExactBytes() {
        ExtensionRecord record = extension(
                "121",
                "{\"param\":{\"password\":\"p$w-1\"},\"variable\":{\"user_context\":\"default\"},"
                        + "\"attribute\":{\"number-alias\":\"9121\",\"cacheable\":5000}}");
        byte[] answer = user("d.test", DomainRecord.EMPTY, view(record, "d.test"));
        assertThat(new String(answer, US_ASCII)).isEqualTo("""
                <document type="freeswitch/xml">
                <section name="directory">
                <domain name="d.test">
                <params>
                <param name="dial&#45;string" value="&#123;&#94;&#94;:sip_invite_domain&#61;&#36;&#123;dialed_domain&#125;\
                :presence_id&#61;&#36;&#123;dialed_user&#125;@&#36;&#123;dialed_domain&#125;&#125;\
                &#36;&#123;sofia_contact&#40;&#42;/&#36;&#123;dialed_user&#125;@&#36;&#123;dialed_domain&#125;&#41;&#125;"/>
                <param name="allow&#45;empty&#45;password" value="false"/>
                </params>
                <variables>
                </variables>
                <users>
                <user id="121" number-alias="9121" cacheable="5000">
                <params>
                <param name="password" value="p&#36;w&#45;1"/>
                <param name="allow&#45;empty&#45;password" value="false"/>
                <param name="dial&#45;var&#45;cti_extension" value="121"/>
                <param name="dial&#45;var&#45;cti_domain" value="d.test"/>
                </params>
                <variables>
                <variable name="user_context" value="default"/>
                <variable name="cti_extension" value="121"/>
                <variable name="cti_domain" value="d.test"/>
                </variables>
                </user>
                </users>
                </domain>
                </section>
                </document>
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "5000"})
    void withoutCacheableItIsTheSameToTheByteAsOfARecordWithoutIt(String cacheable) {
        String alike = "x\\\" cacheable=\\\"true\\\" y";
        String record = "{\"param\":{\"password\":\"" + alike + "\"},\"variable\":{\"" + alike + "\":\"" + alike
                + "\"},\"attribute\":{\"number-alias\":\"" + alike + "\",\"xcacheable\":\"true\"%s}}";
        Xml with = whole(alike, record.formatted(",\"cacheable\":\"" + cacheable + "\""));
        Xml never = whole(alike, record.formatted(""));
        assertThat(with.length()).isGreaterThan(never.length());
        assertThat(with.withoutCacheable().toBytes()).isEqualTo(never.toBytes());
        assertThat(with.packed().withoutCacheable().toBytes()).isEqualTo(never.toBytes());
        assertThat(with.withoutCacheable().length()).isEqualTo(never.length());
        assertThat(never.withoutCacheable()).isSameAs(never);
    }

    private static Xml whole(String extension, String json) {
        DomainRecord defaults = domain("{\"variable\":{\" cacheable=\":\" cacheable=\"}}");
        return DirectoryXml.user(
                DirectoryXml.head("d.test", defaults), view(extension(extension.replace("\\", ""), json), "d.test"));
    }

    @Test
    void ofManyUsersNoneIsCacheableAnyMore() {
        StreamedXml list =
                DirectoryXml.users(DirectoryXml.head("d.test", DomainRecord.EMPTY), "sales", Integer.MAX_VALUE);
        StreamedXml never =
                DirectoryXml.users(DirectoryXml.head("d.test", DomainRecord.EMPTY), "sales", Integer.MAX_VALUE);
        for (int i = 0; i < 5; i++) {
            String cacheable = i % 2 == 0 ? "{\"attribute\":{\"cacheable\":true}}" : "{}";
            list.user(view(extension("12" + i, cacheable), "d.test"));
            never.user(view(extension("12" + i, "{}"), "d.test"));
        }
        assertThat(Xml.of(list.last()).withoutCacheable().toBytes()).isEqualTo(never.last());
    }

    @Test
    void notFoundInExactBytes() {
        assertThat(new String(DirectoryXml.notFound().toBytes(), US_ASCII)).isEqualTo("""
                <document type="freeswitch/xml">
                <section name="result">
                <result status="not found"/>
                </section>
                </document>
                """);
        assertThat(freeswitch.login(DirectoryXml.notFound().toBytes(), "121", "d.test"))
                .isEqualTo(new Lookup.FallsThrough("not found"));
    }

    @Test
    void aDomainWithoutUsersIsAFinalNo() {
        byte[] answer = domain("d.test", DomainRecord.EMPTY);
        assertThat(freeswitch.login(answer, "121", "d.test")).isEqualTo(new Lookup.NoUser());
        assertThat(freeswitch.login(answer, "!", "D.Test")).isEqualTo(new Lookup.NoUser());
        assertThat(freeswitch.domainExists(answer, "d.test")).isTrue();
    }

    @Test
    void aDomainsOwnDialStringStandsAlone() {
        DomainRecord defaults = domain("{\"param\":{\"Dial-String\":\"own\"}}");
        byte[] answer = user("d.test", defaults, view(extension("121", "{}"), "d.test"));
        assertThat(freeswitch.userData(answer, "121", "d.test", UserDataType.PARAM, "dial-string"))
                .hasValue("own");
        assertThat(new String(answer, UTF_8)).doesNotContain("sofia_contact");
    }

    @Test
    void aUserWithoutSecretIsDeniedUnlessItSaysOtherwise() {
        ExtensionRecord record = extension("121", "{}");
        byte[] denied = user("d.test", domain("{\"param\":{\"allow-empty-password\":true}}"), view(record, "h"));
        assertThat(freeswitch.userData(denied, "121", "d.test", UserDataType.PARAM, "allow-empty-password"))
                .hasValue("false");
    }

    @Test
    void noAnswerHoldsWhatThePreProcessorLooksFor() {
        String text = new String(
                user(
                        "d.test",
                        domain("{\"param\":{\"a\":\"$${base_dir}<?xml?><include>\"}}"),
                        view(extension("121", "{\"variable\":{\"X-PRE-PROCESS\":\"<X-pre-process\"}}"), "d.test")),
                UTF_8);
        assertThat(text.toUpperCase(Locale.ROOT)).doesNotContain("X-PRE-PROCESS", "<?", "$$", "<!", "<INCLUDE>");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anIndependentParserReadsExactlyTheValues(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            String domain = NastyText.ofXml(random);
            Given given = new Given(random, NastyText::ofXml);
            Document document = SecureXml.parse(given.answer(domain));
            Element root =
                    SecureXml.at(document, "document", "section", "domain").get(0);
            assertThat(root.getAttribute("name")).isEqualTo(domain);
            assertThat(SecureXml.namesAndValues(SecureXml.at(root, "params", "param")))
                    .containsAllEntriesOf(given.domainParams);
            assertThat(SecureXml.namesAndValues(SecureXml.at(root, "variables", "variable")))
                    .isEqualTo(given.domainVariables);
            assertThat(SecureXml.at(document, USER)).hasSize(1);
            Element user = SecureXml.at(document, USER).get(0);
            Map<String, String> attributes = new LinkedHashMap<>(given.attributes);
            attributes.put("id", given.id);
            assertThat(SecureXml.attributes(user)).isEqualTo(attributes);
            assertThat(SecureXml.namesAndValues(SecureXml.at(user, "params", "param")))
                    .containsAllEntriesOf(given.params)
                    .hasSize(given.params.size() + 3);
            assertThat(SecureXml.namesAndValues(SecureXml.at(user, "variables", "variable")))
                    .containsAllEntriesOf(given.variables)
                    .containsEntry("cti_extension", given.id)
                    .containsEntry("cti_domain", "holder.test")
                    .hasSize(given.variables.size() + 2);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void freeSwitchReadsExactlyTheValues(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 250; round++) {
            Given given = new Given(random, NastyText::ofAny);
            Lookup lookup = freeswitch.login(given.answer("d.test"), given.id, "d.test");
            assertThat(lookup).as("%s", given).isInstanceOf(Lookup.Found.class);
            given.assertReadBack(lookup.user());
            given.assertReadBack(lookup.user().fromCache());
            given.assertReadBack(lookup.user().fromCache().fromCache());
            assertThat(freeswitch.executed()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void freeSwitchFindsADomainByAnyName(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            String domain = NastyText.ofAny(random);
            byte[] answer = domain(domain, DomainRecord.EMPTY);
            assertThat(freeswitch.domainExists(answer, domain)).as("%s", domain).isTrue();
            assertThat(freeswitch.login(answer, "121", domain)).isEqualTo(new Lookup.NoUser());
        }
    }

    /** Its writer leaves them as they are, its parser takes them for white space. */
    @ParameterizedTest
    @ValueSource(strings = {"\u000b", "\f"})
    void ofAllCharactersFreeSwitchLosesOnlyTwoKindsOfSpace(String space) throws JsonProcessingException {
        String json = JSON.writeValueAsString(Map.of("variable", Map.of("v", "a" + space + "b")));
        byte[] answer = user("d.test", DomainRecord.EMPTY, view(extension("121", json), "d.test"));
        assertThat(freeswitch.userData(answer, "121", "d.test", UserDataType.VAR, "v"))
                .hasValue("a b");
    }

    /** The domain's values reach the user through FreeSWITCH's merge. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34})
    void aDomainsDefaultsReachItsUsers(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 250; round++) {
            Given given = new Given(random, NastyText::ofAny);
            DirectoryUser user =
                    freeswitch.login(given.answer("d.test"), given.id, "d.test").user();
            given.domainParams.forEach((name, value) -> {
                if (given.params.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                    assertThat(user.param(name)).hasValue(value);
                    assertThat(user.fromCache().param(name)).hasValue(value);
                }
            });
            given.domainVariables.forEach((name, value) -> {
                if (given.variables.keySet().stream().noneMatch(name::equalsIgnoreCase)) {
                    assertThat(user.variable(name)).hasValue(value);
                    assertThat(user.fromCache().variable(name)).hasValue(value);
                }
            });
        }
    }

    /** A generated record, through the parser: what is given is what Redis holds. */
    private static final class Given {
        final String id;
        final Map<String, String> params;
        final Map<String, String> variables;
        final Map<String, String> attributes = new LinkedHashMap<>();
        final Map<String, String> domainParams;
        final Map<String, String> domainVariables;

        Given(Random random, Function<Random, String> text) {
            String name = text.apply(random);
            this.id = name.startsWith("!") ? "x" + name : name;
            this.params = map(random, text);
            this.variables = map(random, text);
            this.domainParams = map(random, text);
            this.domainVariables = map(random, text);
            String[] names = {"number-alias", "mailbox", "_x", "a-b.c"};
            for (int i = random.nextInt(names.length + 1); i > 0; i--) {
                attributes.put(names[i - 1], text.apply(random));
            }
        }

        private static Map<String, String> map(Random random, Function<Random, String> text) {
            Map<String, String> map = new LinkedHashMap<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                map.put("n" + i + text.apply(random), text.apply(random));
            }
            return map;
        }

        byte[] answer(String domain) {
            ExtensionRecord record =
                    extension(id, json(Map.of("param", params, "variable", variables, "attribute", attributes)));
            DomainRecord defaults = domain(json(Map.of("param", domainParams, "variable", domainVariables)));
            return user(domain, defaults, view(record, "holder.test"));
        }

        void assertReadBack(DirectoryUser user) {
            assertThat(user.attribute("id")).hasValue(id);
            attributes.forEach((name, value) -> assertThat(user.attribute(name)).hasValue(value));
            assertThat(user.attributes()).hasSize(attributes.size() + 2); // id and domain-name
            params.forEach((name, value) -> assertThat(user.param(name)).hasValue(value));
            variables.forEach((name, value) -> assertThat(user.variable(name)).hasValue(value));
            assertThat(user.param("allow-empty-password")).hasValue("false");
            assertThat(user.param("dial-var-cti_extension")).hasValue(id);
            assertThat(user.variable("cti_extension")).hasValue(id);
            assertThat(user.variable("cti_domain")).hasValue("holder.test");
            assertThat(user.variables().keySet()).allMatch(this::isGiven);
        }

        private boolean isGiven(String variable) {
            return variables.containsKey(variable)
                    || domainVariables.containsKey(variable)
                    || variable.startsWith("cti_");
        }

        @Override
        public String toString() {
            return id + params + variables + attributes + domainParams + domainVariables;
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static UserView view(ExtensionRecord record, String holder) {
        return new UserView(
                record.extension(),
                holder,
                record.attributes(),
                record.cacheable(),
                record.params(),
                record.variables(),
                Boolean.TRUE.equals(record.allowEmptyPassword()));
    }

    private static ExtensionRecord extension(String extension, String json) {
        return value(RecordParser.extension(extension, json.getBytes(UTF_8)));
    }

    private static DomainRecord domain(String json) {
        return value(RecordParser.domain("d.test", json.getBytes(UTF_8)));
    }

    private static <T> T value(Parsed<T> parsed) {
        if (parsed instanceof Valid<T> valid) {
            return valid.value();
        }
        throw new AssertionError(parsed);
    }

    private static byte[] user(String domain, DomainRecord defaults, UserView user) {
        return DirectoryXml.user(DirectoryXml.head(domain, defaults), user).toBytes();
    }

    private static byte[] domain(String name, DomainRecord defaults) {
        return DirectoryXml.domain(DirectoryXml.head(name, defaults)).toBytes();
    }
}
