package dev.switchbook.directory.freeswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code group_call} makes of a group (mod_commands.c:982-1172).
 *
 * @param members in order; none makes {@code error/NO_ROUTE_DESTINATION}
 */
public record GroupCall(List<Member> members) {

    /**
     * One that is called.
     *
     * @param id as the group says
     * @param destination the dial-string before its variables are expanded, or {@code user/id@domain} if there is none
     */
    public record Member(String id, String destination) {}

    /** As FreeSWITCH prints it, but for the expansion of the dial-strings. */
    public String text() {
        return members.isEmpty()
                ? "error/NO_ROUTE_DESTINATION"
                : String.join(",", members.stream().map(Member::destination).toList());
    }

    static GroupCall of(
            XmlNode domain, String groupName, String domainName, Function<String, @Nullable XmlNode> pointers) {
        XmlNode groups = domain.child("groups");
        XmlNode group = groups == null ? null : groups.find("group", "name", groupName);
        XmlNode users = group == null ? null : group.child("users");
        if (group == null || users == null) {
            return new GroupCall(List.of());
        }
        List<Member> members = new ArrayList<>();
        for (XmlNode user : users.children("user").toList()) {
            String id = user.attributeOrEmpty("id");
            XmlNode target = user.attributeOrEmpty("type").equals("pointer") ? pointed(id, pointers) : user;
            if (target != null) {
                String dialString = dialString(List.of(target, group, domain));
                String destination = dialString == null ? "user/" + id + "@" + domainName : dialString;
                members.add(new Member(CText.text(id), CText.text(destination)));
            }
        }
        return new GroupCall(List.copyOf(members));
    }

    private static @Nullable XmlNode pointed(String id, Function<String, @Nullable XmlNode> pointers) {
        XmlNode domain = pointers.apply(id);
        return domain == null ? null : Locator.rawUser(domain, "id", id);
    }

    /** The nearest place that has one; there the first group-dial-string wins, else the last dial-string. */
    private static @Nullable String dialString(List<XmlNode> nearestFirst) {
        for (XmlNode place : nearestFirst) {
            String own = own(place);
            if (own != null) {
                return own;
            }
        }
        return null;
    }

    private static @Nullable String own(XmlNode place) {
        XmlNode params = place.child("params");
        String dialString = null;
        for (XmlNode param :
                params == null ? List.<XmlNode>of() : params.children("param").toList()) {
            String name = param.attribute("name");
            if (name == null) {
                throw new IllegalStateException("FreeSWITCH reads through a null pointer: param without name");
            }
            if (CText.equalsIgnoreCase(name, "group-dial-string")) {
                return param.attribute("value");
            } else if (CText.equalsIgnoreCase(name, "dial-string")) {
                dialString = param.attribute("value");
            }
        }
        return dialString;
    }
}
