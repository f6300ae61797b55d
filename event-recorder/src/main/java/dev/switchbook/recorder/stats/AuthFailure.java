package dev.switchbook.recorder.stats;

/**
 * One SIP log-in that failed. Whoever can reach FreeSWITCH chose these texts: each is at most 256 bytes of UTF-8 without control
 * characters, empty when unknown.
 *
 * @param user the name that was typed
 * @param domain the realm that was named
 * @param aor what was to be registered, or called, {@code user@host}
 * @param address where it came from
 * @param port where it came from
 * @param reason one of few words
 * @param timeMillis by FreeSWITCH's clock, since the epoch; 0 when unknown
 */
public record AuthFailure(
        String node,
        String user,
        String domain,
        String aor,
        String address,
        String port,
        String userAgent,
        String reason,
        long timeMillis) {}
