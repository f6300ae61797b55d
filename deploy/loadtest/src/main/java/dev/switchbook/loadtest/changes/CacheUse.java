package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.report.Ops;
import java.util.Map;
import java.util.TreeMap;

/** What the service's cache says of itself, before and after a measurement. */
record CacheUse(Ops before, Ops after) {

    private static final String REQUESTS = "directory_cache_requests_total";
    private static final String HIT = "result=\"hit\"";

    /** Answers from the cache, in per cent of all that asked it; NaN without a cache. */
    double hitPercent() {
        double all = more(REQUESTS, "");
        return all == 0 ? Double.NaN : 100 * more(REQUESTS, HIT) / all;
    }

    private double more(String name, String label) {
        return after.sum(name, label) - before.sum(name, label);
    }

    double bytesBefore() {
        return before.sum("directory_cache_bytes", "");
    }

    double bytesAfter() {
        return after.sum("directory_cache_bytes", "");
    }

    double entriesBefore() {
        return before.sum("directory_cache_entries", "");
    }

    double entriesAfter() {
        return after.sum("directory_cache_entries", "");
    }

    /** How often each result came, by its labels. */
    Map<String, Long> results() {
        Map<String, Long> results = new TreeMap<>();
        after.samples().forEach((name, value) -> {
            if (name.startsWith(REQUESTS)) {
                long since = Math.round(value - before.samples().getOrDefault(name, 0.0));
                if (since != 0) {
                    results.put(name.substring(REQUESTS.length()), since);
                }
            }
        });
        return results;
    }
}
