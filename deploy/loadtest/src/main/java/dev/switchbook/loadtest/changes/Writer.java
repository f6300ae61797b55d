package dev.switchbook.loadtest.changes;

import dev.switchbook.loadtest.extensions.Extensions;
import dev.switchbook.loadtest.redis.Resp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Changes extensions at a rate with plain HSET and HDEL, one after the other, and writes down when Redis said OK. */
final class Writer implements AutoCloseable {

    /**
     * What is written.
     *
     * @param perSecond changes; 0 for none
     * @param deletes one in twenty is an HDEL, and the extension is back after 100 to 400 ms
     * @param flushAfterMillis from the start, FLUSHALL, after which everything is written again; 0 for never
     */
    record Plan(int perSecond, boolean deletes, long flushAfterMillis, long seed) {}

    private record Restore(int index, long due) {}

    private static final byte[] KEY = ascii("cti_exten@" + Extensions.DOMAIN);
    private static final byte[] HSET = ascii("HSET");
    private static final byte[] HDEL = ascii("HDEL");
    private static final int HOT = 20; // extensions that are changed again and again
    private static final int PIPELINE = 1000;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long FLUSHED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long JOIN_MILLIS = 20_000;

    private final ArrayDeque<Restore> restores = new ArrayDeque<>();
    private final Ledger ledger;
    private final Plan plan;
    private final Resp redis;
    private final SplittableRandom random;
    private final Thread thread = new Thread(this::run, "writer");
    private volatile boolean stopped;
    private volatile String fault = "";
    private final AtomicLong written = new AtomicLong();

    private Writer(Ledger ledger, Plan plan, Resp redis) {
        this.ledger = ledger;
        this.plan = plan;
        this.redis = redis;
        this.random = new SplittableRandom(plan.seed());
    }

    /** Begins to write. */
    static Writer start(InetSocketAddress redis, Ledger ledger, Plan plan) throws IOException {
        Writer writer = new Writer(ledger, plan, new Resp(redis));
        writer.thread.setDaemon(true);
        writer.thread.start();
        return writer;
    }

    /** Changes so far, not counting those of FLUSHALL. */
    long written() {
        return written.get();
    }

    /** Why it ended by itself; empty if it did not. */
    String fault() {
        return fault;
    }

    private void run() {
        try {
            write();
        } catch (IOException | RuntimeException e) {
            fault = "the writer ended: " + e;
        }
    }

    private void write() throws IOException {
        long gap = plan.perSecond() == 0 ? Long.MAX_VALUE / 4 : TimeUnit.SECONDS.toNanos(1) / plan.perSecond();
        long next = System.nanoTime() + gap;
        long flush = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(plan.flushAfterMillis());
        boolean flushes = plan.flushAfterMillis() > 0;
        while (!stopped) {
            long now = System.nanoTime();
            if (flushes && now - flush >= 0) {
                flushes = false;
                flush();
                next = System.nanoTime();
            } else if (!restores.isEmpty() && now - restores.element().due() >= 0) {
                restore(restores.remove().index());
            } else if (now - next >= 0) {
                change();
                next += gap;
            } else {
                LockSupport.parkNanos(Math.min(TICK_NANOS, next - now));
            }
        }
    }

    private void change() throws IOException {
        int kind = random.nextInt(20);
        int index = random.nextInt(4) == 0
                ? random.nextInt(HOT) * Extensions.ALIAS_EVERY % ledger.extensions()
                : random.nextInt(ledger.extensions());
        if (kind == 0 && plan.deletes()) {
            delete(index);
            long absent = TimeUnit.MILLISECONDS.toNanos(100 + random.nextInt(300));
            restores.add(new Restore(index, System.nanoTime() + absent));
        } else if (kind <= 2) {
            int withAlias = index - index % Extensions.ALIAS_EVERY;
            set(withAlias, otherAlias(alias(withAlias)));
        } else {
            set(index, alias(index));
        }
        written.incrementAndGet();
    }

    private int alias(int index) {
        synchronized (ledger) {
            return ledger.history(index).newest().alias();
        }
    }

    /** 6 to 9, or none. */
    private int otherAlias(int now) {
        int other = 5 + random.nextInt(5);
        return other == 5 || other == now ? Extensions.NO_ALIAS : other;
    }

    private void restore(int index) throws IOException {
        boolean there;
        synchronized (ledger) {
            there = ledger.history(index).newest().present();
        }
        if (!there) {
            set(index, Extensions.alias(index));
            written.incrementAndGet();
        }
    }

    private void set(int index, int alias) throws IOException {
        Version version = ledger.begin(index, true, alias);
        sendSet(index, version);
        redis.flush();
        redis.reply();
        ledger.done(index, version, System.nanoTime());
    }

    private void sendSet(int index, Version version) throws IOException {
        String json = Extensions.record(index, version.number(), version.alias());
        redis.send(HSET, KEY, ascii(Extensions.name(index)), ascii(json));
    }

    private void delete(int index) throws IOException {
        Version version = ledger.begin(index, false, Extensions.NO_ALIAS);
        redis.send(HDEL, KEY, ascii(Extensions.name(index)));
        redis.flush();
        redis.reply();
        ledger.done(index, version, System.nanoTime());
    }

    private void flush() throws IOException {
        Version[] gone = ledger.beginAll();
        redis.ask("FLUSHALL");
        ledger.doneAll(gone, System.nanoTime());
        LockSupport.parkNanos(FLUSHED_NANOS);
        redis.ask("HSET", "cti_domain", Extensions.DOMAIN, Extensions.domainRecord());
        Version[] back = new Version[gone.length];
        for (int from = 0; from < back.length; from += PIPELINE) {
            int to = Math.min(back.length, from + PIPELINE);
            for (int i = from; i < to; i++) {
                back[i] = ledger.begin(i, true, Extensions.alias(i));
                sendSet(i, back[i]);
            }
            redis.flush();
            for (int i = from; i < to; i++) {
                redis.reply();
                ledger.done(i, back[i], System.nanoTime());
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Stops writing; waits for the write under way. */
    @Override
    public void close() throws IOException {
        stopped = true;
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        redis.close();
    }
}
