package dev.switchbook.directory.freeswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An element in FreeSWITCH's tree: character content is one string, children know where in it they stand. */
final class XmlNode {

    /** A name and its decoded value. */
    record Attribute(String name, String value) {}

    private final String name;
    private final @Nullable XmlNode parent;
    private final int offset;
    private final List<Attribute> attributes;
    private final List<XmlNode> children = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private XmlNode(String name, @Nullable XmlNode parent, int offset, List<Attribute> attributes) {
        this.name = name;
        this.parent = parent;
        this.offset = offset;
        this.attributes = new ArrayList<>(attributes);
    }

    static XmlNode root(String name, List<Attribute> attributes) {
        return new XmlNode(name, null, 0, attributes);
    }

    /** A child behind the last one whose offset is not greater (switch_xml_insert(), switch_xml.c:2966). */
    XmlNode addChild(String childName, int at, List<Attribute> childAttributes) {
        XmlNode child = new XmlNode(childName, this, at, childAttributes);
        int index = 0;
        while (index < children.size() && children.get(index).offset <= at) {
            index++;
        }
        children.add(index, child);
        return child;
    }

    String name() {
        return name;
    }

    @Nullable XmlNode parent() {
        return parent;
    }

    int offset() {
        return offset;
    }

    String text() {
        return text.toString();
    }

    int textLength() {
        return text.length();
    }

    void addText(String more) {
        text.append(more);
    }

    List<Attribute> attributes() {
        return attributes;
    }

    List<XmlNode> children() {
        return children;
    }

    Stream<XmlNode> children(String childName) {
        return children.stream().filter(child -> child.name.equals(childName));
    }

    @Nullable XmlNode child(String childName) {
        return children(childName).findFirst().orElse(null);
    }

    /** The first attribute of that name, compared exactly (switch_xml_attr(), switch_xml.c:494). */
    @Nullable String attribute(String attributeName) {
        for (Attribute attribute : attributes) {
            if (attribute.name.equals(attributeName)) {
                return attribute.value;
            }
        }
        return null;
    }

    String attributeOrEmpty(String attributeName) {
        String value = attribute(attributeName);
        return value == null ? "" : value;
    }

    void setAttribute(String attributeName, String value) {
        for (int i = 0; i < attributes.size(); i++) {
            if (attributes.get(i).name.equals(attributeName)) {
                attributes.set(i, new Attribute(attributeName, value));
                return;
            }
        }
        attributes.add(new Attribute(attributeName, value));
    }

    /** First child of that name whose attribute has that value in any case (switch_xml.c:394). */
    @Nullable XmlNode find(String childName, String attributeName, String value) {
        return children(childName)
                .filter(child -> {
                    String actual = child.attribute(attributeName);
                    return actual != null && CText.equalsIgnoreCase(actual, value);
                })
                .findFirst()
                .orElse(null);
    }
}
