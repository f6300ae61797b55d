package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.redis.Resp;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Commands that Redis has carried out.
 *
 * @param calls by name
 */
record CommandStats(Map<String, Long> calls) {

    private static final String NAME = "cmdstat_";
    private static final String CALLS = ":calls=";

    /** What the load test itself sends. */
    private static final Set<String> OWN = Set.of("hset", "hdel", "flushall", "info");

    static CommandStats of(Resp redis) throws IOException {
        return parse(String.valueOf(redis.ask("INFO", "commandstats")));
    }

    static CommandStats parse(String info) {
        Map<String, Long> calls = new TreeMap<>();
        info.lines().filter(line -> line.startsWith(NAME)).forEach(line -> {
            int at = line.indexOf(CALLS);
            String count = line.substring(at + CALLS.length(), line.indexOf(',', at));
            calls.put(line.substring(NAME.length(), at), Long.valueOf(count));
        });
        return new CommandStats(calls);
    }

    /** What came since then, without what did not change. */
    CommandStats since(CommandStats before) {
        Map<String, Long> more = new TreeMap<>();
        calls.forEach((name, count) -> {
            long since = count - before.calls.getOrDefault(name, 0L);
            if (since != 0) {
                more.put(name, since);
            }
        });
        return new CommandStats(more);
    }

    /** All but the load test's own. */
    long ofTheServer() {
        return calls.entrySet().stream()
                .filter(entry -> !OWN.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
