package dev.switchbook.recorder.chaos;

import dev.switchbook.common.testing.RedisCommandLine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads the lists and says whether each kind of entry that {@code Barrage} makes counts up by one within each node: then none is missing,
 * none is there twice, and they are in order.
 */
final class EntryCheck {
    private static final int PAGE = 1_000;
    private static final int MARK = 12;

    private final Map<String, Long> last = new HashMap<>();
    private final StringBuilder wrong = new StringBuilder();
    private long jumps;

    /** Reads both lists; a jump is where one {@code send} ended and the next began. */
    void read(RedisCommandLine redis) {
        for (String base : Tailer.BASES) {
            String key = "{" + base + "}:list";
            for (int from = 0; ; from += PAGE) {
                List<?> page = (List<?>) Objects.requireNonNull(
                        redis.call("LRANGE", key, Integer.toString(from), Integer.toString(from + PAGE - 1)));
                page.forEach(entry -> take(Sighting.ofEvent(String.valueOf(entry), 0)));
                if (page.size() < PAGE) {
                    break;
                }
            }
        }
    }

    private void take(Sighting sighting) {
        if (!(sighting instanceof Sighting.Entry entry)) {
            note(String.valueOf(sighting));
            return;
        }
        String key = entry.key();
        if (key.startsWith("register ")) {
            int space = key.lastIndexOf(' ');
            next(key.substring(0, space), Long.parseLong(key.substring(space + 1)));
        } else {
            int mark = key.length() - MARK;
            next(key.substring(0, mark), Long.parseLong(key.substring(mark), 16));
        }
    }

    private void next(String kind, long number) {
        Long before = last.put(kind, number);
        if (before != null && number <= before) {
            note(kind + ": " + number + " behind " + before);
        } else if (before == null || number != before + 1) {
            jumps++;
        }
    }

    private void note(String what) {
        if (wrong.length() < 500) {
            wrong.append(what).append("; ");
        }
    }

    /** Where the count did not go up by one, and where a kind began. */
    long jumps() {
        return jumps;
    }

    /** Empty when all is right. */
    String wrong() {
        return wrong.toString();
    }
}
