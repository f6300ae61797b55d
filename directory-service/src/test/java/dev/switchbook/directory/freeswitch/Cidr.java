package dev.switchbook.directory.freeswitch;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The net and the mask that switch_parse_cidr() writes into, with what stands there when it does not write
 * (switch_utils.c:741-791): at first uninitialised memory, which was seen to be 0, later the element before.
 */
final class Cidr {

    private static final int HOST_CHARS = 126;

    private int net;
    private int mask;
    private boolean netKnown;
    private boolean maskKnown;

    /**
     * Reads one element of a list.
     *
     * @return false if FreeSWITCH calls it an error: no slash, or bits out of range. An address that is none is no
     *     error.
     */
    boolean read(String element) {
        int slash = element.substring(0, Math.min(element.length(), HOST_CHARS)).indexOf('/');
        if (slash < 0) {
            return false;
        }
        String host = element.substring(0, slash);
        int bits = CText.atoi(element.substring(slash + 1));
        boolean v6 = element.contains(":");
        if (bits < 0 || bits > (v6 ? 128 : 32)) {
            return false;
        }
        if (v6) {
            readV6(host, bits);
        } else {
            readV4(host, bits);
        }
        return true;
    }

    /** Whether an IPv4 address is in the net; with an empty mask only the net's own, or all if that is 0 as well. */
    boolean contains(int address) {
        if (mask != 0) {
            return (net & mask) == (address & mask);
        }
        return net == 0 || net == address;
    }

    /** Whether that was decided by what an element says and not by what happened to be in memory. */
    boolean known() {
        return netKnown && maskKnown;
    }

    /** A dotted quad as inet_pton() takes it, first byte highest; null if it is none. */
    static @Nullable Integer v4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        int address = 0;
        for (String part : parts) {
            if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
                return null;
            }
            address = (address << 8) | Integer.parseInt(part);
        }
        return address;
    }

    /** Without an address the bytes that were there are swapped. /32 shifts by 32, which leaves a mask of 0 on x86. */
    private void readV4(String host, int bits) {
        Integer address = v4(host);
        net = address == null ? Integer.reverseBytes(net) : address;
        netKnown |= address != null;
        mask = ~(-1 >>> bits);
        maskKnown = true;
    }

    /** IPv4 callers are compared with the first four bytes, lowest first. */
    private void readV6(String host, int bits) {
        byte[] address = v6(host);
        if (address != null) {
            net = lowestFirst(address);
            netKnown = true;
        }
        byte[] ones = new byte[16];
        for (int i = 0, left = bits; i < 16; i++) {
            int here = Math.min(8, left);
            ones[i] = (byte) ~(0xFF >> here);
            left -= here;
        }
        mask = lowestFirst(ones);
        maskKnown = true;
    }

    private static int lowestFirst(byte[] bytes) {
        return (bytes[0] & 0xFF) | (bytes[1] & 0xFF) << 8 | (bytes[2] & 0xFF) << 16 | (bytes[3] & 0xFF) << 24;
    }

    private static byte @Nullable [] v6(String host) {
        String tail = host.substring(host.lastIndexOf(':') + 1);
        if (!host.matches("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*") || (tail.contains(".") && v4(tail) == null)) {
            return null;
        }
        try {
            byte[] address = InetAddress.getByName(host).getAddress();
            return address.length == 16 ? address : mapped(address);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static byte[] mapped(byte[] v4) {
        byte[] address = new byte[16];
        Arrays.fill(address, 10, 12, (byte) 0xFF);
        System.arraycopy(v4, 0, address, 12, 4);
        return address;
    }
}
