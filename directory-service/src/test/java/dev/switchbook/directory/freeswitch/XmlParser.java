package dev.switchbook.directory.freeswitch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FreeSWITCH's XML parser (switch_xml_parse_str(), switch_xml.c:1091-1243), bent as it is: it looks at little more than
 * what it needs, and stops at the first error with the tree it has by then. An internal DTD subset, UTF-16 and
 * {@code <?>} are not modelled.
 */
final class XmlParser {

    /** What is left of a text: {@code root} has no name if there is no element, {@code error} is empty if all went well. */
    record Parsed(XmlNode root, String error) {}

    private static final String SPACE = "\t\r\n ";

    private final String in;
    private final char last;
    private @Nullable XmlNode root;
    private @Nullable XmlNode current;
    private String error = "";
    private int at;

    private XmlParser(String text) {
        this.in = text.substring(0, text.length() - 1); // the last byte is put aside and serves as the end
        this.last = text.charAt(text.length() - 1);
    }

    static Parsed parse(String text) {
        if (text.isEmpty()) {
            return new Parsed(XmlNode.root("", List.of()), "root tag missing");
        } else if (text.charAt(0) == 0xFE || text.charAt(0) == 0xFF) {
            throw new UnsupportedOperationException("UTF-16, which this model does not know");
        }
        return new XmlParser(text).parse();
    }

    private Parsed parse() {
        at = until("<", 0);
        if (peek() == 0) {
            error = "root tag missing";
        }
        boolean more = error.isEmpty();
        while (more) {
            more = markup() && content();
        }
        XmlNode open = current;
        if (error.isEmpty() && (root == null || open != null)) {
            error = open == null ? "root tag missing" : "unclosed tag <" + open.name() + ">";
        }
        return new Parsed(root == null ? XmlNode.root("", List.of()) : root, error);
    }

    /** One piece of markup; afterwards {@code at} is on its last character. */
    private boolean markup() {
        int start = ++at;
        char c = peek();
        if ((CText.lower(c) >= 'a' && CText.lower(c) <= 'z') || c == '_' || c == ':' || c >= 0x80) {
            return openTag(start);
        } else if (c == '/') {
            return closeTag(start);
        } else if (in.startsWith("!--", at)) {
            return comment();
        } else if (in.startsWith("![CDATA[", at)) {
            return cdata(start);
        } else if (in.startsWith("!DOCTYPE", at)) {
            return doctype();
        } else if (c == '?') {
            return instruction();
        }
        return fail("unexpected <");
    }

    /** Character content up to the next tag; false at the end of the text. */
    private boolean content() {
        if (peek() == 0) {
            return false;
        }
        int start = ++at;
        at = until("<", at);
        if (peek() == 0) {
            return false;
        }
        addText(Entities.text(in.substring(start, at)));
        return true;
    }

    private boolean openTag(int start) {
        if (root != null && current == null) {
            return fail("markup outside of root element");
        }
        at = until(SPACE + "/>", at);
        String name = in.substring(start, at);
        skipSpace();
        List<XmlNode.Attribute> attributes = new ArrayList<>();
        while (peek() != 0 && peek() != '/' && peek() != '>') {
            if (!attribute(attributes)) {
                return false;
            }
        }
        boolean empty = peek() == '/';
        at += empty ? 1 : 0;
        if (missingEnd()) {
            return fail("missing >");
        }
        open(name, attributes);
        if (empty) {
            close();
        }
        return true;
    }

    /** A value without quotes becomes an attribute of its own, as does anything else that stands there. */
    private boolean attribute(List<XmlNode.Attribute> attributes) {
        int start = at;
        at = until(SPACE + "=/>", at);
        String name = in.substring(start, at);
        String value = "";
        if (peek() == '=' || CText.isSpace(peek())) {
            at++;
            while (peek() != 0 && (SPACE + "=").indexOf(peek()) >= 0) {
                at++;
            }
            char quote = peek();
            if (quote == '"' || quote == '\'') {
                int from = ++at;
                at = until(String.valueOf(quote), at);
                if (peek() == 0) {
                    return fail("missing " + quote);
                }
                value = Entities.attribute(in.substring(from, at++));
            }
        }
        attributes.add(new XmlNode.Attribute(name, value));
        skipSpace();
        return true;
    }

    private boolean closeTag(int start) {
        at = until(SPACE + ">", start + 1);
        if (peek() == 0 && last != '>') {
            return fail("missing >");
        }
        String name = in.substring(start + 1, at);
        if (current == null || !current.name().equals(name)) {
            return fail("unexpected closing tag </" + name + ">");
        }
        close();
        while (peek() != 0 && SPACE.indexOf(peek()) >= 0) {
            at++;
        }
        return true;
    }

    private boolean comment() {
        int end = in.indexOf("--", at + 3);
        at = end < 0 ? in.length() : end + 2;
        return (end >= 0 && !missingEnd()) || fail("unclosed <!--");
    }

    private boolean cdata(int start) {
        int end = in.indexOf("]]>", at);
        if (end < 0) {
            return fail("unclosed <![CDATA[");
        }
        addText(Entities.lineEnds(in.substring(start + 8, end)));
        at = end + 2;
        return true;
    }

    private boolean doctype() {
        while (peek() != 0 && peek() != '>') {
            at = until("[]>", at + 1);
            if (peek() == '[') {
                throw new UnsupportedOperationException("an internal DTD subset, which this model does not know");
            }
        }
        return !missingEnd() || fail("unclosed <!DOCTYPE");
    }

    private boolean instruction() {
        if (in.startsWith("?>", at)) {
            throw new UnsupportedOperationException("<?>, at which FreeSWITCH writes into the text that follows");
        }
        int end = in.indexOf("?>", at);
        at = end < 0 ? in.length() : end + 1;
        boolean cutAtLast = end < 0 && in.endsWith("?") && last == '>';
        return end >= 0 || cutAtLast || fail("unclosed <?");
    }

    private boolean missingEnd() {
        return peek() == 0 ? last != '>' : peek() != '>';
    }

    private void open(String name, List<XmlNode.Attribute> attributes) {
        if (current == null) {
            root = XmlNode.root(name, attributes);
            current = root;
        } else {
            current = current.addChild(name, current.textLength(), attributes);
        }
    }

    private void close() {
        current = current == null ? null : current.parent();
    }

    private void addText(String text) {
        if (current != null) {
            current.addText(text);
        }
    }

    private char peek() {
        return at < in.length() ? in.charAt(at) : 0;
    }

    private int until(String stops, int from) {
        int i = from;
        while (i < in.length() && stops.indexOf(in.charAt(i)) < 0) {
            i++;
        }
        return i;
    }

    private void skipSpace() {
        while (CText.isSpace(peek())) {
            at++;
        }
    }

    private boolean fail(String message) {
        error = message;
        return false;
    }
}
