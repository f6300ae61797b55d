package dev.switchbook.recorder.chaos;

import dev.switchbook.common.testing.RedisCommandLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lists and streams as they grow: what was once seen counts as written, whatever happens to Redis after. After Redis lost or
 * changed its content a new {@link Chapter} begins, which is read from its start.
 */
final class Tailer implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;

    static final List<String> BASES = List.of("calls", "registrations");

    /**
     * What stood there from one loss of data to the next.
     *
     * @param lost since when nothing of what stood before was there any more; at the first none
     * @param from when what stands there began, after that
     * @param empty whether it began with nothing; else with what a replica had
     * @param lists by base
     * @param streams by base
     */
    record Chapter(
            long lost,
            long from,
            boolean empty,
            Map<String, List<Sighting>> lists,
            Map<String, List<Sighting>> streams) {
        static Chapter begin(long lost, boolean empty) {
            Map<String, List<Sighting>> lists = new LinkedHashMap<>();
            Map<String, List<Sighting>> streams = new LinkedHashMap<>();
            for (String base : BASES) {
                lists.put(base, new ArrayList<>());
                streams.put(base, new ArrayList<>());
            }
            return new Chapter(lost, System.currentTimeMillis(), empty, lists, streams);
        }
    }

    private final RedisStage redis;
    private final Map<String, RedisCommandLine> clients = new LinkedHashMap<>();
    private final Map<String, String> lastIds = new LinkedHashMap<>();
    private final List<Chapter> chapters = new ArrayList<>(List.of(Chapter.begin(0, true)));
    private final Ticker ticker;
    private boolean held;
    private long heldAt;

    Tailer(RedisStage redis) {
        this.redis = redis;
        this.ticker = new Ticker("tailer", EVERY_MILLIS, this::tick);
    }

    /** All chapters so far. */
    synchronized List<Chapter> chapters() {
        return List.copyOf(chapters);
    }

    /** Entries seen in lists and streams. */
    synchronized long seen() {
        long all = 0;
        for (Chapter chapter : chapters) {
            for (String base : BASES) {
                all += of(chapter.lists(), base).size()
                        + of(chapter.streams(), base).size();
            }
        }
        return all;
    }

    /** The keys of the entries of calls that were seen in the list. */
    synchronized Set<String> callsSeen() {
        Set<String> keys = new HashSet<>();
        for (Chapter chapter : chapters) {
            for (Sighting sighting : of(chapter.lists(), "calls")) {
                if (sighting instanceof Sighting.Entry entry) {
                    keys.add(entry.key());
                }
            }
        }
        return keys;
    }

    /** Reads what there is, then nothing until {@link #goOn} or {@link #turn}. */
    synchronized void hold() {
        tick();
        held = true;
        heldAt = System.currentTimeMillis();
        forgetClients();
    }

    /**
     * Reads what is there last, deletes everything, and begins a chapter. A server does what comes in one packet without looking at anybody
     * else, so nothing is written between the two.
     */
    synchronized void flush() {
        forgetClients();
        for (List<String> bases : redis.groups(BASES)) {
            try (RedisCommandLine client = redis.connect(key(bases.get(0)))) {
                read(bases, client, List.of("FLUSHALL"));
            }
        }
        // not those a second time: what was written there meanwhile nobody has read
        redis.flushOthers(
                redis.groups(BASES).stream().map(bases -> key(bases.get(0))).toList());
        turn(true);
    }

    synchronized void goOn() {
        held = false;
    }

    /** Redis has lost what it had, or some of it: since it is held, or now. */
    synchronized void turn(boolean empty) {
        chapters.add(Chapter.begin(held ? heldAt : System.currentTimeMillis(), empty));
        lastIds.clear();
        forgetClients();
        held = false;
    }

    static List<Sighting> of(Map<String, List<Sighting>> all, String base) {
        return all.getOrDefault(base, List.of());
    }

    private static String key(String base) {
        return "{" + base + "}:list";
    }

    private synchronized void tick() {
        if (held) {
            return;
        }
        try {
            for (List<String> bases : redis.groups(BASES)) {
                String first = bases.get(0);
                read(bases, clients.computeIfAbsent(first, base -> redis.connect(key(base))), List.of("PING"));
            }
        } catch (RuntimeException e) {
            forgetClients(); // away or paused: the next turn reads on where this one began
        }
    }

    private void read(List<String> bases, RedisCommandLine client, List<String> last) {
        Chapter now = chapters.get(chapters.size() - 1);
        List<List<String>> commands = new ArrayList<>();
        for (String base : bases) {
            String from = lastIds.getOrDefault(base, "");
            int size = of(now.lists(), base).size();
            commands.add(List.of("LRANGE", key(base), Integer.toString(size), "-1"));
            commands.add(List.of("XRANGE", "{" + base + "}:stream", from.isEmpty() ? "-" : "(" + from, "+"));
        }
        commands.add(last);
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
        List<@Nullable Object> replies = client.pipeline((List<String>[]) commands.toArray(new List[0]));
        long at = System.currentTimeMillis();
        for (int i = 0; i < bases.size(); i++) {
            List<Sighting> list = of(now.lists(), bases.get(i));
            for (Object entry : (List<?>) Objects.requireNonNull(replies.get(2 * i))) {
                list.add(Sighting.ofEvent(String.valueOf(entry), at));
            }
            for (Object entry : (List<?>) Objects.requireNonNull(replies.get(2 * i + 1))) {
                stream(bases.get(i), (List<?>) entry, of(now.streams(), bases.get(i)), at);
            }
        }
    }

    private void stream(String base, List<?> entry, List<Sighting> stream, long at) {
        List<?> fields = (List<?>) entry.get(1);
        String text = String.valueOf(fields.get(1));
        stream.add("gap".equals(fields.get(0)) ? Sighting.ofGap(text, at) : Sighting.ofEvent(text, at));
        lastIds.put(base, String.valueOf(entry.get(0)));
    }

    private void forgetClients() {
        clients.values().forEach(RedisCommandLine::close);
        clients.clear();
    }

    @Override
    public void close() {
        ticker.close();
        synchronized (this) {
            held = true;
            forgetClients();
        }
    }
}
