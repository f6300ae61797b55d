package dev.switchbook.directory.freeswitch;

import java.util.HashSet;
import java.util.Set;

/**
 * FreeSWITCH's XML writer (switch_xml_toxml(), switch_xml.c:2555-2853), which every found user goes through before it
 * is read: see {@link #escape} for what that does to {@code <!}.
 */
final class XmlWriter {

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private XmlWriter() {}

    static String write(XmlNode node) {
        XmlWriter writer = new XmlWriter();
        if (!node.name().isEmpty()) {
            writer.element(node);
        }
        return writer.out.toString();
    }

    /** What FreeSWITCH calls a duplicate: written out and parsed again, errors ignored (switch_xml.c:2008). */
    static XmlNode duplicate(XmlNode node) {
        return XmlParser.parse(write(node)).root();
    }

    private void children(XmlNode parent) {
        depth++;
        String text = parent.text();
        int written = 0;
        for (XmlNode child : parent.children()) {
            escape(text.substring(written), child.offset() - written, false);
            element(child);
            written = Math.min(text.length(), child.offset());
        }
        if (depth > 0) {
            depth--;
        }
        escape(text.substring(written), 0, false);
    }

    private void element(XmlNode node) {
        if (ends('>')) {
            out.append('\n');
        }
        out.append("  ".repeat(depth)).append('<').append(node.name());
        Set<String> written = new HashSet<>();
        for (XmlNode.Attribute attribute : node.attributes()) {
            if (written.add(attribute.name())) {
                out.append(' ').append(attribute.name()).append("=\"");
                escape(attribute.value(), 0, true);
                out.append('"');
            }
        }
        out.append('>');
        if (node.children().isEmpty()) {
            escape(node.text(), 0, false);
        } else {
            children(node);
        }
        if (ends('\n')) {
            out.append("  ".repeat(depth));
        }
        out.append("</").append(node.name()).append(">\n");
    }

    private boolean ends(char c) {
        return !out.isEmpty() && out.charAt(out.length() - 1) == c;
    }

    /**
     * switch_xml_ampencode() (switch_xml.c:2555-2661): from {@code <!} on nothing is escaped any more, in attributes
     * either, so that the rest of a value becomes markup. A length of 0 means all, so text before a child that stands at
     * the same place as the one before it is written twice.
     */
    private void escape(String text, int length, boolean attribute) {
        int end = length == 0 ? text.length() : Math.min(length, text.length());
        Utf8 utf8 = new Utf8();
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '<' && i + 1 < text.length() && text.charAt(i + 1) == '!') {
                out.append(text, i, end);
                return;
            }
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append(attribute ? "&quot;" : "\"");
                case '\n' -> out.append(attribute ? "&#xA;" : "\n");
                case '\t' -> out.append(attribute ? "&#x9;" : "\t");
                case '\r' -> out.append("&#xD;");
                default -> utf8.next(c);
            }
        }
    }

    /** Turns UTF-8 into references, four bytes at most, and drops what is not UTF-8 (switch_xml.c:2612-2655). */
    private final class Utf8 {

        private int missing;
        private int code;

        void next(char c) {
            if (missing == 0 && c < 0x80) {
                out.append(c);
            } else if (missing == 0) {
                lead(c);
            } else if (c >> 6 != 2) {
                missing = 0;
            } else {
                code = (code << 6) | (c & 0x3F);
                if (--missing == 0) {
                    out.append(String.format("&#x%X;", code));
                }
            }
        }

        /** A stray continuation byte counts as a lead without followers, so it vanishes. */
        private void lead(char c) {
            int bytes = Math.min(4, Integer.numberOfLeadingZeros(~(c << 24)));
            code = c & (0x7F >> bytes);
            missing = bytes - 1;
        }
    }
}
