package dev.switchbook.common.config;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen or to connect to.
 *
 * @param host an IPv4 literal, an IPv6 literal without brackets, or a name
 * @param port 0..65535; 0 lets the system choose, for listeners
 */
public record HostPort(String host, int port) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_.])?");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern NUMERIC = Pattern.compile("(.*\\.)?[0-9]+\\.?");
    private static final int MAX_PORT = 65535;

    /**
     * Takes any host.
     *
     * @throws IllegalArgumentException when the port is out of range
     */
    public HostPort {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
    }

    /** From {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code name:8080}; null when it is none of them. */
    public static @Nullable HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !PORT.matcher(text.substring(colon + 1)).matches()) {
            return null;
        }
        String host = host(text.substring(0, colon));
        int port = Integer.parseInt(text.substring(colon + 1));
        return host == null || port > MAX_PORT ? null : new HostPort(host, port);
    }

    private static @Nullable String host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            String literal = text.substring(1, text.length() - 1);
            return NetUtil.isValidIpV6Address(literal) ? literal : null;
        }
        // What ends in a number is an address or a slip, never a name.
        boolean valid = NUMERIC.matcher(text).matches()
                ? NetUtil.isValidIpV4Address(text)
                : NAME.matcher(text).matches();
        return valid ? text : null;
    }

    /** Whether it is {@code localhost} or a literal loopback address. No name is looked up. */
    public boolean isLoopback() {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return host.equalsIgnoreCase("localhost");
        }
        try {
            return InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** As in the configuration: an IPv6 literal stands in brackets. */
    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
