package dev.switchbook.recorder.flush;

import java.util.ArrayList;
import java.util.List;

/**
 * An extension that is to lose its live registrations.
 *
 * @param domain that holds, or held, its record
 * @param others domains that serve it beside that one
 * @param isDeleted whether its record is gone; if not, its secrets are others now
 * @param secrets what they were, as {@link RecordSecrets#hash} has it
 */
record Revocation(String extension, String domain, List<String> others, boolean isDeleted, long secrets) {
    Revocation {
        others = List.copyOf(others);
    }

    /** The domain and the others. */
    List<String> domains() {
        List<String> all = new ArrayList<>(others);
        all.add(0, domain);
        return all;
    }
}
