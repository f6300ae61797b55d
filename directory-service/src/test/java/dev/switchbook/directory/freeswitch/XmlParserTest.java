package dev.switchbook.directory.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "text; root tag missing",
                "<!-- a -->; root tag missing",
                "<a>; unclosed tag <a>",
                "<a><b></a>; unexpected closing tag </a>",
                "<a></A>; unexpected closing tag </A>",
                "<a b=\"c>; missing \"",
                "<a b='c>; missing '",
                "<a b=\"c\" /x>; missing >",
                "<a><1/></a>; unexpected <",
                "<a/><b/>; markup outside of root element",
                "<a><!-- b </a>; unclosed <!--",
                "<a><!-- b -- c --></a>; unclosed <!--",
                "<a><![CDATA[b</a>; unclosed <![CDATA[",
            })
    void says(String text, String error) {
        assertThat(XmlParser.parse(text).error()).isEqualTo(error);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>b</a>",
                "<a/>",
                "junk<a></a>junk",
                "<a></a x>",
                "<a><![CDATA[b]]></a>",
                "<a b=c d/>",
                "<a b = 'c'></a>",
                "<!DOCTYPE a><a></a><!-- b -->",
            })
    void accepts(String text) {
        assertThat(XmlParser.parse(text).error()).isEmpty();
        assertThat(XmlParser.parse(text).root().name()).isEqualTo("a");
    }

    @Test
    void readsAttributes() {
        XmlNode node =
                XmlParser.parse("<a b = 'c\"d' e=f g=\"1\" g=\"2\" h></a>").root();
        assertThat(node.attribute("b")).isEqualTo("c\"d");
        assertThat(node.attribute("e")).isEmpty();
        assertThat(node.attribute("f")).isEmpty();
        assertThat(node.attribute("g")).isEqualTo("1");
        assertThat(node.attribute("h")).isEmpty();
    }

    @Test
    void keepsWhatItHasAtAnError() {
        XmlParser.Parsed parsed = XmlParser.parse("<a><b c=\"d\"/><");
        assertThat(parsed.error()).isNotEmpty();
        XmlNode child = parsed.root().child("b");
        assertThat(child).isNotNull().extracting(node -> node.attribute("c")).isEqualTo("d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<a><?></a>", "\u00FE\u00FFabc"})
    void saysWhatItDoesNotModel(String text) {
        assertThatThrownBy(() -> XmlParser.parse(text)).isInstanceOf(UnsupportedOperationException.class);
    }
}
