package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What survives which way of escaping: the table of encodings as seen, judged by user_data and by a login. */
class EscapingTest {

    private static final String INJECTION = "<!\"/><variable name=\"injected\" value=\"yes";

    private final FreeSwitchXml freeswitch = new FreeSwitchXml();

    static Stream<String> values() {
        return Stream.of(
                "plain",
                "two  spaces",
                " edges ",
                "a\"b",
                "a'b",
                "a&b",
                "a<b",
                "a>b",
                "a&amp;b",
                "&#36;",
                "a;b",
                "100%",
                "%41",
                "a\\b",
                "a\nb",
                "a\tb",
                "a\rb",
                "a\r\nb",
                "a\u0001b",
                "$${base_dir}",
                "${base_dir}",
                "$x",
                "$$",
                "a=b",
                "X-PRE-PROCESS",
                "x-pre-process",
                "<X-PRE-PROCESS cmd=\"exec\" data=\"touch x\"/>",
                "<!a".substring(1),
                "<--#exec \"x\"-->",
                "<?xml version=\"1.0\"?>",
                "<include>",
                "</include>",
                "]]>",
                "-->",
                "Ærø ß",
                "日本語",
                "📞 call",
                "{^^:a=b}${sofia_contact(*/${dialed_user})}");
    }

    static Stream<Arguments> lossless() {
        Set<Encoding> encodings =
                EnumSet.of(Encoding.NAMED_AND_MORE, Encoding.RULE, Encoding.ALL_DECIMAL, Encoding.ALL_HEX);
        return encodings.stream().flatMap(encoding -> values().map(value -> arguments(encoding, value)));
    }

    @ParameterizedTest
    @MethodSource("lossless")
    void everyValueSurvives(Encoding encoding, String value) {
        String written = encoding.encode(value);
        assertThat(variable(written)).hasValue(value);
        assertThat(variableOnOneLine(written)).hasValue(value);
        byte[] answer = Answers.user("", Answers.params("password", written));
        Lookup lookup = freeswitch.login(answer, "121", "d.test");
        assertThat(new SipAuth().verdict(lookup, "121", "d.test", value, "127.0.0.1"))
                .isEqualTo(SipAuth.Verdict.RIGHT_PASSWORD);
        assertThat(lookup.user().fromCache().param("password")).hasValue(value);
        assertThat(freeswitch.executed()).isEmpty();
    }

