package dev.switchbook.directory.freeswitch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What {@code reloadacl} takes from a domain (switch_load_network_lists(), switch_core.c:1633-1690).
 *
 * @param entries networks that let somebody in, in order
 * @param rejected elements that FreeSWITCH logs as {@code Error Adding} and leaves out
 */
public record NetworkList(List<Entry> entries, List<Entry> rejected) {

    /**
     * One network.
     *
     * @param id the user's
     * @param cidr one element of its {@code cidr}
     */
    public record Entry(String id, String cidr) {}

    private static final int MAX_ELEMENTS = 100;

    /** With {@code users} in it the domain's groups are not looked at. */
    static NetworkList of(XmlNode domain) {
        XmlNode users = domain.child("users");
        XmlNode start = users == null ? domain : users;
        Stream<XmlNode> inGroups = start.children("groups")
                .flatMap(groups -> groups.children("group"))
                .flatMap(group -> group.children("users"))
                .flatMap(list -> list.children("user"));
        NetworkList list = new NetworkList(new ArrayList<>(), new ArrayList<>());
        Stream.concat(start.children("user"), inGroups).forEach(list::add);
        return new NetworkList(List.copyOf(list.entries), List.copyOf(list.rejected));
    }

    private void add(XmlNode user) {
        String id = user.attribute("id");
        String cidr = user.attribute("cidr");
        if (id == null || cidr == null) {
            return;
        }
        List<String> elements = cidr.contains(",") ? CText.separate(cidr, MAX_ELEMENTS) : List.of(cidr);
        for (String element : elements) {
            Entry entry = new Entry(CText.text(id), CText.text(element));
            (new Cidr().read(element) ? entries : rejected).add(entry);
        }
    }
}
