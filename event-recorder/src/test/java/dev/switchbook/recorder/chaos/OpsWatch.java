package dev.switchbook.recorder.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the recorders' {@code /readyz} and {@code /metrics} while nobody records a node: once Redis has been away, or no recorder has had a link to the
 * node, for more than five seconds, somebody who runs must say so. Three silent readings in a row count once.
 */
final class OpsWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 1000;
    private static final long LONG = 5000;
    private static final int OFTEN = 3;

    private final Fleet fleet;
    private final RedisStage redis;
    private final Map<String, Integer> silent = new HashMap<>();
    private final List<String> words = new ArrayList<>();
    private final Ticker ticker;
    private int asked;

    OpsWatch(Fleet fleet, RedisStage redis) {
        this.fleet = fleet;
        this.redis = redis;
        this.ticker = new Ticker("ops-watch", EVERY_MILLIS, this::tick);
    }

    /** What nobody said. */
    synchronized List<String> words() {
        return List.copyOf(words);
    }

    /** How often there was something to say. */
    synchronized int asked() {
        return asked;
    }

    private void tick() {
        long now = System.currentTimeMillis();
        for (int n = 0; n < fleet.nodes().size(); n++) {
            String node = Fleet.name(n);
            boolean redisAway = redis.down().covers(now - LONG, now);
            boolean unheard = fleet.hearings().nobodyListened(node, now - LONG, now);
            if (redisAway) {
                judge(node, "Redis", List.of("redis_up 0"), "redis: away");
            }
            if (unheard) {
                judge(node, "link", List.of("esl_up{node=\"" + node + "\"} 0"), node + ": ");
            }
            if (!redisAway && !unheard) {
                forget(node);
            }
        }
    }

    private synchronized void forget(String node) {
        silent.remove(node);
    }

    private void judge(String node, String what, List<String> metrics, String body) {
        String all = "";
        boolean answered = false;
        for (RecorderProcess recorder : fleet.recorders()) {
            String figures = recorder.isRunning() ? recorder.ops("/metrics") : "";
            String ready = figures.isEmpty() ? "" : recorder.ops("/readyz");
            answered |= !ready.isEmpty();
            boolean said = metrics.stream().anyMatch(figures::contains);
            if (said && ready.contains(body)) {
                told(node);
                return;
            }
            all += "\n    " + recorder.life() + ": " + ready.replace("\n", " | ");
        }
        if (answered) {
            untold(node, what, all);
        }
    }

    private synchronized void told(String node) {
        asked++;
        silent.remove(node);
    }

    private synchronized void untold(String node, String what, String all) {
        asked++;
        if (silent.merge(node, 1, Integer::sum) == OFTEN) {
            words.add("unsaid: at " + System.currentTimeMillis() + " " + node + " has been without " + what
                    + " for more than five seconds, and the recorders say" + all);
        }
    }

    @Override
    public void close() {
        ticker.close();
    }
}
