package dev.switchbook.recorder.simulated;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a simulated FreeSWITCH is.
 *
 * @param users {@code user@domain} to password, of {@code userauth}
 * @param cti whether the directory gives {@code cti_extension} and {@code cti_domain}
 * @param multiple whether a user may have several contacts; else a newer one replaces the older without an event
 * @param reject whether the ACL refuses everybody
 * @param micros the clock: microseconds since the epoch
 */
record Options(
        int port,
        String switchname,
        String password,
        Map<String, String> users,
        long seed,
        String domain,
        boolean cti,
        boolean multiple,
        boolean reject,
        Duration heartbeat,
        Duration loginTimeout,
        LongSupplier micros) {

    @Override
    public String toString() {
        return "Options[port=" + port + ", switchname=" + switchname + ", seed=" + seed + "]";
    }
}
