package dev.switchbook.directory.freeswitch;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finding things in a parsed directory (switch_xml_locate_user() and its kin, switch_xml.c:1944-2317). */
final class Locator {

    /** A user and the group it was found in. */
    private record Member(XmlNode user, @Nullable XmlNode group) {}

    private Locator() {}

    /** Groups first; the tag "users" or, if there is none, the domain itself only when no group has it. */
    static @Nullable DirectoryUser user(XmlNode domain, String key, String user, @Nullable String ip) {
        Member member = member(domain, key, user, ip);
        if (member == null) {
            return null;
        }
        XmlNode copy = XmlWriter.duplicate(member.user); // before the merge: the domain's own values stay unharmed
        merge(copy, domain, member.group);
        return new DirectoryUser(copy);
    }

    /** The user's node as the answer has it, for callers that do not merge. */
    static @Nullable XmlNode rawUser(XmlNode domain, String key, String user) {
        Member member = member(domain, key, user, null);
        return member == null ? null : member.user;
    }

    private static @Nullable Member member(XmlNode domain, String key, String user, @Nullable String ip) {
        XmlNode groups = domain.child("groups");
        List<XmlNode> groupList =
                groups == null ? List.of() : groups.children("group").toList();
        for (XmlNode group : groupList) {
            XmlNode users = group.child("users");
            XmlNode found = users == null ? null : inTag(users, key, user, ip);
            if (found != null) {
                return new Member(found, group);
            }
        }
        XmlNode users = domain.child("users");
        XmlNode found = inTag(users == null ? domain : users, key, user, ip);
        return found == null ? null : new Member(found, null);
    }

    /** find_user_in_tag() (switch_xml.c:1944): by address first, then by name. */
    private static @Nullable XmlNode inTag(XmlNode tag, String key, String user, @Nullable String ip) {
        List<XmlNode> users = tag.children("user").toList();
        XmlNode found = null;
        if (ip != null) {
            found = first(users, candidate -> matches(candidate, "ip", ip));
        }
        if (found == null) {
            boolean byId = CText.equalsIgnoreCase(key, "id");
            found = first(
                    users,
                    candidate -> matches(candidate, key, user) || (byId && matches(candidate, "number-alias", user)));
        }
        return found;
    }

    /** Any {@code type} but {@code pointer} matches, whatever is looked for: the conditions are or-ed. */
    private static @Nullable XmlNode first(List<XmlNode> users, Predicate<XmlNode> wanted) {
        return users.stream()
                .filter(user -> wanted.test(user) || matches(user, "type", "!pointer"))
                .findFirst()
                .orElse(null);
    }

    /** switch_xml_find_child_multi() (switch_xml.c:412): a value that begins with {@code !} matches all others. */
    private static boolean matches(XmlNode node, String attribute, String value) {
        String actual = node.attribute(attribute);
        if (actual == null) {
            return false;
        }
        return value.startsWith("!")
                ? !CText.equalsIgnoreCase(actual, value.substring(1))
                : CText.equalsIgnoreCase(actual, value);
    }

    /** switch_xml_merge_user() (switch_xml.c:2050): what the user lacks comes from the group, then from the domain. */
    private static void merge(XmlNode user, XmlNode domain, @Nullable XmlNode group) {
        if (group != null) {
            mergeAll(user, group);
        }
        mergeAll(user, domain);
        String name = domain.attributeOrEmpty("name");
        if (!name.isEmpty()) {
            user.setAttribute("domain-name", name);
        }
    }

    private static void mergeAll(XmlNode user, XmlNode from) {
        mergeList(user, from, "params", "param");
        mergeList(user, from, "variables", "variable");
        mergeList(user, from, "profile-variables", "variable");
    }

    /** Names compare without case; of one that the source has twice the first is taken (switch_xml.c:2015). */
    private static void mergeList(XmlNode user, XmlNode from, String container, String tag) {
        XmlNode existing = user.child(container);
        XmlNode into = existing == null ? user.addChild(container, 0, List.of()) : existing;
        XmlNode source = from.child(container);
        if (source == null) {
            return;
        }
        for (XmlNode entry : source.children(tag).toList()) {
            String name = entry.attribute("name");
            if (name == null || into.find(tag, "name", name) == null) {
                XmlNode.Attribute nameCopy = new XmlNode.Attribute("name", entry.attributeOrEmpty("name"));
                XmlNode.Attribute value = new XmlNode.Attribute("value", entry.attributeOrEmpty("value"));
                into.addChild(tag, 0, List.of(nameCopy, value));
            }
        }
    }
}
