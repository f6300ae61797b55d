package dev.switchbook.loadtest.events;

import dev.switchbook.loadtest.redis.Resp;
import dev.switchbook.recorder.simulated.Barrage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the position that the recorder leaves in Redis, about every half millisecond: all events up to it are there. So it is known,
 * whatever the recorder says, how long after its sending an event was seen in Redis at the latest.
 */
final class Positions {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(2);

    private final Resp redis;
    private final String key;
    private final Barrage barrage;
    private final Histogram seen = new Histogram(MAX_MICROS, 2);
    private final Thread thread = new Thread(this::look, "positions");
    private volatile boolean ended;
    private long next;

    private Positions(Resp redis, String key, Barrage barrage) {
        this.redis = redis;
        this.key = key;
        this.barrage = barrage;
    }

    static Positions watch(InetSocketAddress redis, String key, Barrage barrage) throws IOException {
        Positions positions = new Positions(new Resp(redis), key, barrage);
        positions.thread.setDaemon(true);
        positions.thread.start();
        return positions;
    }

    /** Microseconds. */
    Histogram end() throws InterruptedException {
        ended = true;
        thread.join(TimeUnit.SECONDS.toMillis(5));
        return seen;
    }

    private void look() {
        try (redis) {
            while (!ended) {
                LockSupport.parkNanos(PAUSE_NANOS);
                passed(sequence(redis.ask("HGET", key, "fs1")));
            }
        } catch (IOException e) {
            System.err.println("positions: " + e.getMessage());
        }
    }

    private void passed(long sequence) {
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        // a sequence of an earlier run is none of this one's
        for (next = Math.max(next, barrage.firstSequence()); next <= sequence; next++) {
            long sent = barrage.sentMicros(next);
            if (sent > 0) {
                seen.recordValue(Math.min(MAX_MICROS, Math.max(0, micros - sent)));
            }
        }
    }

    /** Of {@code epoch|core:sequence:part}. */
    private static long sequence(@Nullable Object position) {
        String text = String.valueOf(position);
        int last = text.lastIndexOf(':');
        int before = last < 0 ? -1 : text.lastIndexOf(':', last - 1);
        return before < 0 ? 0 : Long.parseLong(text.substring(before + 1, last));
    }
}
