package dev.switchbook.directory.freeswitch;

import java.util.List;
import java.util.Map;

/**
 * What FreeSWITCH does with the param {@code auth-acl} of a user (switch_core.c:1373-1437), for callers with an IPv4
 * address.
 */
public final class AclCheck {

    /** Outcome of a check. {@code BY_CHANCE}: uninitialised memory decided, with the outcome that was seen. */
    public enum Verdict {
        LET_IN,
        REFUSED,
        LET_IN_BY_CHANCE,
        REFUSED_BY_CHANCE;

        /** Whether the caller was seen to get in. */
        public boolean letsIn() {
            return this == LET_IN || this == LET_IN_BY_CHANCE;
        }

        /** Whether FreeSWITCH compared the address with memory that nothing had been written to. */
        public boolean byChance() {
            return this == LET_IN_BY_CHANCE || this == REFUSED_BY_CHANCE;
        }

        private static Verdict of(boolean letIn, boolean known) {
            if (known) {
                return letIn ? LET_IN : REFUSED;
            }
            return letIn ? LET_IN_BY_CHANCE : REFUSED_BY_CHANCE;
        }
    }

    private static final int MAX_ELEMENTS = 100;

    private final Map<String, List<String>> lists;

    /** A FreeSWITCH without lists of its own. */
    public AclCheck() {
        this(Map.of());
    }

    /**
     * A FreeSWITCH with lists.
     *
     * @param lists name (case counts) → networks that it allows; all else it denies
     */
    public AclCheck(Map<String, List<String>> lists) {
        this.lists = Map.copyOf(lists);
    }

    /**
     * Checks a caller.
     *
     * @param ip an IPv4 address, plain or as {@code ::ffff:a.b.c.d}
     * @param acl the param's value
     */
    public Verdict check(String ip, String acl) {
        Integer address = Cidr.v4(ip.startsWith("::ffff:") ? ip.substring(7) : ip);
        if (address == null) {
            throw new IllegalArgumentException("no IPv4 address: " + ip);
        }
        List<String> list = lists.get(acl);
        if (list != null) {
            return Verdict.of(list.stream().anyMatch(element -> contains(element, address)), true);
        } else if (!acl.contains("/")) {
            return Verdict.REFUSED;
        }
        return compare(acl.contains(",") ? CText.separate(acl, MAX_ELEMENTS) : List.of(acl), address);
    }

    /** One net and one mask serve all elements, so a bad element repeats the one before it. */
    private static Verdict compare(List<String> elements, int address) {
        Cidr cidr = new Cidr();
        boolean known = true;
        for (String element : elements) {
            cidr.read(element);
            if (cidr.contains(address)) {
                return Verdict.of(true, cidr.known());
            }
            known &= cidr.known();
        }
        return Verdict.of(false, known);
    }

    private static boolean contains(String element, int address) {
        Cidr cidr = new Cidr();
        return cidr.read(element) && cidr.known() && cidr.contains(address);
    }
}
