package dev.switchbook.directory.record;

import io.netty.util.NetUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * The networks of {@code auth-acl} and {@code cidr}.
 *
 * <p>FreeSWITCH takes the name of a list, or CIDRs with a {@code /}, comma-separated, at most 100 (switch_core.c,
 * switch_check_network_list_ip_token). An element that is none of these is compared with what happens to be in memory:
 * {@code 127.0.0.1/33}, or {@code foo,192.0.2.0/24}, was seen to let everybody in. So each element is judged here.
 */
final class AccessList {

    private static final int MAX_NAME = 128;

    /** Where the networks stand, and how many FreeSWITCH reads there (switch_core.c:1411, switch_utils.c:679). */
    private enum Place {
        AUTH_ACL(Reason.AUTH_ACL, "param.auth-acl", 100),
        CIDR(Reason.CIDR, "attribute.cidr", 32);

        private final Reason reason;
        private final String field;
        private final int max;

        Place(Reason reason, String field, int max) {
            this.reason = reason;
            this.field = field;
            this.max = max;
        }

        InvalidRecordException flaw(String detail) {
            return new InvalidRecordException(reason, field, detail);
        }
    }

    private AccessList() {}

    /**
     * A list's name, one address, or networks, as FreeSWITCH wants them.
     *
     * @throws InvalidRecordException if an element is none of these
     */
    static String authAcl(String value) throws InvalidRecordException {
        String text = value.strip();
        if (text.indexOf('/') < 0 && text.indexOf(',') < 0 && !isAddress(text)) {
            return listName(text);
        }
        String networks = networks(text, Place.AUTH_ACL);
        if (hasWideIpV6(networks)) {
            throw Place.AUTH_ACL.flaw(
                    "FreeSWITCH compares the first 32 bits of an IPv6 network with IPv4 callers too, so that"
                            + " one under /32 lets strangers in; name a list instead");
        }
        return networks;
    }

    /**
     * Net and mask of both families share their memory (switch_core.c:1419; from the source, not seen): with {@code
     * fd00::/8} every IPv4 address that ends in .253 is let in. From /32 on it is one single address.
     */
    private static boolean hasWideIpV6(String networks) {
        for (String network : networks.split(",", -1)) {
            int slash = network.indexOf('/');
            if (network.indexOf(':') >= 0 && bits(network.substring(slash + 1)) < 32 && !network.equals("::/0")) {
                return true;
            }
        }
        return false;
    }

    /**
     * One address, or networks, as FreeSWITCH wants them.
     *
     * @throws InvalidRecordException if an element is none of these
     */
    static String cidr(String value) throws InvalidRecordException {
        return networks(value.strip(), Place.CIDR);
    }

    private static String listName(String name) throws InvalidRecordException {
        boolean plain = name.chars().allMatch(c -> c > ' ' && c < 0x7f);
        boolean looksLikeAddress = name.chars().allMatch(c -> c == '.' || c == ':' || (c >= '0' && c <= '9'));
        if (name.isEmpty() || name.length() > MAX_NAME || !plain || looksLikeAddress) {
            throw Place.AUTH_ACL.flaw("neither the name of a list nor a network such as 10.0.0.0/8");
        }
        return name;
    }

    private static String networks(String text, Place place) throws InvalidRecordException {
        if (isAddress(text) && !text.equals("0.0.0.0")) {
            return text + (NetUtil.isValidIpV4Address(text) ? "/32" : "/128");
        }
        List<String> networks = new ArrayList<>();
        for (String element : text.split(",", -1)) {
            String network = element.strip();
            if (!isNetwork(network)) {
                throw place.flaw("element " + (networks.size() + 1) + " is no network such as 10.0.0.0/8");
            }
            networks.add(network);
        }
        if (networks.size() > place.max) {
            throw place.flaw("more than the " + place.max + " networks that FreeSWITCH reads");
        }
        return String.join(",", networks);
    }

    private static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return false;
        }
        String address = text.substring(0, slash);
        int bits = bits(text.substring(slash + 1));
        boolean everybody =
                address.equals("0.0.0.0") && bits == 32; // to FreeSWITCH; switch_test_subnet, mask 0 of net 0
        return isAddress(address)
                && bits >= 0
                && bits <= (NetUtil.isValidIpV4Address(address) ? 32 : 128)
                && !everybody;
    }

    /** The length of a prefix: one to three digits, no sign, no blank. */
    private static int bits(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Integer.parseInt(text) : -1;
    }

    /** Plain addresses only: no zone, no brackets, which inet_pton refuses. */
    private static boolean isAddress(String text) {
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            return false;
        }
        boolean valid = NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
        return valid && !(text.indexOf('.') >= 0 && hasLeadingZero(text.substring(text.lastIndexOf(':') + 1)));
    }

    /** {@code 010.0.0.1} is 8.0.0.1 to some readers, 10.0.0.1 to others, and no address to FreeSWITCH's inet_pton. */
    private static boolean hasLeadingZero(String address) {
        for (String octet : address.split("\\.", -1)) {
            if (octet.length() > 1 && octet.charAt(0) == '0') {
                return true;
            }
        }
        return false;
    }
}
