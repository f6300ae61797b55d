package dev.switchbook.directory.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.switchbook.directory.record.Parsed.Invalid;
import dev.switchbook.directory.record.Parsed.Valid;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserTest {

    @Test
    void readsTheBlocksInOrder() {
        ExtensionRecord record = valid("{'param':{'b':'2','a':'1'},'variable':{'v':'w'},'attribute':{'mailbox':'7'}}");
        assertThat(record.extension()).isEqualTo("121");
        assertThat(record.params().all()).containsExactly(field("b", "2"), field("a", "1"));
        assertThat(record.variables().all()).containsExactly(field("v", "w"));
        assertThat(record.attributes().all()).containsExactly(field("mailbox", "7"));
        assertThat(record.alias()).isNull();
        assertThat(record.cidr()).isNull();
        assertThat(record.cacheable()).isEqualTo(Cacheable.NO);
        assertThat(record.allowEmptyPassword()).isNull();
        assertThat(warnings("{'param':{'password':'x'}}")).isEmpty();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'text'|text",
                "'  kept '|`  kept `",
                "1|1",
                "0|0",
                "-5|-5",
                "007.5e1x|",
                "1.50|1.50",
                "1e3|1e3",
                "12345678901234567890123456789|12345678901234567890123456789",
                "true|true",
                "false|false",
            })
    void valuesAreStringsNumbersAsWrittenOrBooleans(String json, @Nullable String text) {
        byte[] record = json("{'param':{'a':" + json + "}}");
        if (text == null) {
            assertThat(RecordParser.extension("121", record)).isInstanceOf(Invalid.class);
        } else {
            assertThat(value(RecordParser.extension("121", record)).params().get("a"))
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"''", "null"})
    void emptyValuesAreLeftOut(String empty) {
        ExtensionRecord record = valid("{'param':{'a1-hash':" + empty + ",'auth-acl':" + empty + "},'variable':{'v':"
                + empty + "},'attribute':{'cidr':" + empty + ",'number-alias':" + empty + ",'x':" + empty
                + ",'cacheable':" + empty + "}}");
        assertThat(record.params().all()).isEmpty();
        assertThat(record.variables().all()).isEmpty();
        assertThat(record.attributes().all()).isEmpty();
        assertThat(record.alias()).isNull();
        assertThat(record.cidr()).isNull();
        assertThat(record.cacheable()).isEqualTo(Cacheable.NO);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                " {} ",
                "{'param':{}}",
                "{'param':null}",
                "{'param':{},'variable':{},'attribute':{}}",
                "\n{}\n"
            })
    void aRecordWithNothingInItIsValid(String json) {
        assertThat(valid(json).params().all()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("invalid")
    void anInvalidRecordIsRefusedForItsReason(String what, Reason reason, String json) {
        assertThat(flaw(json).reason()).isEqualTo(reason);
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                arguments("nothing", Reason.JSON, ""),
                arguments("blanks", Reason.JSON, "  "),
                arguments("text", Reason.JSON, "'x'"),
                arguments("a number", Reason.JSON, "1"),
                arguments("null", Reason.JSON, "null"),
                arguments("an array", Reason.JSON, "[]"),
                arguments("XML", Reason.JSON, "<user/>"),
                arguments("cut off", Reason.JSON, "{'param':{'password':'x'"),
                arguments("cut off in a value", Reason.JSON, "{'param':{'password':'x"),
                arguments("cut off behind a name", Reason.JSON, "{'param':{'password'"),
                arguments("more behind it", Reason.JSON, "{}{}"),
                arguments("a comma too many", Reason.JSON, "{'param':{'a':'b',}}"),
                arguments("a comment", Reason.JSON, "{/* */}"),
                arguments("a leading zero", Reason.JSON, "{'param':{'a':01}}"),
                arguments("no finite number", Reason.JSON, "{'param':{'a':NaN}}"),
                arguments("a raw line break in a value", Reason.JSON, "{'param':{'a':'x\ny'}}"),
                arguments("params in an array", Reason.JSON, "{'param':[{'name':'a'}]}"),
                arguments("params as text", Reason.JSON, "{'param':'password=x'}"),
                arguments("params as a boolean", Reason.JSON, "{'param':false}"),
                arguments("variables in an array", Reason.JSON, "{'variable':[]}"),
                arguments("attributes as a number", Reason.JSON, "{'attribute':1}"),
                arguments("an object as a value", Reason.NESTED, "{'param':{'a':{}}}"),
                arguments("an array as a value", Reason.NESTED, "{'variable':{'a':['b']}}"),
                arguments("an object as an attribute", Reason.NESTED, "{'attribute':{'a':{'b':'c'}}}"),
                arguments("<! in a param", Reason.MARKUP, "{'param':{'a':'x<!y'}}"),
                arguments("<! in a variable", Reason.MARKUP, "{'variable':{'a':'<!'}}"),
                arguments("<! in an attribute", Reason.MARKUP, "{'attribute':{'a':'b<!'}}"),
                arguments("<! in the name of a param", Reason.MARKUP, "{'param':{'<!':'x'}}"),
                arguments("<! in the name of a variable", Reason.MARKUP, "{'variable':{'a<!b':'x'}}"),
                arguments("<! by an escape", Reason.MARKUP, "{'param':{'a':'\\u003c\\u0021'}}"),
                arguments("<! in an empty param's name", Reason.MARKUP, "{'param':{'<!':''}}"),
                arguments("<! behind a <", Reason.MARKUP, "{'param':{'a':'<<!'}}"),
                arguments("NUL in a param", Reason.MARKUP, "{'param':{'a':'x\\u0000'}}"),
                arguments("NUL in a name", Reason.MARKUP, "{'variable':{'\\u0000':'x'}}"),
                arguments("half a pair", Reason.ENCODING, "{'param':{'a':'\\ud83d'}}"),
                arguments("half a pair in front", Reason.ENCODING, "{'param':{'a':'\\ud83dx'}}"),
                arguments("the other half", Reason.ENCODING, "{'param':{'a':'\\ude00'}}"),
                arguments("a pair the wrong way round", Reason.ENCODING, "{'param':{'a':'\\ude00\\ud83d'}}"),
                arguments("half a pair in a name", Reason.JSON, "{'variable':{'\\ud83d':'x'}}"),
                arguments("a param without a name", Reason.NAME, "{'param':{'':'x'}}"),
                arguments("an attribute without a name", Reason.NAME, "{'attribute':{'':'x'}}"),
                arguments("a bare list behind a comma", Reason.AUTH_ACL, "{'param':{'auth-acl':'lan,10.0.0.0/8'}}"),
                arguments("the same in capitals", Reason.AUTH_ACL, "{'param':{'AUTH-ACL':'127.0.0.1/33'}}"),
                arguments("a cidr that is none", Reason.CIDR, "{'attribute':{'cidr':'10.0.0.0/255'}}"),
                arguments("the same in capitals", Reason.CIDR, "{'attribute':{'CIDR':'lan'}}"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "a b",
                "a=b",
                "1a",
                "-a",
                ".a",
                "a\"",
                "a'",
                "a<",
                "a>",
                "a/",
                "a:b",
                "ä",
                "aä",
                "a\n",
                "a\u0000",
                "<!",
                "&amp;",
                "xml",
                "xmlns",
                "XML-x",
                "X-PRE-PROCESS",
                "x-pre-process",
                "aX-Pre-Process",
                "a-x-PRE-process-b",
                "😀"
            })
    void attributeNamesThatCouldNotStandAsTheyAreAreRefused(String name) {
        String json = "{\"attribute\":{\""
                + name.replace("\"", "\\\"").replace("\n", "\\n").replace("\u0000", "\\u0000") + "\":\"x\"}}";
        assertThat(flaw(RecordParser.extension("121", json.getBytes(UTF_8))).reason())
                .isEqualTo(Reason.NAME);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a", "_", "A1", "a-b.c_d", "mailbox", "x-pre-proces", "X-PRE_PROCESS", "axml"})
    void plainAttributeNamesPass(String name) {
        assertThat(valid("{'attribute':{'" + name + "':'x'}}").attributes().all())
                .containsExactly(field(name, "x"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "<",
                "< !",
                "!",
                "!<",
                "a<b",
                "a<",
                "<\u0001!",
                "$${base_dir}",
                "X-PRE-PROCESS",
                "]]>",
                "😀",
                "\u0001"
            })
    void whatFreeSwitchCanCarryPasses(String text) {
        String escaped = text.replace("\u0001", "\\u0001");
        ExtensionRecord record = valid("{'param':{'" + escaped + "':'" + escaped + "'}}");
        assertThat(record.params().all()).containsExactly(field(text, text));
    }

    @ParameterizedTest(name = "{0} bytes: {1}")
    @CsvSource({"65535,true", "65536,true", "65537,false", "1000000,false"})
    void aRecordOf64KibibytesIsTheLargest(int bytes, boolean valid) {
        String frame = "{\"param\":{\"a\":\"\"}}";
        String json = "{\"param\":{\"a\":\"" + "x".repeat(bytes - frame.length()) + "\"}}";
        Parsed<ExtensionRecord> parsed = RecordParser.extension("121", json.getBytes(UTF_8));
        if (valid) {
            assertThat(value(parsed).params().has("a")).isTrue();
        } else {
            assertThat(flaw(parsed).reason()).isEqualTo(Reason.TOO_LARGE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "!", "!121", "a<!b", "a\u0000", "\ud83d"})
    void extensionsThatNobodyCanBeCalledAreInvalid(String extension) {
        assertThat(RecordParser.extension(extension, json("{}"))).isInstanceOf(Invalid.class);
    }

    @ParameterizedTest(name = "{0} characters: {1}")
    @CsvSource({"1,true", "250,true", "251,false"})
    void anExtensionHasUpTo250Characters(int length, boolean valid) {
        Parsed<ExtensionRecord> parsed = RecordParser.extension("1".repeat(length), json("{}"));
        assertThat(parsed instanceof Valid).isEqualTo(valid);
    }

    @Test
    void namesCompareWithoutCaseAndTheLastCounts() {
        ExtensionRecord record = valid("{'param':{'password':'old','x':'1','PASSWORD':'new'}}");
        assertThat(record.params().all()).containsExactly(field("x", "1"), field("PASSWORD", "new"));
        assertThat(record.params().get("password")).isEqualTo("new");
    }

    @Test
    void aBlockThatIsThereTwiceGoesOn() {
        ExtensionRecord record = valid("{'param':{'a':'1','b':'1'},'variable':{},'param':{'b':'2'}}");
        assertThat(record.params().all()).containsExactly(field("a", "1"), field("b", "2"));
    }

    @Test
    void anEmptyValueTakesAnEarlierOneAway() {
        assertThat(valid("{'param':{'password':'x','PassWord':''}}").params().has("password"))
                .isFalse();
    }

    @ParameterizedTest(name = "attribute {0}")
    @ValueSource(strings = {"id", "type", "ip", "ID", "Type", "iP"})
    void idTypeAndIpAreNeverPassedOn(String name) {
        String json = "{'attribute':{'" + name + "':'x','mailbox':'1'}}";
        assertThat(valid(json).attributes().all()).containsExactly(field("mailbox", "1"));
        assertThat(warnings(json)).extracting(Flaw::reason).containsExactly(Reason.IGNORED);
        assertThat(warnings(json))
                .extracting(Flaw::field)
                .containsExactly("attribute." + name.toLowerCase(Locale.ROOT));
    }

    @Test
    void whatTheDirectorySetsItselfIsNotTakenFromARecord() {
        String json = "{'param':{'dial-var-cti_extension':'x','Dial-Var-CTI_Domain':'x'},"
                + "'variable':{'cti_extension':'x','CTI_domain':'x'}}";
        assertThat(valid(json).params().all()).isEmpty();
        assertThat(valid(json).variables().all()).isEmpty();
        assertThat(warnings(json)).hasSize(4).extracting(Flaw::reason).containsOnly(Reason.IGNORED);
        DomainRecord domain = value(RecordParser.domain("d.test", json(json)));
        assertThat(domain.params().all()).isEmpty();
        assertThat(domain.variables().all()).isEmpty();
    }

    @Test
    void unknownBlocksAreIgnoredWithAWarning() {
        String json = "{'params':{'password':'x'},'profile':[{'deep':[1,{}]}],'alias-of':'x','param':{'a':'b'}}";
        assertThat(valid(json).params().all()).containsExactly(field("a", "b"));
        assertThat(warnings(json)).extracting(Flaw::field).containsExactly("params", "profile", "alias-of");
    }

    @Test
    void aHashIsLowerCased() {
        assertThat(valid("{'param':{'A1-Hash':'0C4B52E2C75A0F6DF5E22A0EBC0EF0B1'}}")
                        .params()
                        .all())
                .containsExactly(field("a1-hash", "0c4b52e2c75a0f6df5e22a0ebc0ef0b1"));
    }

    @Test
    void aHashBesideAnAliasIsWarnedOf() {
        assertThat(warnings("{'param':{'a1-hash':'x'},'attribute':{'number-alias':'9'}}"))
                .extracting(Flaw::reason)
                .containsExactly(Reason.A1_HASH);
        assertThat(warnings("{'param':{'a1-hash':'x'}}")).isEmpty();
        assertThat(warnings("{'param':{'password':'x'},'attribute':{'number-alias':'9'}}"))
                .isEmpty();
    }

    @Test
    void theAliasStandsUnderTheNameThatFreeSwitchReads() {
        ExtensionRecord record = valid("{'attribute':{'Number-ALIAS':9121}}");
        assertThat(record.alias()).isEqualTo("9121");
        assertThat(record.attributes().all()).containsExactly(field("number-alias", "9121"));
    }

    @Test
    void theCidrIsReadAndStandsUnderTheNameThatFreeSwitchReads() {
        ExtensionRecord record = valid("{'attribute':{'CIDR':'10.0.0.1/32, 10.1.0.0/16'}}");
        assertThat(record.cidr()).isEqualTo("10.0.0.1/32,10.1.0.0/16");
        assertThat(record.attributes().all()).containsExactly(field("cidr", "10.0.0.1/32,10.1.0.0/16"));
    }

    @Test
    void cacheableStandsApart() {
        ExtensionRecord record = valid("{'attribute':{'Cacheable':5000}}");
        assertThat(record.cacheable()).isEqualTo(new Cacheable("5000"));
        assertThat(record.attributes().all()).isEmpty();
    }

    @ParameterizedTest(name = "{0} means {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "'true',true",
                "true,true",
                "'TRUE',true",
                "'yes',true",
                "'on',true",
                "'t',true",
                "'enabled',true",
                "'active',true",
                "'allow',true",
                "1,true",
                "'01',true",
                "false,false",
                "'false',false",
                "0,false",
                "'000',false",
                "'no',false",
                "'x',false",
                "' true',false",
                "'true ',false",
                "-1,false",
                "1.5,false",
                "'+1',false",
                "'١',false",
                "'',",
                "null,"
            })
    void allowEmptyPasswordIsTrueOnlyForWhatFreeSwitchTakesForYes(String written, @Nullable Boolean expected) {
        ExtensionRecord record = valid("{'param':{'Allow-Empty-Password':" + written + "}}");
        assertThat(record.allowEmptyPassword()).isEqualTo(expected);
        assertThat(record.params().all()).isEmpty();
    }

    @Test
    void aDomainHasParamsVariablesAndWhatItIsAnAliasOf() {
        DomainRecord record = value(RecordParser.domain(
                "d.test",
                json("{'param':{'a':'b','allow-empty-password':true},'variable':{'v':'w'},'alias-of':'E.Test'}")));
        assertThat(record.params().all()).containsExactly(field("a", "b"));
        assertThat(record.variables().all()).containsExactly(field("v", "w"));
        assertThat(record.aliasOf()).isEqualTo("e.test");
        assertThat(record.allowEmptyPassword()).isTrue();
    }

    @Test
    void aDomainHasNoAttributes() {
        Parsed<DomainRecord> parsed = RecordParser.domain("d.test", json("{'attribute':{'a b':[]}}"));
        assertThat(((Valid<DomainRecord>) parsed).warnings())
                .extracting(Flaw::field)
                .containsExactly("attribute");
    }

    @ParameterizedTest(name = "alias-of {0}: {1}")
    @MethodSource("aliasesOf")
    void anAliasOfNamesAnotherDomain(String aliasOf, Reason reason) {
        String json = "{'alias-of':" + aliasOf + "}";
        assertThat(flaw(RecordParser.domain("d.test", json(json))).reason()).isEqualTo(reason);
    }

    static Stream<Arguments> aliasesOf() {
        return Stream.of(
                arguments("'d.test'", Reason.ALIAS_OF),
                arguments("'D.TEST'", Reason.ALIAS_OF),
                arguments("'" + "x".repeat(251) + "'", Reason.ALIAS_OF),
                arguments("'x<!y'", Reason.MARKUP),
                arguments("{}", Reason.NESTED),
                arguments("['e.test']", Reason.NESTED));
    }

    @ParameterizedTest(name = "alias-of {0}")
    @ValueSource(strings = {"''", "null"})
    void anEmptyAliasOfIsNone(String aliasOf) {
        assertThat(value(RecordParser.domain("d.test", json("{'alias-of':" + aliasOf + "}")))
                        .aliasOf())
                .isNull();
    }

    @Test
    void aDomainNeedsANameThatFreeSwitchCanCarry() {
        assertThat(flaw(RecordParser.domain("a<!b", json("{}"))).reason()).isEqualTo(Reason.MARKUP);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("groups")
    void aGroupIsAnArrayOfExtensions(String json, Set<String> extensions) {
        assertThat(value(RecordParser.group(json(json)))).containsExactlyElementsOf(extensions);
    }

    static Stream<Arguments> groups() {
        return Stream.of(
                arguments("[]", Set.of()),
                arguments("['121']", Set.of("121")),
                arguments("[121]", Set.of("121")),
                arguments("['122','121','122','']", new LinkedHashSet<>(List.of("122", "121"))),
                arguments("[null]", Set.of()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|JSON",
                "'121'|JSON",
                "['121'|JSON",
                "['121'] x|JSON",
                "|JSON",
                "[['121']]|NESTED",
                "[{}]|NESTED",
                "['<!']|MARKUP",
                "['a\\u0000']|MARKUP"
            })
    void anythingElseIsNoGroup(@Nullable String json, Reason reason) {
        assertThat(flaw(RecordParser.group(json(json == null ? "" : json))).reason())
                .isEqualTo(reason);
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] latin = "{\"param\":{\"a\":\"\u00e4\"}}".getBytes(ISO_8859_1);
        assertThat(flaw(RecordParser.extension("121", latin)).reason()).isIn(Reason.JSON, Reason.ENCODING);
    }

    @Test
    void textInAnotherUnicodeEncodingNeverMeansSomethingElse() {
        Parsed<ExtensionRecord> parsed = RecordParser.extension("121", "{\"param\":{\"a\":\"b\"}}".getBytes(UTF_16BE));
        if (parsed instanceof Valid<ExtensionRecord> valid) {
            assertThat(valid.value().params().all()).containsExactly(field("a", "b"));
        }
    }

    @Test
    void depthAndLengthBeyondWhatTheReaderTakesAreNoMatterOfEncoding() {
        String deep = "{'x':" + "[".repeat(2000) + "]".repeat(2000) + "}";
        assertThat(flaw(deep).reason()).isEqualTo(Reason.JSON);
        assertThat(flaw("{'param':{'" + "n".repeat(60_000) + "':'x'}}").reason())
                .isEqualTo(Reason.JSON);
        assertThat(flaw("{'param':{'a':" + "1".repeat(2000) + "}}").reason()).isEqualTo(Reason.JSON);
    }

    @Test
    void noFlawQuotesAValue() {
        String secret = "Geheimnis";
        Stream.of(
                        "{'param':{'password':'" + secret + "<!'}}",
                        "{'param':{'password':'" + secret,
                        "{'param':{'password':" + secret + "}}",
                        "{'param':{'password':'x'},'attribute':{'cidr':'" + secret + "'}}",
                        "{'param':{'auth-acl':'" + secret + "/x'}}",
                        "{'param':{'password':{'" + secret + "':1}}}")
                .map(RecordParserTest::flaw)
                .forEach(flaw -> assertThat(flaw.text()).doesNotContain(secret));
    }

    @Test
    void aNameIsPrintedOnOneLineAndCutShort() {
        Flaw flaw = flaw("{'param':{'" + "n".repeat(500) + "\\n\\u001b':[]}}");
        assertThat(flaw.field()).isEqualTo("param." + "n".repeat(64) + "…");
        assertThat(flaw("{'param':{'a\\n\\u001b[31m':[]}}").field()).isEqualTo("param.a??[31m");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neverThrowsAndNeverLetsMarkupThrough(long seed) {
        Random random = new Random(seed);
        String[] pieces = {
            "{", "}", "[", "]", ":", ",", "\"param\"", "\"variable\"", "\"attribute\"", "\"a\"", "\"<!\"",
                    "\"\\u0000\"",
            "\"auth-acl\"", "\"10.0.0.0/8\"", "\"cidr\"", "1", "1.5", "true", "null", "\"\"", " ", "\"x", "\\",
                    "\"id\"",
            "{\"param\":{", "}}", "\"\\ud800\"", "\"cacheable\"", "\"number-alias\"", "\u0000", "ä"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder json = new StringBuilder(random.nextInt(4) == 0 ? "" : "{\"param\":{\"a\":");
            for (int i = random.nextInt(10); i > 0; i--) {
                json.append(pieces[random.nextInt(pieces.length)]);
            }
            byte[] bytes = json.toString().getBytes(UTF_8);
            if (RecordParser.extension("121", bytes) instanceof Valid<ExtensionRecord> valid) {
                assertThat(valid.value().params().all())
                        .noneMatch(field -> (field.name() + field.value()).matches("(?s).*(<!|\u0000).*"));
            }
            assertThat(RecordParser.domain("d.test", bytes)).isNotNull();
            assertThat(RecordParser.group(bytes)).isNotNull();
        }
    }

    private static ExtensionRecord valid(String json) {
        return value(RecordParser.extension("121", json(json)));
    }

    private static List<Flaw> warnings(String json) {
        List<Flaw> warnings = ((Valid<ExtensionRecord>) RecordParser.extension("121", json(json))).warnings();
        assertThat(warnings)
                .allSatisfy(flaw -> assertThat(flaw.reason().refuses()).isFalse());
        return warnings;
    }

    private static Flaw flaw(String json) {
        return flaw(RecordParser.extension("121", json(json)));
    }

    private static <T> T value(Parsed<T> parsed) {
        if (parsed instanceof Valid<T> valid) {
            return valid.value();
        }
        throw new AssertionError(((Invalid<T>) parsed).flaw().text());
    }

    private static Flaw flaw(Parsed<?> parsed) {
        assertThat(parsed).isInstanceOf(Invalid.class);
        Flaw flaw = ((Invalid<?>) parsed).flaw();
        assertThat(flaw.reason().refuses()).isTrue();
        return flaw;
    }

    private static Fields.Field field(String name, String value) {
        return new Fields.Field(name, value);
    }

    /** JSON with single quotes, for readable tests. */
    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }
}
