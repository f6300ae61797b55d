package dev.switchbook.recorder.settings;

import io.netty.util.NetUtil;
import java.util.regex.Pattern;

/** Networks in CIDR notation. */
final class Networks {
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

    private Networks() {}

    /** Whether it is a literal address, a slash and a length that such an address can have; no name is looked up. */
    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !PREFIX.matcher(text.substring(slash + 1)).matches()) {
            return false;
        }
        String literal = text.substring(0, slash);
        // Netty takes brackets and a zone too, and a mask that was made of them would not be what was meant.
        boolean plain = literal.indexOf('%') < 0 && literal.indexOf('[') < 0;
        byte[] address = plain ? NetUtil.createByteArrayFromIpAddressString(literal) : null;
        return address != null && Integer.parseInt(text.substring(slash + 1)) <= address.length * Byte.SIZE;
    }
}
