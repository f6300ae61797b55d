package dev.switchbook.recorder.link;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;

/** Looks names up. May block for seconds, so never on an event loop. */
@FunctionalInterface
public interface Names {

    /**
     * All addresses of a name or a literal, at least one.
     *
     * @throws UnknownHostException when there is none, or nobody who knows
     */
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /**
     * Makes the JDK remember answers for a second at most, in the whole process: 30 s otherwise. That holds only when nothing has
     * been looked up before.
     */
    static void rememberBriefly() {
        Security.setProperty("networkaddress.cache.ttl", "1");
        Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    /** The system's own look-up, as {@code /etc/hosts} and {@code resolv.conf} have it. */
    static Names ofSystem() {
        rememberBriefly();
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
