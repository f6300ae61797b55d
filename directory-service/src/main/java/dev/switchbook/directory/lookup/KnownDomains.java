package dev.switchbook.directory.lookup;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The domains that this process has seen to exist. They stay known when their keys vanish (FLUSHALL, an empty replica
 * after a fail-over): their users then get a final no, where {@code not found} would send FreeSWITCH to its static files.
 */
final class KnownDomains {

    /** More than any installation has; behind it a domain is known only while Redis has it. */
    private static final int MAX = 100_000;

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    void remember(String domain) {
        if (!names.contains(domain) && names.size() < MAX) {
            names.add(domain);
        }
    }

    boolean contains(String domain) {
        return names.contains(domain);
    }
}
