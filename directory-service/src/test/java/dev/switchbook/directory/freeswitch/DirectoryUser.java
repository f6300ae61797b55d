package dev.switchbook.directory.freeswitch;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A user as FreeSWITCH has it after a look-up: written out, parsed again, and merged with what its group and its domain
 * say.
 */
public final class DirectoryUser {

    private final XmlNode user;

    DirectoryUser(XmlNode user) {
        this.user = user;
    }

    /** Attributes of {@code <user>}, {@code domain-name} added; of one that is there twice the first. */
    public Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (XmlNode.Attribute attribute : user.attributes()) {
            attributes.putIfAbsent(CText.text(attribute.name()), CText.text(attribute.value()));
        }
        return Collections.unmodifiableMap(attributes);
    }

    /** Effective params; names in any case, of one that is there twice the last. */
    public Map<String, String> params() {
        return entries("params", "param");
    }

    /** Effective channel variables; as {@link #params}. */
    public Map<String, String> variables() {
        return entries("variables", "variable");
    }

    /** Effective profile variables; as {@link #params}. */
    public Map<String, String> profileVariables() {
        return entries("profile-variables", "variable");
    }

    public Optional<String> attribute(String name) {
        return Optional.ofNullable(user.attribute(CText.bytes(name))).map(CText::text);
    }

    public Optional<String> param(String name) {
        return Optional.ofNullable(params().get(name));
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables().get(name));
    }

    /** How long FreeSWITCH keeps this user in memory. */
    public Cacheable cacheable() {
        return Cacheable.of(user.attribute("cacheable"));
    }

    /** The same user as a later look-up gets it from FreeSWITCH's cache: written out and parsed twice more. */
    public DirectoryUser fromCache() {
        return new DirectoryUser(XmlWriter.duplicate(XmlWriter.duplicate(user)));
    }

    /** The XML that {@code find_user_xml} prints. */
    public String xml() {
        return CText.text(XmlWriter.write(user));
    }

    /** Whether a param of that name says yes; of several any. */
    boolean anyParamIsTrue(String name) {
        XmlNode list = user.child("params");
        return list != null
                && list.children("param")
                        .filter(param -> CText.equalsIgnoreCase(param.attributeOrEmpty("name"), name))
                        .anyMatch(param -> CText.isTrue(param.attributeOrEmpty("value")));
    }

    private Map<String, String> entries(String container, String tag) {
        Map<String, String> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        XmlNode list = user.child(container);
        if (list != null) {
            list.children(tag)
                    .filter(entry -> entry.attribute("name") != null)
                    .forEach(entry -> entries.put(
                            CText.text(entry.attributeOrEmpty("name")), CText.text(entry.attributeOrEmpty("value"))));
        }
        return Collections.unmodifiableMap(entries);
    }
}
