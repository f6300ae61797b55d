package dev.switchbook.common.ops;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GET or HEAD that a service's own route answers.
 *
 * @param query the parameters of the query string, decoded; the first value of each
 * @param authorization the {@code Authorization} header as it came, null without one
 */
public record OpsRequest(
        Map<String, String> query, @Nullable String authorization) {
    /** Says nothing of the credentials. */
    @Override
    public String toString() {
        return "OpsRequest[query=" + query + ", authorization=" + (authorization == null ? "none" : "***") + "]";
    }
}