    @Test
    void namedEntitiesStillExpandVariables() {
        assertThat(variable(Encoding.NAMED.encode("$${base_dir}"))).hasValue("/usr/local/freeswitch");
        assertThat(variable(Encoding.NAMED.encode("a$${none}b"))).hasValue("ab");
        assertThat(variable(Encoding.NAMED.encode("${base_dir}$x$$"))).hasValue("${base_dir}$x$$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-PRE-PROCESS", "x-pre-process", "my x-Pre-Process here"})
    void namedEntitiesLoseALineWithThatWord(String value) {
        assertThat(variable(Encoding.NAMED.encode(value))).isEmpty();
        byte[] oneLine = Answers.bytes(oneLine(Encoding.NAMED.encode(value)));
        assertThat(freeswitch.login(oneLine, "121", "d.test")).isInstanceOf(Lookup.FallsThrough.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\tb", "a\rb", "a\r\nb"})
    void namedEntitiesTurnWhiteSpaceIntoSpaces(String value) {
        assertThat(variable(Encoding.NAMED.encode(value))).hasValue("a b");
        assertThat(variable(Encoding.NONE.encode(value))).hasValue("a b");
    }

    @Test
    void rawDirectivesRun() {
        variable("<X-PRE-PROCESS cmd=\"exec\" data=\"touch x\"/>");
        variable("<!--#exec \"touch y\"-->");
        variable("<x-pre-process cmd=\"SET\" data=\"a=b\"/>");
        assertThat(freeswitch.executed())
                .containsExactly(
                        new Directive("exec", "touch x"),
                        new Directive("exec", "touch y"),
                        new Directive("SET", "a=b"));
        assertThat(variable("$${a}")).hasValue("b");
    }

    @Test
    void rawMarkupIsLost() {
        assertThat(variable("a\"b")).hasValue("a");
        assertThat(variable("<?")).isEmpty();
        assertThat(variable("<include>")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Encoding.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void noEncodingCarriesAnOpeningExclamation(Encoding encoding) {
        assertThat(variable(encoding.encode("a<!b"))).hasValue("a<!b");
        assertThat(variable(encoding.encode("a<!b\"c"))).hasValue("a<!b");
        assertThat(variable(encoding.encode("a<!b&amp;c"))).hasValue("a<!b&c");
        assertThat(variable(encoding.encode(INJECTION))).hasValue("<!");
        assertThat(userData(encoding.encode(INJECTION), "injected")).hasValue("yes");
    }

    @Test
    void aDomainsValueIsInjectedOnlyFromTheCache() {
        String value = Encoding.RULE.encode(INJECTION);
        byte[] answer = Answers.domain(Answers.variables("v", value) + "<users><user id=\"121\"/></users>");
        DirectoryUser user = freeswitch.login(answer, "121", "d.test").user();
        assertThat(user.variables()).containsOnlyKeys("v").containsEntry("v", INJECTION);
        assertThat(user.fromCache().variables()).containsEntry("injected", "yes");
    }

    @Test
    void nulCutsTheLineAndIsNoReference() {
        assertThat(freeswitch.login(Answers.bytes(oneLine("a\0b")), "121", "d.test"))
                .isInstanceOf(Lookup.FallsThrough.class);
        assertThat(variable("a&#0;b")).hasValue("a&#0;b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "&#a;",
                "&#-1;",
                "&# 1;",
                "&#;",
                "&#x;",
                "&#12",
                "&#12a;",
                "&#x80000000;",
                "&#99999999999999999999999;",
                "&nbsp;",
                "&",
                "&amp",
            })
    void whatIsNoReferenceStaysAsItIs(String written) {
        assertThat(variable(written)).hasValue(written);
    }

    @Test
    void xmlDeclarationIsFineOnItsOwnLineOnly() {
        assertThat(freeswitch.login(Answers.bytes("<?xml version=\"1.0\"?>\n" + oneLine("x")), "121", "d.test"))
                .isInstanceOf(Lookup.Found.class);
        assertThat(freeswitch.login(Answers.bytes("<?xml version=\"1.0\"?>" + oneLine("x")), "121", "d.test"))
                .isInstanceOf(Lookup.FallsThrough.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uFEFF", "\n\n\n", "\r\n", "<!DOCTYPE document>", "<!-- comment -->"})
    void theseAreFineInFront(String prefix) {
        assertThat(freeswitch.login(Answers.bytes(prefix + oneLine("x")), "121", "d.test"))
                .isInstanceOf(Lookup.Found.class);
    }

    @Test
    void singleQuotesAndCrlfAreFine() {
        String answer = oneLine("x").replace('"', '\'').replace("><", ">\r\n<");
        assertThat(userData(Answers.bytes(answer), "v")).hasValue("x");
    }

    @Test
    void aCommentQuoteIsFine() {
        assertThat(variable("<!-- x".substring(1))).hasValue("!-- x");
        assertThat(variable("a<!-- x")).hasValue("a<!-- x");
    }

    @Test
    void largeValuesPass() {
        assertThat(variable("x".repeat(1_000_000)))
                .hasValueSatisfying(value -> assertThat(value).hasSize(1_000_000));
    }

    @Test
    void aLineOfOneMebibyteLosesItsLastByteButOne() {
        byte[] answer = Answers.bytes(oneLine("x"));
        byte[] line = Arrays.copyOf(answer, 1_048_576);
        Arrays.fill(line, 0, line.length - answer.length, (byte) ' ');
        System.arraycopy(answer, 0, line, line.length - answer.length, answer.length);
        assertThat(freeswitch.login(line, "121", "d.test"))
                .isEqualTo(new Lookup.FallsThrough("unexpected closing tag </documen>"));
        byte[] shorter = Arrays.copyOfRange(line, 2, line.length);
        assertThat(freeswitch.login(shorter, "121", "d.test")).isInstanceOf(Lookup.Found.class);
    }

    private Optional<String> variable(String written) {
        return userData(written, "v");
    }

    private Optional<String> variableOnOneLine(String written) {
        return userData(Answers.bytes(oneLine(written)), "v");
    }

    private Optional<String> userData(String written, String name) {
        return userData(Answers.user("", Answers.variables("v", written)), name);
    }

    private Optional<String> userData(byte[] answer, String name) {
        return freeswitch.userData(answer, "121", "d.test", UserDataType.VAR, name);
    }

    private static String oneLine(String written) {
        return "<document><section name=\"directory\"><domain name=\"d.test\"><users><user id=\"121\"><variables>"
                + "<variable name=\"v\" value=\"" + written
                + "\"/></variables></user></users></domain></section></document>";
    }
}
